"""The notes that the system itself writes into events, in Chinese.

Events keep a note as one text. Where it is one of the system's own, Chinese readers get it in Chinese; what people
wrote stays as they wrote it.
"""

import re

from domain.telling_words import Words

NOTES: dict[str, str] = {
    # Policy's own answer to a request (domain/eligibility.py).
    "no-reason return within its window": "七日无理由，在期限内",
    "refund before receipt within the automatic limit": "收货前退款，在自动额度内",
    "above the limit of what policy decides by itself": "超出自动处理额度",
    "the case was reopened: a person decides what is still owed": "本单已重新开启，应付金额由人工决定",
    "signed for: the proof of signature is to be looked at (rule F31)": "包裹已签收，需核对签收凭证（规则F31）",
    "what became of the parcel is not known yet": "包裹下落尚未查明",
    "the parcel is in time, and the buyer does not wait": "包裹未超时，买家不愿等待",
    # The platform's answer, and changes of remedy (workflows/).
    "the platform agreed when the shop was silent": "店铺未答复，平台已自动同意",
    "the buyer changed the request meanwhile": "买家已修改申请",
    "the request changed, or less was offered": "申请已修改，或已提出改退方案",
    "the buyer took the parcel in": "买家已收下包裹",
    "agreed after all": "最终同意",
    "a ruling is to be carried out": "需执行裁决",
    # Why a letter was not sent (domain/contact.py, activities/buyer.py).
    "the buyer asked not to be written to": "买家要求不再联系",
    "the terms allow no text or mail at all": "条款不允许发送短信和邮件",
    "no channel and no address is known": "没有可用的联系方式",
    # What is known of a payment (activities/money.py).
    "the provider has no such payment so far": "支付渠道目前没有这笔付款",
}

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"owed by rule (\S+), within the automatic limit", r"依规则\1应付，在自动额度内"),
    (r"row (\d+) of the table of compensation: a person decides", r"补偿规则第\1行：由人工决定"),
    (r"(\d+) messages in this case already", r"本单已发送\1条"),
    (r"(\d+) messages in 24 hours over all cases of the buyer", r"该买家的全部售后单24小时内已发送\1条"),
    (r"quiet hours: mail only between (\d+):00 and (\d+):00 in (\S+)", r"安静时段：邮件只在\1:00至\2:00发送（\3）"),
    (
        r"quiet hours: platform only between (\d+):00 and (\d+):00 in (\S+)",
        r"安静时段：平台消息只在\1:00至\2:00发送（\3）",
    ),
    (r"quiet hours: phone only between (\d+):00 and (\d+):00 in (\S+)", r"安静时段：电话只在\1:00至\2:00拨打（\3）"),
    (r"ground (\w+): evidence is to be looked at", r"申请原因（\1）需核对凭证"),
    (
        r"line (\S+) has no no-reason right: rule F33 leaves a choice",
        r"商品\1不支持七日无理由，可选择处理方式（规则F33）",
    ),
    (r"the parcel: (\w+), which policy does not pay for", r"包裹情况（\1）不在自动付款范围内"),
    (r"the parcel: (\w+), which is not the buyer's risk", r"包裹情况（\1）不由买家承担风险"),
    (r"line (\S+): window_closed", r"商品\1已过七日无理由期限"),
    (r"line (\S+): excluded_by_law", r"商品\1依法不支持七日无理由"),
    (r"line (\S+): excluded_confirmed", r"商品\1经买家确认不支持七日无理由"),
)


def note_in_words(note: str) -> Words:
    """A note in both languages."""
    if note in NOTES:
        return NOTES[note], note
    for pattern, chinese in PATTERNS:
        if match := re.fullmatch(pattern, note, re.ASCII):
            return match.expand(chinese), note
    return note, note
