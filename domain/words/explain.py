"""The words of an explanation in Chinese and English: one sentence a kind and rule, and the article behind each rule.

In braces stand the numbers of a quote line. The articles are those of the Taobao dispute rules ("Taobao"), the 7-day
Measures ("Measures"), the Consumer Protection Law and the Civil Code.
"""

from domain.quotes.quote import Flag, LineKind

Words = tuple[str, str]  # Chinese, English

ARTICLES: dict[str, Words] = {
    "MR-30": ("《民法典》第586、587条", "Civil Code art. 586, 587"),
    "MR-2": ("《七日无理由退货暂行办法》第17条", "Measures art. 17"),
    "MR-6": ("《七日无理由退货暂行办法》第17条第2款", "Measures art. 17 para. 2"),
    "MR-8": ("《民法典》第632条", "Civil Code art. 632"),
    "MR-9": (
        "《淘宝平台争议处理规则》第61、63条；《七日无理由退货暂行办法》第12条",
        "Taobao art. 61, 63; Measures art. 12",
    ),
    "MR-11": (
        "《淘宝平台争议处理规则》第53条；《消费者权益保护法》第25条",
        "Taobao art. 53; Consumer Protection Law art. 25",
    ),
    "MR-12": (
        "《淘宝平台争议处理规则》第53条；《七日无理由退货暂行办法》第18条",
        "Taobao art. 53; Measures art. 18",
    ),
    "MR-13": ("《消费者权益保护法》第24条", "Consumer Protection Law art. 24"),
    "MR-14": ("《消费者权益保护法》第25条", "Consumer Protection Law art. 25"),
    "MR-18": ("《淘宝平台争议处理规则》第51条", "Taobao art. 51"),
    "MR-19": ("《淘宝平台争议处理规则》第52条", "Taobao art. 52"),
    "MR-20": ("《淘宝平台争议处理规则》第49条", "Taobao art. 49"),
    "MR-21": ("《淘宝平台争议处理规则》第40、53条", "Taobao art. 40, 53"),
    "MR-22": ("《淘宝平台争议处理规则》第27条", "Taobao art. 27"),
    "MR-23": ("《淘宝平台争议处理规则》第10条", "Taobao art. 10"),
    "MR-28": ("《七日无理由退货暂行办法》第14、15条", "Measures art. 14, 15"),
    "MR-33": ("《淘宝平台争议处理规则》第53条", "Taobao art. 53"),
    "MR-34": ("《淘宝平台争议处理规则》第7条", "Taobao art. 7"),
    "MR-36": (
        "欧盟《消费者权利指令》第13、14条；英国《消费者合同条例2013》第34、35条",
        "Consumer Rights Directive art. 13, 14; UK Consumer Contracts Regulations 2013 reg. 34, 35",
    ),
    "MR-39": ("《淘宝平台争议处理规则》第49条", "Taobao art. 49"),
}

# What makes the goods payable, before the arithmetic of their share.
CAUSES: dict[str, Words] = {
    "MR-4": ("未发货取消，", "cancelled before shipment, "),
    "MR-22": ("退款申请期间未经同意发货，", "shipped against a pending refund, "),
    "MR-23": ("签收前丢失，", "lost before signature, "),
}

REPRICED: Words = (
    "促销按保留商品重新计价：实付{paid}-保留商品原价应付{kept}-已退货款{back}={of}，本行{amount}",
    "priced anew: paid {paid} - kept goods cost {kept} - refunded before {back} = {of}; this line gets {amount}",
)
AGREED: Words = (
    "买家留货，双方约定补偿{agreed}，本行余额{left}内退{amount}",
    "the buyer keeps the goods: {agreed} agreed, {amount} of it from this line's {left} left",
)

SENTENCES: dict[LineKind, Words] = {
    LineKind.OUTBOUND_REFUND: (
        "发货运费{charged}退{amount}",
        "outbound freight: {amount} of the {charged} paid goes back",
    ),
    LineKind.OUTBOUND_FREIGHT: ("扣除发货运费{amount}", "less {amount} outbound freight"),
    LineKind.RETURN_LEG_FREIGHT: (
        "退回运费由买家承担，到付{fee}中扣除{amount}",
        "the way back is the buyer's: less {amount} of the {fee} that the carrier billed to the seller",
    ),
    LineKind.PACKAGING_FEE: ("扣除买家明确同意的包装费{amount}", "less {amount} packaging fee, expressly agreed"),
    LineKind.DEPRECIATION: (
        "扣除约定折旧：货款{goods}的万分之{bp}={amount}",
        "less agreed depreciation: {bp} basis points of {goods} = {amount}",
    ),
    LineKind.GIFT_VALUE: ("赠品未退，扣除标示价值{amount}", "gift not returned: less its declared value {amount}"),
    LineKind.DEPOSIT: (
        "扣除定金{amount}：已付定金{deposit}，不超过合同价{price}的20%的部分为定金，不予退还",
        "less the deposit of {amount}: of the {deposit} paid, what is within 20 % of the price {price} is forfeited",
    ),
    LineKind.TOP_UP: ("抵扣换货差价和运费{amount}", "less {amount} for the dearer item and its freight"),
    LineKind.NOT_COLLECTED: (
        "扣除额超过退款额，{amount}不向买家追收",
        "the deductions exceed the refund: {amount} is not collected from the buyer",
    ),
    LineKind.OTHER: ("订单之外的补偿{amount}", "compensation beside the order: {amount}"),
}

BACK_BY_SELLER: Words = ("退回运费由卖家承担", "the way back is the seller's")
BACK_BY_BUYER: Words = ("退回运费由买家承担", "the way back is the buyer's")
SET_STAYS_WHOLE: Words = (
    "套装作为一个商品出售，只能整套退回，请提供整套退货方案",
    "the set was sold as one item and goes back whole: offer the whole return",
)
TOO_MANY: Words = (
    "商品{line}共{units}件，已处理{before}件，再申请{asked}件超出剩余数量",
    "line {line} has {units} units, {before} are refunded: {asked} more exceed what remains",
)
TOO_MUCH: Words = (
    "实付{paid}，已退{refunded}，没有可退余额",
    "{paid} paid, {refunded} refunded: nothing remains to refund",
)
TENDERS: Words = ("按原支付方式退回：{split}", "back to the original means of payment: {split}")

FLAGS: dict[Flag, Words] = {
    Flag.REPRICE_CLAMPED: (
        "重新计价后为负数，按0退款，差额不追收，请主管确认",
        "the new price leaves nothing to refund: 0, the shortfall is not collected; a supervisor should look",
    ),
    Flag.DEDUCTIONS_CLAMPED: (
        "扣除额超过退款额，请主管确认",
        "the deductions exceed the refund: a supervisor should look",
    ),
    Flag.PROMO_NOT_REPRICED: (
        "优惠明细与实付金额不符，未重新计价，按分摊退款",
        "the discounts do not explain what was paid, so the promotion was not priced anew; the paid shares count",
    ),
    Flag.CAPPED_TO_REMAINING: ("以剩余可退金额为限", "capped by what is left to refund"),
    Flag.FULL_RETURN_OF_FREE_SHIPPING: (
        "满额包邮订单全部退货，默认不扣发货运费",
        "a whole order that went out free above a threshold came back: the outbound freight is not taken by default",
    ),
    Flag.GIFT_VALUE_TO_AGREE: (
        "赠品未标价，不自动扣款，请与买家协商",
        "the gift has no declared value: nothing is taken, agree on a fair value with the buyer",
    ),
    Flag.PACKAGING_FEE_BARRED: (
        "七日无理由退货期内不得收取包装费",
        "no packaging fee inside the statutory no-reason right",
    ),
    Flag.PACKAGING_FEE_BELOW_MINIMUM: (
        "约定包装费低于店铺下限，按约定收取",
        "the agreed packaging fee is below the shop's minimum: the agreed fee stands",
    ),
    Flag.DEPRECIATION_BARRED: (
        "商品完好，不得收取折旧",
        "no depreciation: the goods were not found damaged",
    ),
    Flag.NOT_INTACT_NOTHING_AGREED: (
        "商品不完好且未约定折旧，请决定拒绝或协商扣款",
        "the goods are not intact and no depreciation is agreed: refuse, or agree on one",
    ),
    Flag.POSTAGE_CAPPED: ("退回运费以合理费用为限", "the postage is made good up to the reasonable amount"),
    Flag.SELLER_MAY_RESEND: (
        "商品不支持七日无理由，卖家可退款或由买家承担费用重新发货",
        "the goods have no no-reason right: the seller may refund, or send them again at the buyer's cost",
    ),
}
