"""The words in which events of a case are told, in Chinese and English: one sentence an event and variant.

In braces stand the event's own values. Every word that the timeline needs stands here or in standing_words.py.
"""

from domain.events import (
    Answer,
    CallOutcome,
    Hold,
    Intercept,
    Party,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
)
from domain.goods import Grade, ParcelState
from domain.quotes.quote import Bearer
from domain.request import Scenario

Words = tuple[str, str]  # Chinese, English

NONE: Words = ("", "")

# Who acts, where it is no person with a name.
PARTIES: dict[str, Words] = {
    "policy": ("系统", "The system"),
    "platform": ("平台", "The platform"),
    "buyer": ("买家", "The buyer"),
    "warehouse": ("仓库", "The warehouse"),
    "courier": ("快递公司", "The courier"),
    "payments": ("支付渠道", "The payment provider"),
    "ruling": ("裁决", "The ruling"),
    "settlement": ("和解", "The settlement"),
    "repairs": ("维修方", "The repair shop"),
}

SCENARIOS: dict[Scenario, Words] = {
    Scenario.RETURN_REFUND: ("退货退款", "a return with refund"),
    Scenario.REFUND_ONLY: ("仅退款", "a refund without a return"),
    Scenario.DISPUTE: ("争议处理", "a dispute"),
    Scenario.COMPENSATION: ("补偿", "a compensation"),
    Scenario.EXCHANGE: ("换货", "an exchange"),
    Scenario.COMPLAINT: ("少件、错发或破损", "complaint about what arrived"),
    Scenario.DELIVERY: ("未收到货", "a parcel that did not come"),
    Scenario.INVOICE: ("发票申请", "an invoice"),
    Scenario.COUNTERFEIT: ("假货主张", "a claim of counterfeit goods"),
    Scenario.QUALITY: ("质量问题", "a quality claim"),
    Scenario.REPAIR: ("维修", "a repair"),
}

QUESTIONS: dict[Question, Words] = {
    Question.WAIT_OR_INTERCEPT: ("继续等待还是拦截包裹", "wait for the parcel, or call it back"),
    Question.SHIP: ("照常发货还是退款", "the goods after all, or the refund"),
    Question.DEDUCTION: ("是否接受扣款方案", "accept less than was asked for"),
    Question.SOLVED: ("问题是否解决", "is the problem solved"),
    Question.SURVEY: ("满意度", "how satisfied are you"),
    Question.DELIVERY: ("继续等待还是退款", "wait for the late parcel, or have the money"),
    Question.WANTED: ("换其他商品还是退货", "another item, or the return"),
    Question.TOP_UP: ("是否付款", "pay by the link, or not"),
    Question.REMEDY: ("补发还是退款", "the goods again, or the money"),
    Question.RECEIVED: ("包裹是否收到", "did the parcel reach you"),
    Question.DIAGNOSIS: ("按指导操作后是否解决", "did the advice help"),
    Question.CURE: ("选择处理方式", "which remedy"),
    Question.REPAIR_QUOTE: ("是否接受维修报价", "accept the price of the repair"),
    Question.SUPPLY: ("等待、换其他商品还是退款", "wait, another item, or the money"),
    Question.CANCEL_REASON: ("取消原因", "why was it cancelled"),
    Question.COMPENSATION: ("是否接受补偿方案", "accept what is offered"),
}

ANSWERS: dict[Answer, Words] = {
    Answer.WAIT: ("等待", "wait"),
    Answer.INTERCEPT: ("拦截", "call it back"),
    Answer.ACCEPT: ("接受", "yes, accepted"),
    Answer.DECLINE: ("不接受", "no, not accepted"),
    Answer.YES: ("是", "yes"),
    Answer.NO: ("否", "no"),
    Answer.REFUND: ("退款", "the money back"),
    Answer.RESHIP: ("补发", "the goods again"),
    Answer.RETURN: ("退货", "return it"),
    Answer.EXCHANGE: ("换货", "exchange it"),
    Answer.REPAIR: ("维修", "repair it"),
    Answer.KEEP: ("保留商品", "keep it"),
    Answer.GIVE_BACK: ("寄回商品", "send it back as it is"),
    Answer.KEEP: ("留下商品", "to keep it for less"),
    Answer.RETURN: ("退货", "to return it"),
    Answer.SUBSTITUTE: ("换其他商品", "another item"),
    Answer.WORDS: ("文字回复（另存）", "in words of their own (kept apart)"),
}

GIVEN_BACK: Words = (
    "拒绝的退货寄回给买家，运费到付：{sold}",
    "What was refused goes to the buyer again, who pays the carrier: {sold}",
)
LOSSES: dict[Bearer, Words] = {
    Bearer.BUYER: (
        "退回的包裹确认丢失，由买家承担，可向快递索赔",
        "The return is lost for good, at the buyer's risk: the claim is theirs",
    ),
    Bearer.SELLER: (
        "退回的包裹确认丢失，由卖家承担，照常退款",
        "The return is lost for good, at our risk: it is paid for as if it had come",
    ),
    Bearer.NOBODY: ("退回的包裹确认丢失", "The return is lost for good"),
}
COUNTS_AS: Words = ("，按该类目标准视为{grade}", ", which counts as {grade} by the standard of its category")
GRADES: dict[Grade, Words] = {
    Grade.AS_NEW: ("全新", "as new"),
    Grade.INTACT: ("完好", "intact"),
    Grade.NOT_INTACT: ("不完好", "not intact"),
    Grade.WRONG_GOODS: ("非本店商品", "not the goods that were sold"),
}

PARCELS: dict[ParcelState, Words] = {
    ParcelState.UNDER_WAY: ("包裹{parcel}在途", "Parcel {parcel} is on its way"),
    ParcelState.REFUSED: ("买家拒收包裹{parcel}", "Parcel {parcel} was refused at the door"),
    ParcelState.COMING_BACK: ("包裹{parcel}正在退回", "Parcel {parcel} was turned round and is coming back"),
    ParcelState.ARRIVED: ("包裹{parcel}已到达退货地址", "Parcel {parcel} arrived at our dock"),
    ParcelState.SIGNED: ("包裹{parcel}已签收", "Parcel {parcel} was signed for"),
    ParcelState.LOST: ("包裹{parcel}丢失", "Parcel {parcel} is lost"),
}

HOLDS: dict[Hold, Words] = {
    Hold.HELD: ("仓库已拦下商品，不再发出", "The warehouse holds the goods back"),
    Hold.HANDED_OVER: ("仓库已将商品交给快递公司", "The warehouse had handed the goods to the courier already"),
    Hold.SHIPPED: ("仓库称商品已发出", "The warehouse says that the goods have left"),
}

INTERCEPTS: dict[Intercept, Words] = {
    Intercept.ORDERED: ("已要求快递公司拦截包裹", "The courier was asked to stop the parcel"),
    Intercept.STOPPED: ("快递公司已拦截包裹", "The courier stopped the parcel"),
    Intercept.FAILED: ("快递公司未能拦截包裹", "The courier could not stop the parcel"),
}

KINDS: dict[Payment, Words] = {
    Payment.REFUND: ("退款", "refund"),
    Payment.COMPENSATION: ("补偿", "compensation"),
}

PAYMENTS: dict[PaymentState, Words] = {
    PaymentState.RESERVED: ("{kind}{amount}已登记，尚未发出", "The {kind} of {amount} is written down, not yet sent"),
    PaymentState.SENT: ("{kind}{amount}已发出，等待结果", "The {kind} of {amount} was sent; its outcome is awaited"),
    PaymentState.UNKNOWN: (
        "{kind}{amount}结果未知，将查询",
        "Nobody knows yet whether the {kind} of {amount} was paid",
    ),
    PaymentState.SETTLED: ("{kind}{amount}已到账", "The {kind} of {amount} was paid"),
    PaymentState.FAILED: ("{kind}{amount}确认未付", "The {kind} of {amount} was certainly not paid"),
    PaymentState.REVERSED: ("银行撤回了{kind}{amount}", "The bank took the {kind} of {amount} back"),
}

RESOLUTIONS: dict[Resolution, Words] = {
    Resolution.REFUNDED: ("已退款", "refunded"),
    Resolution.REFUNDED_LESS: ("已部分退款", "refunded less than asked"),
    Resolution.REFUNDED_BY_PLATFORM: ("平台已退款", "refunded by the platform"),
    Resolution.WITHDRAWN: ("买家撤销", "withdrawn by the buyer"),
    Resolution.KEPT_BY_CONSENT: ("买家同意照常发货", "the buyer wanted the goods after all"),
    Resolution.LAPSED: ("逾期失效", "lapsed, the buyer let a window pass"),
    Resolution.REFUSED: ("已拒绝", "refused"),
    Resolution.DELIVERED: ("包裹已送达", "the parcel came after all"),
    Resolution.RULED_BUYER: ("裁决支持买家", "ruled for the buyer"),
    Resolution.SETTLED: ("双方和解并已履行", "settled, and performed"),
    Resolution.RULED_SELLER: ("裁决支持卖家", "ruled for the seller"),
    Resolution.KEPT_WITH_DISCOUNT: ("买家留下商品，已退部分款项", "kept, with a part of the money back"),
    Resolution.REFUSED_NO_EVIDENCE: ("因缺少证据拒绝", "refused for lack of evidence"),
    Resolution.CLOSED_BY_HAND: ("人工关闭", "closed by hand"),
    Resolution.COMPENSATED: ("已补偿", "compensated"),
    Resolution.COUPON_ISSUED: ("已发放优惠券或赠品", "a coupon or gift was issued"),
    Resolution.DECLINED: ("未予补偿", "declined"),
    Resolution.EXCHANGED: ("已换货", "exchanged"),
    Resolution.CONVERTED_TO_RETURN: ("换货转为退货退款", "the exchange came to a refund"),
    Resolution.UNPAID_RETURNED: ("未补差价，已退货退款", "not paid for the other item, refunded"),
    Resolution.RESHIPPED: ("已补发送达", "sent again, and delivered"),
    Resolution.REFUNDED_PUNITIVE: ("已退款并赔偿", "refunded, with damages above the price"),
    Resolution.CLAIM_REJECTED: ("主张不成立", "the claim was rejected"),
    Resolution.EXTORTION_REPORTED: ("敲诈已举报", "extortion, reported"),
    Resolution.ESCALATED_LEGAL: ("转法务处理", "went on as a legal matter"),
    Resolution.LOST_BY_BUYER: ("退货途中丢失，买家自担风险", "the return was lost, at the buyer's risk"),
    Resolution.DEPOSIT_FORFEITED: ("买家违约，定金不退", "the buyer's deposit was forfeited"),
    Resolution.DEPOSIT_DOUBLED: ("卖家违约，定金双倍返还", "the deposit was returned twice"),
    Resolution.LATE_COMPENSATED: ("未按时发货，已退款并赔付", "not sent in time, refunded with the penalty"),
    Resolution.INVOICE_ISSUED: ("发票已开具", "the invoice was issued"),
    Resolution.INVOICE_NOT_ISSUED: ("未开具发票", "no invoice was issued"),
    Resolution.SOLVED_REMOTELY: ("远程解决", "solved from afar"),
    Resolution.PARTIAL_KEEP: ("保留商品，已退差价", "kept, with a price difference"),
    Resolution.REPAIRED: ("已修好", "repaired"),
    Resolution.REPLACED: ("已更换", "replaced instead of repaired"),
    Resolution.REFUNDED_LESS_DEPRECIATION: ("扣除折旧后已退款", "refunded less depreciation"),
    Resolution.NO_DEFECT: ("未发现质量问题，商品已寄回", "no defect found, the goods went back"),
    Resolution.QUOTE_DECLINED: ("未接受维修报价", "the price of the repair was declined"),
    Resolution.UNREPAIRED: ("未能修好，商品已寄回", "could not be repaired, the goods went back"),
    Resolution.UNCLAIMED: ("商品无人认领", "unclaimed by the buyer"),
}

REOPENINGS: dict[ReopenReason, Words] = {
    ReopenReason.UNSOLVED: ("买家称问题未解决", "the buyer says that it is not solved"),
    ReopenReason.DISSATISFIED: ("买家不满意", "the buyer is not satisfied"),
    ReopenReason.LATE_PARCEL: ("结束后收到包裹", "a parcel came after the end"),
    ReopenReason.LATE_TOP_UP: ("结束后收到付款", "money by a link came after the end"),
    ReopenReason.PAYMENT_REVERSED: ("银行撤回了付款", "the bank took a payment back"),
    ReopenReason.PLATFORM: ("平台重新开启", "the platform took it up again"),
    ReopenReason.EVIDENCE: ("买家补来了证据", "the evidence that was missing came"),
    ReopenReason.BY_HAND: ("人工重新开启", "a person took it up again"),
}

SIDES: dict[Party, Words] = {
    Party.BUYER: ("买家", "the buyer"),
    Party.SELLER: ("卖家", "the seller"),
}

OPENED: Words = ("{who}就订单{order}申请{what}{claimed}{why}", "{who} asked for {what} on order {order}{claimed}{why}")
CLAIMED: Words = ("，金额{amount}", ", {amount} claimed")
ALARM: Words = (
    "{clock}的时限已过{percent}%，截止{due}",
    "Of the time for {clock}, {percent} % has passed; it ends {due}",
)
PASSED: Words = ("{clock}的时限已于{due}届满，仍未完成", "The time for {clock} ended {due} without it")
AGREED: Words = ("{who}同意了申请{freight}{why}", "{who} agreed to the request{freight}{why}")
SELLER_PAYS: Words = ("，退回运费由卖家承担", ", the way back at the seller's cost")
BOTH_WAYS: Words = ("，出于善意受理，往返运费由买家承担{fee}", ", out of goodwill, both ways at the buyer's cost{fee}")
PACKAGING_FEE: Words = ("，另收包装费{amount}", ", and a packaging fee of {amount}")
BUYER_PAYS: Words = ("，退回运费由买家承担", ", the way back at the buyer's cost")
REFUSED: Words = (
    "{who}{unasked}拒绝，证据{count}份{why}",
    "{who} refused{unasked}, with {count} pieces of evidence{why}",
)
UNASKED: Words = ("未联系买家即", " without having asked the buyer")
CLAIM: Words = (
    "平台退款单{refund}：状态{status}，金额{amount}{officer}{due}",
    "The platform's request {refund} is at {status}, for {amount}{officer}{due}",
)
OFFICER: Words = ("，平台客服已介入", ", in the hands of the platform's officer")
ANSWER_BY: Words = ("，截止{at}", ", to be answered by {at}")
CONTACTED: Words = (
    "已通过{channel}向买家发送{letter}{asked}",
    "The buyer was sent the letter {letter} by {channel}{asked}",
)
CALLED: Words = ("{who}给买家打电话：{outcome}{why}", "{who} called the buyer: {outcome}{why}")
CALLS: dict[CallOutcome, Words] = {
    CallOutcome.REACHED: ("已通话", "they spoke"),
    CallOutcome.NO_ANSWER: ("无人接听", "nobody answered"),
    CallOutcome.WRONG_PERSON: ("不是买家本人，未透露案情", "another person answered, and was told nothing"),
    CallOutcome.CALL_BACK: ("买家希望稍后再打", "the buyer asks for another time"),
    CallOutcome.NO_MORE_CALLS: ("买家要求不再来电", "the buyer asks not to be called again"),
}
ASKED: Words = ("，询问：{question}", ", which asks: {question}")
DEFERRED: Words = (
    "给买家的{letter}推迟到{until}发送{why}",
    "The letter {letter} to the buyer waits until {until}{why}",
)
CHANNEL_FAILED: Words = (
    "给买家的{letter}无法通过{channel}送达{why}",
    "The letter {letter} could not reach the buyer by {channel}{why}",
)
DENIED: Words = ("给买家的{letter}未发送{why}", "The letter {letter} to the buyer was not sent{why}")
ANSWERED: Words = (
    "{who}对“{question}”的回答：{answer}{scores}",
    "{who} answered the question “{question}”: {answer}{scores}",
)
SCORES: Words = (
    "，体验{experience}分，期望{expectation}分",
    ", experience {experience} of 5, expectation {expectation} of 5",
)
WINDOW_OPENED: Words = ("买家可在{until}前寄回商品", "The buyer may send the goods back until {until}")
WINDOW_LAPSED: Words = ("买家未在期限内寄回商品", "Nothing was sent back in time")
SENT: Words = ("{who}已寄出包裹{parcel}", "{who} posted the parcel {parcel}")
INSPECTED: Words = ("{who}查验包裹{waybill}：{found}{gift}{fee}", "{who} opened parcel {waybill}: {found}{gift}{fee}")
INSPECTOR: Words = ("{who}（{name}）", "{who} ({name})")
FOUND: Words = ("{sold}×{qty}件{grade}", "{qty} × {sold} {grade}")
SOLD_LINE: Words = ("商品（行{line}）", "line {line}")
SOLD_ONE_OF: Words = ("{title}（行{line}）", "{title} (line {line})")
FOUND_NOTHING: Words = ("没有商品", "no goods")
GIFT_THERE: Words = ("，赠品在内", ", the gift is there")
GIFT_MISSING: Words = ("，赠品缺失", ", the gift is missing")
COLLECT_FEE: Words = ("，到付运费{amount}", ", it came freight-collect for {amount}")
SHORT: Words = ("没有更多包裹，以已收到的商品为准", "No further parcel came: what is here is all there is")
OFFERED: Words = ("{who}向买家提出改退{amount}{worn}{why}", "{who} offered the buyer {amount} instead{worn}{why}")
OFFER_LAPSED: Words = (
    "买家未在期限内答复，沉默不视为同意",
    "The buyer did not answer the offer in time; silence is no consent",
)
ACCOUNT_READ: Words = (
    "同一订单的其他售后单已退过款，应退金额重新计算",
    "Other cases of the order have paid something back: what is owed is computed anew",
)
WORN: Words = ("，折旧{percent}%", ", after {percent} % depreciation")
DECIDED: Words = (
    "{who}决定支付{kind}{amount}（第{decision}次）{why}",
    "{who} decided on a {kind} of {amount} (decision {decision}){why}",
)
PARKED: Words = (
    "步骤{step}停住（{reason}），等待人工处理{why}",
    "Step {step} gave up ({reason}) and waits for a person{why}",
)
RETRYING: Words = (
    "步骤{step}反复失败（{reason}），已尝试{count}次，仍在自动重试",
    "Step {step} keeps failing ({reason}); attempt {count} runs, and it is tried again by itself",
)
RECOVERED: Words = ("步骤{step}已恢复正常", "Step {step} works again")
RETRIED: Words = ("{who}要求重试步骤{step}{why}", "{who} asked for step {step} to be tried again{why}")
SKIPPED: Words = ("{who}将步骤{step}视为已另行完成{why}", "{who} took step {step} as done by other means{why}")
CORRECTED: Words = ("{who}将{field}更正为{value}{why}", "{who} corrected {field} to {value}{why}")
HELD: Words = ("{who}暂停了本单{why}", "{who} put the case on hold{why}")
RELEASED: Words = ("{who}恢复了本单{why}", "{who} let the case go on{why}")
CHANGED: Words = ("{who}将本单转为{what}{why}", "{who} turned the case into {what}{why}")
FILED: Words = ("{who}提交证据：{what}（{reference}）{why}", "{who} filed evidence: {what} ({reference}){why}")
DESPITE: Words = ("（我方自查有违规，仍拒绝：{note}）", " (though we did not comply ourselves: {note})")
RULED: Words = ("{who}裁决支持{side}{amount}{article}", "{who} ruled for {side}{amount}{article}")
RULED_AMOUNT: Words = ("，金额{amount}", ", {amount} to the buyer")
RULED_ARTICLE: Words = ("，依据{article}", ", by {article}")
WITHDRAWN: Words = ("{who}撤销了申请", "{who} took the request back")
ORDERED_CLOSED: Words = ("{who}要求关闭本单{why}", "{who} asked for the case to be closed{why}")
CLOSED: Words = ("本单结束：{resolution}", "The case ended: {resolution}")
REOPENED: Words = ("本单重新开启：{reason}", "The case was taken up again: {reason}")
TAKEN_UP: Words = (
    "{who}从登记簿和账本重建了本单的流程{why}",
    "{who} had the case taken up again from its register and the ledger{why}",
)
REVISED: Words = (
    "{who}修订了适用条款（{pack} {version}）{why}",
    "{who} revised the terms of the case ({pack} {version}){why}",
)
WHY: Words = ("：{reason}", ": {reason}")
COMMA: Words = ("，", ", ")
STOP: Words = ("。", ".")
