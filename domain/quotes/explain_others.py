"""What the other worked examples say, in sentences: the rule, its article, and the arithmetic in minor units.

A quote of a refund has lines of its own (`domain.quotes.explain`); these kinds have one formula each.
"""

from collections.abc import Callable, Mapping

from domain.quotes.explain import Explanation
from domain.words.explain import Words

Numbers = Mapping[str, object]

ARTICLES: dict[str, Words] = {
    "MR-1": ("订单已付金额为上限", "never more than the line was paid"),
    "MR-17": ("国家三包规定", "the three guarantees"),
    "MR-24": ("《邮政法》第47条；《快递暂行条例》第27条", "Postal Law art. 47; Express Regulation art. 27"),
    "MR-25": (
        "《消费者权益保护法》第55条；《食品安全法》第148条",
        "Consumer Protection Law art. 55; Food Safety Law art. 148",
    ),
    "MR-26": ("平台发货规则", "the platform's shipping rules"),
    "MR-27": ("店铺或平台的价保承诺", "the promise of price protection"),
    "MR-29": ("《七日无理由退货暂行办法》第17条", "Measures art. 17"),
    "MR-30": ("《民法典》第586、587条", "Civil Code art. 586, 587"),
    "MR-31": (
        "《淘宝平台争议处理规则》第54条；《消费者权益保护法》第24条",
        "Taobao art. 54; Consumer Protection Law art. 24",
    ),
    "MR-35": ("《淘宝平台争议处理规则》第11、41、68、70、78、81条", "Taobao art. 11, 41, 68, 70, 78, 81"),
    "MR-36": ("欧盟《消费者权利指令》第13、14条", "Consumer Rights Directive art. 13, 14"),
    "MR-37": ("英国《消费者权利法2015》第24条", "Consumer Rights Act 2015, s. 24"),
    "MR-38": ("《美国联邦法规》第16编第435部分", "16 CFR 435"),
}

USED: Words = (
    (
        "发票日起{since}天，减维修{repair_days}天，计{days_counted}天；"
        "{price}×{days_counted}×日折旧{daily_rate_bp}/10000={depreciation}；退{price}-{depreciation}={refund}"
    ),
    (
        "{since} days since the invoice, less {repair_days} in repair, are {days_counted}; "
        "{price} * {days_counted} * {daily_rate_bp}/10000 = {depreciation}; {price} - "
        "{depreciation} = {refund} goes back"
    ),
)
INSURED: Words = (
    (
        "保价：声明{declared_value}、实际{actual_value}，损失{actual_loss}按比例赔{claim}；买家照常得{buyer_remedy}，"
        "店铺净损{seller_net_loss}"
    ),
    (
        "insured: {declared_value} declared of {actual_value}; of the loss {actual_loss} the carrier owes {claim}; "
        "the buyer gets {buyer_remedy} all the same, the shop loses {seller_net_loss}"
    ),
)
UNINSURED: Words = (
    "未保价：损失{actual_loss}，限额内赔{claim}；买家照常得{buyer_remedy}，店铺净损{seller_net_loss}",
    (
        "not insured: of the loss {actual_loss} the carrier owes {claim} within its "
        "limit; the buyer gets {buyer_remedy} "
        "all the same, the shop loses {seller_net_loss}"
    ),
)
PUNITIVE: Words = (
    "退价款与运费{price_paid}+{freight_paid}={refund}；惩罚性赔偿{punitive}，与退款分开记账；合计{total}",
    (
        "price and freight go back, {price_paid} + {freight_paid} = {refund}; punitive damages of {punitive} stand in "
        "their own ledger; together {total}"
    ),
)
LATE: Words = (
    "实付{item_paid}×{rate_bp}/10000，至少{floor}、至多{cap}，店铺承诺{shop_promise}：{penalty}",
    "{item_paid} * {rate_bp}/10000, at least {floor} and at most {cap}, the shop promised {shop_promise}: {penalty}",
)
PROTECTED: Words = (
    (
        "{qty}件实付{paid_total}，现单价{new_unit_price}；第{days_since}天，"
        "价保期{window_days}天：退差价{difference}，不退货"
    ),
    (
        "{qty} units for {paid_total}, now {new_unit_price} each; day {days_since} of {window_days}: the difference "
        "{difference} goes back, the goods stay"
    ),
)
FUNDED: Words = (
    (
        "标价{list_price}：买家实付{buyer_refund}退买家，平台券{platform_subsidy_reversal}退平台，"
        "卖家结算冲回{seller_settlement_reversal}"
    ),
    (
        "of the list price {list_price} the buyer gets {buyer_refund}, the platform its {platform_subsidy_reversal}; "
        "{seller_settlement_reversal} of the seller's settlement are reversed"
    ),
)
DEPOSIT: Words = (
    (
        "合同价{contract_price}的20%为限，{deposit_paid}中{effective_deposit}为定金；{defaulting}违约："
        "不退{forfeited}，退{refund}"
    ),
    (
        "within 20 % of {contract_price}, {effective_deposit} of {deposit_paid} is a "
        "deposit; the {defaulting} defaults: "
        "{forfeited} is forfeited, {refund} goes back"
    ),
)
SWAPPED: Words = (
    (
        "换新价{new_price}，原实付{old_line_paid}：补{top_up}，退{refund}；"
        "买家共付卖家{buyer_pays_seller}（含再次发货运费）"
    ),
    (
        "new price {new_price} against {old_line_paid} paid: top-up {top_up}, refund "
        "{refund}; with a second delivery the "
        "buyer pays {buyer_pays_seller}"
    ),
)
SWAPPED_FOR_FAULT: Words = (
    (
        "换新价{new_price}，原实付{old_line_paid}：补{top_up}，退{refund}；运费由卖家承担，补偿{compensation}；"
        "买家共得{buyer_receives_total}"
    ),
    (
        "new price {new_price} against {old_line_paid} paid: top-up {top_up}, refund "
        "{refund}; freight is the seller's, "
        "{compensation} is made good; the buyer gets {buyer_receives_total}"
    ),
)
RISK: Words = (
    "退货途中{event}：风险由{risk_bearer}承担，退{refund}",
    "{event}: the {risk_bearer} bears it; {refund} goes back",
)
WITHDRAWN: Words = (
    (
        ""
        "货款{goods_paid}加最低标准运费（{delivery_paid}与{cheapest_standard_delivery}取低），减可扣的价值损失：退{refund}；"
        "退回运费由{return_cost_bearer}承担，补偿{return_cost_reimbursed}；合计{total}"
    ),
    (
        "goods {goods_paid} and the lower of {delivery_paid} and "
        "{cheapest_standard_delivery} for delivery, less loss of "
        "value that counts: {refund}; the way back is the {return_cost_bearer}'s, "
        "{return_cost_reimbursed} is made good; "
        "together {total}"
    ),
)
REJECTED: Words = (
    "使用{months_used}个月，寿命{policy_life_months}个月；{price}-{deduction}={refund}",
    "{months_used} months of {policy_life_months} used; {price} - {deduction} = {refund}",
)
US: Words = (
    "货款{goods_paid}与运费{shipping_paid}按原路退{refund}，不得以店铺余额代替",
    "goods {goods_paid} and shipping {shipping_paid} go back as they were paid, {refund}, never as store credit",
)
LIMIT: Words = (
    (
        "本行实付{line_paid}，已退{prior_refunded}；{qty}件中已退{prior_returned_qty}件，"
        "本次申请{requested_qty}件：{order_refund}（{decision}）"
    ),
    (
        "the line was paid {line_paid}, {prior_refunded} went back; of {qty} units {prior_returned_qty} came back, "
        "{requested_qty} are asked for: {order_refund} ({decision})"
    ),
)


def _insured(inputs: Numbers) -> Words:
    return INSURED if inputs.get("insured") else UNINSURED


def _exchanged(inputs: Numbers) -> Words:
    return SWAPPED if inputs.get("reason") == "buyer" else SWAPPED_FOR_FAULT


FORMULAS: dict[str, tuple[str, Callable[[Numbers], Words]]] = {
    "sanbao_refund_with_depreciation": ("MR-17", lambda _: USED),
    "carrier_claim": ("MR-24", _insured),
    "punitive": ("MR-25", lambda _: PUNITIVE),
    "late_shipment": ("MR-26", lambda _: LATE),
    "price_protection": ("MR-27", lambda _: PROTECTED),
    "funding": ("MR-29", lambda _: FUNDED),
    "deposit": ("MR-30", lambda _: DEPOSIT),
    "exchange": ("MR-31", _exchanged),
    "return_risk": ("MR-35", lambda _: RISK),
    "eu_withdrawal": ("MR-36", lambda _: WITHDRAWN),
    "uk_final_reject": ("MR-37", lambda _: REJECTED),
    "us_late": ("MR-38", lambda _: US),
    "guard": ("MR-1", lambda _: LIMIT),
}


class _Known(dict[str, str]):
    """What an example leaves out is nothing."""

    def __missing__(self, key: str) -> str:
        return "0"


def explain_formula(kind: str, inputs: Numbers, answer: Numbers) -> Explanation:
    """The one sentence of an example of this kind. Raises KeyError for a kind that has lines of its own."""
    rule, words_for = FORMULAS[kind]
    told = _Known({name: str(value) for name, value in {**inputs, **answer}.items()})
    if "return_day" in inputs:
        told["since"] = str(_whole(inputs, "return_day") - _whole(inputs, "invoice_day"))
    article_zh, article_en = ARTICLES[rule]
    zh, en = words_for(inputs)
    return Explanation(
        rule=rule,
        source=article_en,
        zh=f"{zh.format_map(told)}（{rule}；{article_zh}）",
        en=f"{en.format_map(told)} ({rule}; {article_en})",
    )


def _whole(inputs: Numbers, name: str) -> int:
    value = inputs[name]
    assert isinstance(value, int)  # the example was answered, so it was read
    return value
