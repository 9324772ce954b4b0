"""What each letter to the buyer is about, and the ways that reach the buyer, in Chinese and English."""

from domain.contact import Channel
from domain.telling_words import Words

# The letters of activities/letters.toml.
LETTERS: dict[str, Words] = {
    "UNS-1": ("正在拦下发货", "the order is being stopped"),
    "UNS-2": ("未发出，已退款", "refunded, it never left"),
    "TRN-1": ("等待包裹还是拦截", "wait, or call the parcel back?"),
    "TRN-2": ("已申请拦截", "the parcel is called back"),
    "TRN-4": ("包裹显示已签收", "the parcel was signed for: by you?"),
    "LOG-1": ("正在查询包裹", "the carrier is being asked"),
    "LOG-2": ("新的送达时间", "a new date, or the money?"),
    "LOG-3": ("没有进展：等待还是退款", "no progress: wait, or the money?"),
    "LST-1": ("包裹丢失，已退款", "the parcel is lost, refunded"),
    "LST-4": ("丢失的包裹找到了", "the lost parcel turned up"),
    "N7-1": ("如何寄回商品", "how to send the goods back"),
    "N7-R": ("提醒寄回商品", "reminder to post the goods"),
    "N7-M": ("退货少件", "part of the return is missing"),
    "N7-4": ("查验结果和退款方案", "what we found, and what we offer"),
    "N7-5": ("赠品未退回", "the gift is missing"),
    "OFFER": ("按规则可退的金额", "what goes back by the rules"),
    "DONE": ("已退款", "refunded"),
    "DSP-1": ("未能达成一致", "we cannot agree"),
    "DSP-3": ("裁决已执行", "the ruling is carried out"),
    "LAPSED": ("申请已失效", "the request is closed"),
    "FUP-2": ("问题解决了吗", "is it solved?"),
    "FUP-3": ("请打两个分", "two numbers, please"),
}

CHANNELS: dict[str, Words] = {
    Channel.PLATFORM: ("平台消息", "platform message"),
    Channel.MAIL: ("邮件", "mail"),
}


def letter_in_words(letter: str) -> Words:
    """What a letter is about, with its name; one of an older version is called by its name alone."""
    if letter not in LETTERS:
        return f"“{letter}”", letter
    zh, en = LETTERS[letter]
    return f"“{zh}”（{letter}）", f"“{en}” ({letter})"


def channel_in_words(channel: str) -> Words:
    """A way of reaching a buyer; one of an older version is called by its name."""
    return CHANNELS.get(channel, (channel, channel))
