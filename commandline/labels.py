"""The headings of the case page, in Chinese and English."""

from typing import TYPE_CHECKING

from commandline.options import Language

if TYPE_CHECKING:
    from domain.events import PaymentState

LABELS: dict[str, tuple[str, str]] = {
    "case": ("售后单", "Case"),
    "order": ("订单", "Order"),
    "stage": ("阶段", "Stage"),
    "ended": ("结果", "Ended"),
    "waits": ("等待", "Waits for"),
    "until": ("截止", "Until"),
    "left": ("还有{span}", "{span} left"),
    "over": ("已超过{span}", "{span} over"),
    "ahead": ("本单时钟：{at}，比实际时间快{span}", "The case's own clock: {at}, {span} ahead of the wall clock"),
    "no_clock": ("无法连接Temporal，按实际时间计算", "by the wall clock: Temporal was not asked"),
    "incident": ("突发事件 {number}：{what}自{at}起异常：{note}", "Incident {number}: {what}, since {at}: {note}"),
    "held": ("已暂停，待解除", "On hold until a person releases it"),
    "ours": ("我方自查", "Our own conduct"),
    "conduct": ("买家行为", "Conduct"),
    "review_of": ("公开评价", "Public review"),
    "review": ("；待主管复核", "; a supervisor is to look at it"),
    "parked": ("停住的步骤", "Parked steps"),
    "since": ("自{at}", "since {at}"),
    "helps": ("处理办法", "What helps"),
    "money": ("金额", "Money"),
    "claimed": ("申请金额", "Claimed"),
    "account": (
        "订单实付{paid}；已退{refunded}；处理中{pending}；可退余额{left}",
        "Of the order: {paid} paid, {refunded} refunded, {pending} pending, {left} left",
    ),
    "compensated": ("订单之外已补偿{amount}", "{amount} paid beside the order as compensation"),
    "no_payment": ("尚未决定付款", "No payment was decided yet"),
    "slip": ("换货单", "Exchange slip"),
    "in": ("退回{item} x{qty}", "in: {qty} x {item}"),
    "out": ("换发{item} x{qty}", "out: {qty} x {item}"),
    "dearer": ("贵{amount}", "{amount} more"),
    "cheaper": ("便宜{amount}", "{amount} less"),
    "same_price": ("同价", "the same price"),
    "postage": ("换发运费：{amount}", "The second way out: {amount}"),
    "postage_ours": ("我们承担", "ours"),
    "recharged": ("买家已补付{amount}", "Paid on top by the buyer: {amount}"),
    "booked": ("退件已登记", "The buyer's parcel is booked"),
    "not_booked": ("退件未登记", "No parcel of the buyer's is booked yet"),
    "sent_again": ("补发、换发的商品", "Goods sent again or in exchange"),
    "timeline": ("经过", "Timeline"),
    "raw": ("登记簿条目", "Register entries"),
    "links": ("链接", "Links"),
    "remedy": ("处理方式", "Remedy"),
    "todo": ("可以这样处理", "What can be done"),
    "undecided": ("未自动处理的原因", "Why policy left it to a person"),
    "several": ("有多个售后单，请选择其中之一", "Several cases have this id; show one of them"),
}


# How a payment stands, after its amount.
PAYMENTS: dict[str, tuple[str, str]] = {
    "reserved": ("已登记，未发出", "written down, not sent"),
    "sent": ("已发出，等待结果", "sent, outcome awaited"),
    "unknown": ("结果未知", "outcome unknown"),
    "settled": ("已到账", "paid"),
    "failed": ("确认未付", "certainly not paid"),
    "reversed": ("银行已撤回", "taken back by the bank"),
}


def payment_state(state: "PaymentState", lang: Language) -> str:
    """How a payment stands, for people."""
    zh, en = PAYMENTS[state.value]
    return zh if lang is Language.ZH else en


def label(name: str, lang: Language, **values: str) -> str:
    """A heading with its values."""
    zh, en = LABELS[name]
    return (zh if lang is Language.ZH else en).format_map(values)
