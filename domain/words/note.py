"""The notes that the system itself writes into events, in Chinese.

Events keep a note as one text. Where it is one of the system's own, Chinese readers get it in Chinese; what people
wrote stays as they wrote it.
"""

import re

from domain.words.telling import Words

NOTES: dict[str, str] = {
    # Policy's own answer to a request (domain/eligibility.py).
    "no-reason return within its window": "七日无理由，在期限内",
    "refund before receipt within the automatic limit": "收货前退款，在自动额度内",
    "a complaint about what arrived: a person looks at the proof": "到货问题：需人工核对凭证",
    "above the limit of what policy decides by itself": "超出自动处理额度",
    "the case was reopened: a person decides what is still owed": "本单已重新开启，应付金额由人工决定",
    "signed for: the proof of signature is to be looked at (rule F31)": "包裹已签收，需核对签收凭证（规则F31）",
    "what became of the parcel is not known yet": "包裹下落尚未查明",
    "the parcel is in time, and the buyer does not wait": "包裹未超时，买家不愿等待",
    "no platform rule names the penalty: a supervisor decides what the buyer is offered": (
        "没有平台规则规定赔付金额：由主管决定向买家提出什么"
    ),
    "with the penalty above the limit of what policy decides by itself": "加上赔付超出自动处理额度",
    "made to order, and begun: a supervisor decides (table 3.1 row 7)": "定制商品已开始制作：由主管决定（3.1表第7行）",
    "the buyer takes what is left after the cost of making it": "买家接受扣除制作成本后的退款",
    "a presale: a supervisor decides on the deposit (MR-30)": "预售订单：定金由主管决定（MR-30）",
    # Goods that cannot be sent as they were sold (workflows/steps/supply.py).
    "the buyer did not choose in time: silence is no consent to wait": "买家未及时选择：沉默不等于同意等待",
    "nothing else can be done": "没有其他办法",
    "it had not left by the date that the buyer agreed to wait for": "到买家同意等待的日期仍未发出",
    "the request for the money was not withdrawn on the platform": "买家未在平台撤销退款申请",
    "the shelf is empty": "库存不足",
    "it did not leave, or did not reach the buyer": "没有发出，或没有送达买家",
    "the money, as it was offered to the buyer": "按向买家提出的方案退款",
    # The platform's answer, and changes of remedy (workflows/).
    "the platform agreed when the shop was silent": "店铺未答复，平台已自动同意",
    "the buyer changed the request meanwhile": "买家已修改申请",
    "the request changed, or less was offered": "申请已修改，或已提出改退方案",
    "the buyer took the parcel in": "买家已收下包裹",
    "agreed after all": "最终同意",
    "the buyer chose a repair": "买家选择维修",
    "instead of a repair": "代替维修",
    "asked for, the rights were told": "买家要求，已告知其权利",
    "asked for at once": "买家一开始即要求",
    "the buyer returns it, as the law lets them": "买家依法退货",
    "the buyer said nothing": "买家没有答复",
    "the buyer wants another of the same": "买家要求换同款",
    "the buyer wants it repaired for a price": "买家要求付费维修",
    "the buyer wants something else than a repair": "买家不要维修，另作选择",
    "what is owed is to be computed anew": "应付金额需重新计算",
    "tried again by itself": "系统自动重试",
    "it is not needed any more": "已不再需要",
    "the claim was declined": "补偿申请未获同意",
    "as described: the no-reason rules": "与描述相符：按无理由规则处理",
    "ordered by mistake: the no-reason rules": "买家拍错：按无理由规则处理",
    "broken within: a defect, and no damage of the way": "内部故障：属质量问题，非运输损坏",
    "the buyer sends the goods back at our cost": "买家寄回商品，运费由我们承担",
    "the goods are perfect: goodwill alone": "商品完好：仅作善意补偿",
    "the papers of origin do not hold: the goods go back at our cost": "进货凭证不成立：商品退回，运费由我们承担",
    "the other item did not reach the buyer": "换出的商品未送达买家",
    "the other item was not paid for": "换货差价未支付",
    "the wanted item is out of stock": "所换商品缺货",
    "what came back is not as it was sold": "退回的商品与售出时不符",
    # What is done about what arrived (workflows/steps/making_good.py, again.py).
    "the buyer did not choose in time": "买家未在期限内选择",
    "as it was asked for": "按买家的要求",
    "the goods could not be sent, or did not come": "补发未能发出，或未送达",
    "the buyer says that it did not help": "买家表示问题没有解决",
    "a part of the price went back already": "已退还部分价款",
    "it is worth less than its way back": "价值低于退回运费",
    "it was not handed in, after a reminder": "提醒后仍未交回",
    "the buyer keeps it for less": "买家留下商品，少退部分货款",
    "the buyer keeps the goods for less": "买家留下商品，少退部分货款",
    "a ruling is to be carried out": "需执行裁决",
    # Why a letter was not sent (domain/contact/permission.py, activities/buyer.py).
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
