"""The words in which approvals, offers of goodwill and payouts are told, in Chinese and English."""

from domain.authority import Act, Level
from domain.events import Means, Rung
from domain.words.telling import Words

RUNGS: dict[Rung, Words] = {
    Rung.COUPON: ("优惠券", "a coupon"),
    Rung.BENEFIT: ("会员权益", "a member benefit"),
    Rung.GIFT: ("赠品", "a gift"),
    Rung.CASH: ("现金补偿", "money back"),
}
MEANS: dict[Means, Words] = {
    Means.ORDER: ("订单部分退款", "as a partial refund of the order"),
    Means.PAYOUT: ("由财务另行付款", "as a payout by finance"),
    Means.COUPON: ("以优惠券、权益或赠品", "as a coupon, benefit or gift"),
    Means.OUTSIDE: ("转法务另行处理", "as a legal matter outside of the case"),
}
LEVELS: dict[Level, Words] = {
    Level.NOBODY: ("无权限人员", "nobody"),
    Level.FINANCE: ("财务", "finance"),
    Level.AUTO: ("系统", "policy"),
    Level.AGENT: ("客服", "an agent"),
    Level.SUPERVISOR: ("主管", "a supervisor"),
    Level.MANAGER: ("经理", "a manager"),
}
ACTS: dict[Act, Words] = {
    Act.REFUND: ("应退款项", "what is owed"),
    Act.GOODWILL: ("协商补偿", "goodwill"),
    Act.CLAMPED: ("促销重算后为零的退款", "a refund that its promotion uses up"),
    Act.WAIVE_FREIGHT: ("免除买家运费", "waiving the buyer's freight"),
    Act.OVERRIDE_INTACTNESS: ("不完好商品按完好处理", "taking goods as intact that are not"),
    Act.REFUSE: ("拒绝", "a refusal"),
    Act.REFUSE_AGAINST_EVIDENCE: ("与证据相反的拒绝", "a refusal against the evidence"),
    Act.DECLINE_SETTLED: ("已了结事项的再次主张", "a claim that was settled before"),
    Act.PENALTY: ("发货违约补偿", "a penalty for the shipment"),
    Act.DEPOSIT: ("预售定金的处理", "the deposit of a presale"),
    Act.PUNITIVE: ("法定惩罚性赔偿", "a multiple claimed by law"),
    Act.COUNTERFEIT: ("假货主张", "a claim of counterfeit goods"),
    Act.SETTLE_DISPUTE: ("争议和解", "settling a dispute"),
    Act.PAYOUT: ("付款", "a payout"),
    Act.LATE_EXCHANGE: ("超过无理由期的换货", "an exchange after the window for it"),
    Act.RESHIP: ("补发", "sending the goods again"),
    Act.REPORT_CONDUCT: ("举报买家行为", "reporting a buyer's conduct"),
    Act.REVIEW_CONDUCT: ("复核买家行为", "reviewing a buyer's conduct"),
    Act.STEER_DISPUTE: ("申请调解或中止争议", "mediation or the suspension of a dispute"),
}

ASKED: Words = (
    "{who}请{level}批准：{act}{amount}{payee}，{hours}小时内有效{why}",
    "{who} asks {level} to approve {act}{amount}{payee}; the question stands for {hours} hours{why}",
)
OF: Words = ("，金额{amount}", " of {amount}")
TO: Words = ("，收款方：{payee}", " to {payee}")
GIVEN: Words = ("{who}批准了{amount}{why}", "{who} approved {amount}{why}")
APPROVED: Words = ("该决定", "the decision")
DECLINED: Words = ("{who}没有批准{why}", "{who} did not approve it{why}")
PREPARED: Words = (
    "{who}准备了补偿方案，底线{floor}：{offers}",
    "{who} prepared offers, with a bottom line of {floor}: {offers}",
)
PLANNED: Words = ("{what}{value}", "{what} worth {value}")
OFFERED: Words = (
    "{who}向买家提出第{number}个补偿方案：{what}，价值{value}（底线{floor}），{hours}小时内有效{wish}{why}",
    "{who} made offer {number} to the buyer: {what} worth {value} (bottom line {floor}), for {hours} hours{wish}{why}",
)
NAMED: Words = ("{what}“{reference}”", "{what} “{reference}”")
WISH: Words = (
    "，买家明确要求以此代替现金（{reference}）",
    ", which the buyer expressly wants instead of cash ({reference})",
)
LAPSED: Words = (
    "买家未在期限内答复第{number}个补偿方案，沉默不视为同意",
    "The buyer did not answer offer {number} in time; silence is no consent",
)
SETTLED: Words = (
    "补偿已确定：{amount}，{means}（规则{rule}）",
    "What the buyer gets is settled: {amount} {means} (rule {rule})",
)
SETTLED_OUTSIDE: Words = ("本事项{means}（规则{rule}）", "The matter goes on {means} (rule {rule})")
PROMISED: Words = (
    "已承诺付款{amount}：由{owner}在{due}前付至{account}{why}",
    "A payout of {amount} is promised: {owner} pays it to {account} by {due}{why}",
)
LATE: Words = (
    "承诺的付款已等待{hours}小时仍未付出",
    "The promised payout has waited for {hours} hours and is not paid",
)
RELEASED: Words = ("{who}放行付款{amount}{second}", "{who} let the payout of {amount} leave{second}")
SECOND: Words = ("，{second}复核", ", seen by {second} too")
OWNERS: dict[str, Words] = {"finance": ("财务", "finance")}
ACCOUNTS: dict[str, Words] = {
    "the buyer": ("买家", "the buyer"),
    "the account that paid the order": ("原付款账户", "the account that paid the order"),
    "the buyer, by the order's own means of payment": (
        "买家（原付款方式）",
        "the buyer, by the order's own means of payment",
    ),
}
