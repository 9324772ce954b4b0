"""What each letter to the buyer is about, and the ways that reach the buyer, in Chinese and English."""

from domain.contact import Channel
from domain.telling_words import Words

# The letters of activities/locale.
LETTERS: dict[str, Words] = {
    "UNS-1": ("正在拦下发货", "the order is being stopped"),
    "UNS-2": ("未发出，已退款", "refunded, it never left"),
    "TRN-1": ("等待包裹还是拦截", "wait, or call the parcel back?"),
    "TRN-2": ("已申请拦截", "the parcel is called back"),
    "TRN-4": ("包裹显示已签收", "the parcel was signed for: by you?"),
    "LOG-1": ("正在查询包裹", "the carrier is being asked"),
    "LOG-2": ("新的送达时间", "a new date, or the money?"),
    "LOG-3": ("没有进展：等待还是退款", "no progress: wait, or the money?"),
    "LOG-4": ("没有进展：等待、补发还是退款", "no progress: wait, the goods again, or the money?"),
    "LST-1": ("包裹丢失，已退款", "the parcel is lost, refunded"),
    "LST-4": ("丢失的包裹找到了", "the lost parcel turned up"),
    "LST-5": ("包裹丢失：补发还是退款", "the parcel is gone: the goods again, or the money?"),
    "LST-6": ("原包裹又送到了", "the first parcel turned up, after we sent another"),
    "LST-7": ("无法补发，改为退款", "it cannot be sent again: the money goes back"),
    "N7-1": ("如何寄回商品", "how to send the goods back"),
    "N7-R": ("提醒寄回商品", "reminder to post the goods"),
    "N7-M": ("退货少件", "part of the return is missing"),
    "N7-A": ("退货缺配件", "an accessory is missing"),
    "N7-4": ("查验结果和退款方案", "what we found, and what we offer"),
    "N7-5": ("赠品未退回", "the gift is missing"),
    "OFFER": ("按规则可退的金额", "what goes back by the rules"),
    "DONE": ("已退款", "refunded"),
    "DSP-1": ("未能达成一致", "we cannot agree"),
    "DSP-3": ("裁决已执行", "the ruling is carried out"),
    "CMP-1": ("补偿已提交财务", "the payout is with finance"),
    "CMP-2": ("已请主管接手", "a supervisor takes over"),
    "CMP-3": ("差额已核实并退回", "the difference goes back"),
    "CMP-M": ("现金补偿方案", "the money that we offer"),
    "CMP-O": ("补偿方案", "what we offer"),
    "CMP-C": ("优惠券或赠品", "the coupon or gift"),
    "CMP-D": ("补偿已到账", "the payout is made"),
    "CMP-N": ("未能同意补偿", "why it is declined"),
    "LAPSED": ("申请已失效", "the request is closed"),
    "FUP-2": ("问题解决了吗", "is it solved?"),
    "FUP-3": ("请打两个分", "two numbers, please"),
    "ACK": ("已收到您的申请", "we have your request"),
    "ASK-EVID": ("请发照片", "please send photos"),
    "DELAY": ("处理要延后", "a step is delayed"),
    "UNS-3": ("暂时发不了货", "it ships later than promised"),
    "TRN-3": ("拒收的运费", "freight of a refused parcel"),
    "LST-2": ("已补发", "sent again"),
    "LST-3": ("退回的包裹丢失", "your return parcel was lost"),
    "SHT-1": ("少发了商品", "something was missing"),
    "SHT-2": ("请再看看包裹", "please look once more"),
    "SHT-3": ("分包裹发出", "another parcel is on its way"),
    "WRG-1": ("发错了商品", "a wrong item was sent"),
    "WRG-2": ("也可以退货", "or return it"),
    "DMG-1": ("外箱破损怎么办", "what to do with a damaged box"),
    "DMG-2": ("商品破损的方案", "what we offer for the damage"),
    "DMG-3": ("快递责任由我们处理", "we settle with the courier"),
    "DMG-4": ("还缺照片", "photos are needed"),
    "QLT-1": ("先试一下", "let us first try"),
    "QLT-2": ("请寄来检测", "please send it in for inspection"),
    "QLT-3": ("检测结果和方案", "the result, and what we offer"),
    "QLT-4": ("未发现质量问题", "no defect was found"),
    "QLT-5": ("小瑕疵的方案", "an offer for a small flaw"),
    "CFT-1": ("正在准备正品凭证", "papers of origin are on their way"),
    "CFT-2": ("请提供鉴定", "please share your report"),
    "N7-2": ("留下商品可以优惠", "would you keep it for less?"),
    "N7-3": ("已收到退货", "the return is here"),
    "N7-6": ("不支持无理由退货", "no return without reason"),
    "EXC-1": ("换货已登记", "the exchange is recorded"),
    "EXC-2": ("换货商品暂缺", "the new item is out"),
    "EXC-3": ("换货补付", "pay for the other item"),
    "EXC-4": ("补付链接已过期", "the link to pay has run out"),
    "EXC-5": ("换货已发出", "the other item has left"),
    "QLT-6": ("请做检测", "please have it looked at"),
    "REP-S": ("请寄来维修", "please send it in for repair"),
    "REP-Q": ("维修报价", "what the repair costs"),
    "REP-3": ("代替维修的方案", "instead of a repair"),
    "REP-4": ("商品正在寄回", "your goods are on their way back"),
    "REP-5": ("商品等您处理", "your goods wait for you"),
    "REP-1": ("已收到送修商品", "your repair is here"),
    "REP-2": ("已修好", "repaired"),
    "DSP-2": ("平台介入期间的建议", "a proposal while the platform looks"),
    "DSP-4": ("双方约定", "what we agreed"),
    "MAL-1": ("我们的答复", "our answer"),
    "MAL-2": ("关于评价", "about ratings"),
    "FUP-1": ("商品都正常吗", "is everything fine?"),
    "FUP-4": ("订阅消息", "news you subscribed to"),
    "INV-1": ("发票信息", "the invoice"),
    "INV-2": ("发票遗失", "a lost invoice"),
    "INV-3": ("发票已开具", "the invoice is issued"),
    "INV-4": ("发票不能这样开具", "an invoice that may not be issued so"),
    "FRT-1": ("退货运费", "freight of the return"),
    "BND-1": ("部分退货的优惠", "a part of a promotion"),
    "BND-2": ("部分退货的金额", "what a part comes to"),
    "BND-3": ("套装需整套退回", "a set goes back whole"),
    "N7-B": ("退回的商品寄还给您", "the goods go to the buyer again"),
    "N7-L": ("破例受理退货", "a return out of goodwill"),
}

CHANNELS: dict[str, Words] = {
    Channel.PLATFORM: ("平台消息", "platform message"),
    Channel.MAIL: ("邮件", "mail"),
    Channel.PHONE: ("电话", "phone"),
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
