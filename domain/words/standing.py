"""The words for where a case stands, in Chinese and English.

Stages, waits, clocks, what helps a parked step, and why a payment is another amount than its quote.
"""

from domain.standing import CaseStage
from domain.windows import Clock
from domain.words.telling import Words

STAGES: dict[CaseStage, Words] = {
    CaseStage.DECIDING: ("待审核", "deciding"),
    CaseStage.HOLDING: ("仓库拦截中", "holding the goods"),
    CaseStage.WAIT_BUYER_CHOICE: ("等待买家选择", "waiting for the buyer's choice"),
    CaseStage.INTERCEPTING: ("拦截包裹中", "stopping the parcel"),
    CaseStage.RETURNING: ("包裹退回中", "parcel coming back"),
    CaseStage.TRACING: ("查询物流中", "tracing the parcel"),
    CaseStage.WAIT_CARRIER: ("等待快递公司答复", "waiting for the carrier's answer"),
    CaseStage.WAIT_DELIVERY: ("买家同意等待送达", "the buyer waits for the parcel"),
    CaseStage.WAIT_PROOF: ("等待买家照片", "waiting for the buyer's photos"),
    CaseStage.DIAGNOSING: ("远程指导中", "help from afar"),
    CaseStage.EXAMINING: ("检测中", "being examined"),
    CaseStage.CHOOSING_REMEDY: ("等待买家选择处理方式", "waiting for the buyer's choice of remedy"),
    CaseStage.WAIT_QUOTE: ("等待买家答复维修报价", "waiting for an answer to the quote"),
    CaseStage.REPAIRING: ("维修中", "in repair"),
    CaseStage.GIVING_BACK: ("商品寄回买家中", "goods on their way back"),
    CaseStage.WEIGHING: ("核实重量中", "looking up the weights"),
    CaseStage.WAIT_REMEDY: ("等待买家选择方案", "waiting for the buyer's choice of a remedy"),
    CaseStage.WAIT_BUYER_SHIP: ("等待买家寄回", "waiting for the buyer's parcel"),
    CaseStage.RETURN_IN_TRANSIT: ("退货运输中", "return on its way"),
    CaseStage.RETURN_LOST: ("退货包裹丢失", "return lost"),
    CaseStage.INSPECTING: ("待查验", "inspecting"),
    CaseStage.DECIDING_GOODS: ("待处理查验结果", "deciding on the goods"),
    CaseStage.WAIT_BUYER_ANSWER: ("等待买家答复", "waiting for the buyer's answer"),
    CaseStage.WAIT_BUYER_MODIFY: ("等待买家修改申请", "waiting for the buyer's next move"),
    CaseStage.APPROVING: ("待复核批准", "waiting for approval"),
    CaseStage.PAYING_OUT: ("待财务付款", "waiting for finance"),
    CaseStage.INVOICE_PENDING: ("开票处理中", "invoice pending"),
    CaseStage.WAIT_TOP_UP: ("等待买家付款", "waiting for the buyer's payment"),
    CaseStage.SENDING: ("待补发", "sending the goods"),
    CaseStage.NEW_PARCEL: ("补发运输中", "new parcel on its way"),
    CaseStage.WAIT_SHIPMENT: ("买家同意等待发货", "the buyer waits for the shipment"),
    CaseStage.WAIT_PAPERS: ("准备正品凭证", "papers of origin are due"),
    CaseStage.WAIT_COUNTERPROOF: ("等待买家的鉴定", "waiting for the buyer's report"),
    CaseStage.REPORTING: ("待举报", "to be reported"),
    CaseStage.DISPUTE: ("争议处理中", "in dispute"),
    CaseStage.SUSPENDED: ("争议中止", "dispute suspended"),
    CaseStage.SETTLING: ("履行和解中", "settling"),
    CaseStage.EXECUTING: ("付款中", "paying"),
    CaseStage.FOLLOW_UP: ("回访", "following up"),
    CaseStage.REOPENED: ("已重新开启", "reopened"),
    CaseStage.CLOSED: ("已结束", "closed"),
}

WAITS: dict[CaseStage, Words] = {
    CaseStage.DECIDING: ("对申请作出决定", "a decision on the request"),
    CaseStage.HOLDING: ("仓库拦下商品", "the warehouse to hold the goods"),
    CaseStage.WAIT_BUYER_CHOICE: ("买家选择等待或拦截包裹", "the buyer to choose: wait, or call the parcel back"),
    CaseStage.INTERCEPTING: ("快递公司拦截包裹", "the courier to stop the parcel"),
    CaseStage.RETURNING: ("包裹退回的扫描记录", "the parcel's return scan"),
    CaseStage.TRACING: ("快递公司的物流轨迹", "the carrier's trace of the parcel"),
    CaseStage.WAIT_CARRIER: ("快递公司答复我们的查询", "the carrier's answer to our inquiry"),
    CaseStage.WAIT_DELIVERY: ("买家同意等待的包裹", "the parcel that the buyer agreed to wait for"),
    CaseStage.WAIT_PROOF: ("买家的照片", "the buyer's photos"),
    CaseStage.DIAGNOSING: (
        "远程指导：给买家建议，以及是否解决",
        "help from afar: advice for the buyer, and whether it helped",
    ),
    CaseStage.EXAMINING: ("检测方的结论", "the word of whoever looks at the goods"),
    CaseStage.CHOOSING_REMEDY: ("买家选择处理方式", "the buyer to choose a remedy"),
    CaseStage.WAIT_QUOTE: ("买家对维修报价的答复", "the buyer's answer to the price of the repair"),
    CaseStage.REPAIRING: ("维修", "the repair"),
    CaseStage.GIVING_BACK: ("商品寄回买家", "the goods' way back to the buyer"),
    CaseStage.WEIGHING: ("仓库和快递的重量记录", "the records and weights of warehouse and carrier"),
    CaseStage.WAIT_REMEDY: ("买家选择处理方案", "the buyer to choose what is done about it"),
    CaseStage.WAIT_BUYER_SHIP: ("买家寄回的包裹", "the buyer's parcel"),
    CaseStage.RETURN_IN_TRANSIT: ("退货包裹到达", "the return parcel to arrive"),
    CaseStage.RETURN_LOST: (
        "人工处理：退货包裹丢失，且没有其他包裹在途",
        "a person: the return parcel is lost, and no other is under way",
    ),
    CaseStage.INSPECTING: ("仓库的查验结果", "the warehouse's finding"),
    CaseStage.DECIDING_GOODS: ("对退回商品作出决定", "a decision on the goods that came back"),
    CaseStage.WAIT_BUYER_ANSWER: ("买家对方案的答复", "the buyer's answer to the offer"),
    CaseStage.WAIT_BUYER_MODIFY: (
        "买家修改申请或请平台介入",
        "the buyer to change the request, or to call in the platform",
    ),
    CaseStage.APPROVING: ("第二人批准该决定", "a second person to approve the decision"),
    CaseStage.PAYING_OUT: ("财务付出已承诺的款项", "finance to pay what was promised"),
    CaseStage.INVOICE_PENDING: ("税务平台开具发票", "the tax platform to issue the invoice"),
    CaseStage.WAIT_TOP_UP: ("买家付清换货差价或维修费", "the buyer to pay for the other item, or for the repair"),
    CaseStage.SENDING: ("仓库发出商品", "the warehouse to send the goods"),
    CaseStage.NEW_PARCEL: ("新包裹送达买家", "the new parcel to reach the buyer"),
    CaseStage.WAIT_SHIPMENT: ("商品在买家同意的日期前发出", "the goods to leave by the date that the buyer agreed to"),
    CaseStage.WAIT_PAPERS: ("我们的进货凭证及其认定", "our papers of origin, and a person who judges them"),
    CaseStage.WAIT_COUNTERPROOF: ("买家的鉴定报告", "the buyer's report on the goods"),
    CaseStage.SUSPENDED: ("争议中止期满", "the end of the suspension"),
    CaseStage.SETTLING: ("买家履行和解约定", "the buyer's part of the settlement"),
    CaseStage.REPORTING: ("有人举报并登记编号", "a person to report the threat, and to enter the number"),
    CaseStage.DISPUTE: ("裁决", "a ruling"),
    CaseStage.EXECUTING: ("付款结果", "the payment"),
    CaseStage.FOLLOW_UP: ("对买家的回访", "the follow-up with the buyer"),
    CaseStage.REOPENED: ("有人接手重新开启的本单", "a person to take up the reopened case"),
    CaseStage.CLOSED: ("无；仍可重新开启", "nothing; it can still be reopened"),
}
WAITS_WISH: Words = (
    "人工处理：买家想要“{wish}”，不在可选之列",
    "a person: the buyer asked for what is not open to them ({wish})",
)
WAITS_HELD: Words = ("有人解除暂停", "a person to release the hold")
WAITS_PARKED: Words = (
    "人工处理：步骤{step}停住（{reason}）",
    "a person: step {step} is parked ({reason})",
)
WAITS_RETRYING: Words = (
    "对方恢复：步骤{step}反复失败，自动重试中（{reason}）",
    "the other side to recover: step {step} is tried again by itself ({reason})",
)

CLOCKS: dict[Clock, Words] = {
    Clock.RESPOND: ("答复申请", "answering the request"),
    Clock.SHIP_BACK: ("买家寄回商品", "sending the goods back"),
    Clock.CONFIRM_RETURN: ("确认收到退货", "confirming the returned goods"),
    Clock.STATUTORY_REFUND: ("法定退款", "the statutory refund"),
    Clock.DELIBERATE_DELAY: ("故意拖延认定", "settling before the delay counts as deliberate"),
    Clock.INSPECT: ("查验", "inspecting the goods"),
    Clock.BUYER_CHOICE: ("买家选择", "the buyer's choice"),
    Clock.INTERCEPT: ("拦截包裹", "stopping the parcel"),
    Clock.RETURNING: ("包裹退回", "the parcel's way back"),
    Clock.DELIVERY: ("送达", "the delivery"),
    Clock.BUYER_MODIFY: ("买家修改申请", "the buyer's next move"),
    Clock.MISSING_PARCEL: ("等待其余包裹", "the rest of the goods"),
    Clock.DIAGNOSIS: ("远程指导", "help from afar"),
    Clock.EXAMINATION: ("检测", "the test"),
    Clock.REMEDY_CHOICE: ("买家选择处理方式", "the choice of a remedy"),
    Clock.REPAIR: ("维修", "the repair"),
    Clock.QUOTE: ("答复维修报价", "the answer to the quote"),
    Clock.UNCLAIMED: ("认领商品", "claiming the goods"),
    Clock.TRACE: ("再次查询物流", "the next look for the parcel"),
    Clock.CARRIER_ANSWER: ("快递公司答复", "the carrier's answer"),
    Clock.FOLLOW_UP: ("回访", "the follow-up"),
    Clock.ANSWER: ("买家答复", "the buyer's answer"),
    Clock.SURVEY: ("满意度调查", "the survey"),
    Clock.PLATFORM_DECISION: ("平台判定", "the platform's decision"),
    Clock.REOPEN: ("可重新开启的期限", "reopening the case"),
    Clock.OFFER: ("补偿方案", "the offer of goodwill"),
    Clock.APPROVAL: ("第二人批准", "a second person's approval"),
    Clock.PAYOUT: ("付出承诺的款项", "paying what was promised"),
    Clock.PACKING: ("仓库核实重量", "the warehouse's records"),
    Clock.WRONG_GOODS: ("交还发错的商品", "handing in what was sent wrong"),
    Clock.PROOF: ("买家提供照片", "the buyer's photos"),
    Clock.INVOICE: ("开具发票", "issuing the invoice"),
    Clock.SENDING: ("补发出库", "the goods to leave again"),
    Clock.NEW_PARCEL: ("补发送达", "the new parcel's arrival"),
    Clock.TOP_UP: ("买家付款期限", "the buyer's payment"),
    Clock.LETTER: ("可以给买家写信的时间", "an hour at which the buyer may be written to"),
    Clock.SETTLEMENT: ("履行和解约定", "doing what was agreed on"),
    Clock.SUSPENSION: ("争议中止", "the suspension of the dispute"),
    Clock.PAPERS: ("提交正品凭证", "the papers of origin"),
    Clock.COUNTERPROOF: ("买家提交鉴定", "the buyer's report"),
    Clock.SHIPMENT: ("约定的发货日期", "the date that the buyer waits for"),
    Clock.PAUSE: ("间隔等待", "the pause between two looks"),
}

# What helps a parked step, by the class of its failure.
REMEDIES: dict[str, Words] = {
    "CALENDAR_UNKNOWN": (
        "更新日历（节假日与调休），运行`starter.py terms revise`，然后重试",
        "update the calendar (holidays and make-up days), run `starter.py terms revise`; then retry",
    ),
    "NEEDS_FUNDS": (
        "为付款账户充值，或请支付渠道解冻账户，然后重试",
        "top up the payment account, or have the provider unfreeze it; then retry",
    ),
    "CREDENTIALS": (
        "在店铺配置文件中更新该渠道的密钥或授权，重启worker，然后重试",
        "renew the connection's key or session in the shops file, restart the worker; then retry",
    ),
    "REFUSED": (
        "对方拒绝了请求：查看原文，更正有误的值或转为其他处理方式，然后重试",
        "the other side refused: read its words, correct the value that is wrong or divert the case; then retry",
    ),
    "STALE": ("申请已变化：重试会重新读取", "the request has changed meanwhile: retry reads it anew"),
    "PARTIAL": ("只完成了一部分：与对方核对后重试", "only a part was done: check with the other side, then retry"),
    "UNKNOWN_EFFECT": (
        "不确定是否已生效：向对方核实，然后重试（只查询，不会重复付款）",
        "nobody knows whether it took effect: ask the other side, then retry, which looks before it sends",
    ),
    "UNKNOWN": (
        "不确定是否已付款：向支付渠道核实，然后重试（先查询）",
        "nobody knows whether it was paid: ask the provider, then retry, which looks it up first",
    ),
    "NO_ADDRESS": (
        "在店铺配置文件中填写该部门的地址后重试；或自行通知后跳过",
        "name the department's address in the shops file, then retry; or tell them yourself, then skip",
    ),
    "TRANSIENT": ("对方系统暂时不可用：恢复后重试", "the other side was out of reach: retry once it is back"),
    "RATE_LIMITED": ("调用过于频繁：稍后重试", "too many calls: retry after a while"),
    "FAILED": (
        "支付渠道确认未付款：消除原因后重试，将以新的付款号重新决定",
        "the provider says that it was not paid: mend the cause, then retry, which decides anew under a new key",
    ),
    "OVER_CAP": (
        "订单已无足够余额：查看该订单的其他售后单，然后重试或关闭",
        "the order has not enough left: look at its other cases, then retry or close",
    ),
    "CLAIM_DIFFERS": (
        "平台只按买家申请金额付款:请买家在平台修改申请后自动继续,或关闭",
        "the platform pays exactly what the buyer claims: once the claim is changed it goes on by itself; else close",
    ),
    "NOTHING_DUE": (
        "按规则已无应付金额:查看报价后重试或关闭",
        "by the rules nothing is left to pay: look at the quote, then retry or close",
    ),
    "KEY_REUSED": (
        "付款号已用于其他内容：交由工程师查看登记簿，不要关闭",
        "the payment key was used for something else: let an engineer look at the register before anything is done",
    ),
    "QTY_EXCEEDS_REMAINING": (
        "这些件数已在其他售后单中处理：查看后重试或关闭",
        "other cases of the order took these units: look at them, then retry or close",
    ),
    "AMOUNT_EXCEEDS_REMAINING": (
        "余额已被其他售后单使用：查看后重试或关闭",
        "other cases of the order took this money: look at them, then retry or close",
    ),
}
REMEDY: Words = (
    "查看原因，消除后重试；若已另行完成则跳过",
    "read the reason, mend it, then retry; skip it where it was done by other means",
)
REMEDY_MONEY: Words = (
    "查看原因，消除后重试；付款不能跳过，只能重试或关闭",
    "read the reason, mend it, then retry; a payment cannot be skipped, only retried, or the case closed",
)

# Why a payment is another amount than its quote's lines.
APART_RULED: Words = ("按裁决支付", "by the ruling")
APART_AGREED: Words = ("按与买家约定的金额支付", "as agreed with the buyer")
APART_BEFORE: Words = ("此前已付{amount}", "{amount} was paid before")
APART_CLAIMED: Words = ("以平台申请金额为限", "the platform pays exactly what the buyer claims there")
APART: Words = ("另行决定的金额", "another amount was decided on")
