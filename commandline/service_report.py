"""How a shop serves its buyers, and its composite index: the second half of `report` (rule 3.17, R53, R149, R150)."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from commandline.options import Language
from commandline.output import add_row, line, show, table
from commandline.shops import terms_by_shop

if TYPE_CHECKING:
    from domain.register.figures import Rates
    from domain.register.index import Index
    from domain.register.service import Service, ServiceRates

HOURS, SHARE, POINTS = "{:.1f} h", "{:.2%}", "{:.2f}"
# Every rate of domain/register/service.py: in Chinese and English, and how its number is written.
RATES: dict[str, tuple[str, str, str]] = {
    "first_answer_hours": ("首次响应", "First answer after", HOURS),
    "promise_kept": ("承诺兑现率", "Promises kept", SHARE),
    "payout_late": ("打款逾期率", "Payouts late", SHARE),
    "payout_late_hours": ("平均逾期", "Late by, on average", HOURS),
    "refund_only": ("仅退款占比", "Refunds without a return", SHARE),
    "saved_by_discount": ("优惠挽留率", "Kept for less, of those offered it", SHARE),
    "csat_gap": ("满意度差（体验−期望，5分制）", "Experience less expectation, of 5", POINTS),
    "contacts_per_case": ("每单联系次数", "Contacts per closed case", POINTS),
    "repair_share": ("维修占比（质量问题）", "Repaired, of defects that were cured", SHARE),
}
RECOVERED = ("快递索赔追回率（{currency}）", "Recovered from carriers ({currency})")
HEADINGS = {Language.EN: ("How buyers are served", "{shop}"), Language.ZH: ("服务指标", "{shop}")}
METRICS = {
    "speed": ("退款速度", "refund speed"),
    "self": ("自主完结率", "own completion"),
    "dispute": ("纠纷率", "disputes"),
}
STANDS = {
    Language.EN: "  {metric}: place {place:.0f} of 100, weight {weight} %{alert}",
    Language.ZH: "  {metric}：百分位 {place:.0f}，权重 {weight}%{alert}",
}
ALERT = {Language.EN: "  ! clearly worse than other shops", Language.ZH: "  ！明显差于同行"}
INDEX = {
    Language.EN: "Composite index of {shop}: {value:.1f} of 100, needed for official events: {threshold}.",
    Language.ZH: "{shop} 综合指标：{value:.1f} 分（满分 100），报名官方活动需达到 {threshold} 分。",
}
UNKNOWN = {
    Language.EN: "Composite index of {shop}: not known without {missing}; how many orders were paid is --paid-orders.",
    Language.ZH: "{shop} 综合指标：缺少{missing}，无法计算；付款订单数请用 --paid-orders 给出。",
}
GATES: dict[bool | None, tuple[str, str]] = {
    True: ("可以报名新的官方活动。", "New official events may be entered."),
    False: (
        "不能报名新的官方活动；已报名并通过审核的活动不受影响。",
        "New official events may not be entered. Events that were entered and approved are not touched.",
    ),
    None: ("能否报名新的官方活动尚不清楚。", "Whether new official events may be entered is not known."),
}


def as_json(service: "Service") -> dict[str, Any]:
    """The counts and their rates, for programs."""
    from domain.register.service import service_rates

    return {**asdict(service), "rates": asdict(service_rates(service))}


def index_of_shop(shop: str, rates: "Rates") -> "Index | None":
    """The index by the shop's terms of now; None where the shops file does not know the shop."""
    from domain.register.index import index_of

    terms = terms_by_shop().get(shop)
    return index_of(rates, terms) if terms is not None else None


def draw_service(shop: str, service: "Service", lang: Language) -> None:
    """A row a rate; "-" where there is nothing to divide by."""
    from domain.register.service import service_rates

    at, found = 0 if lang is Language.ZH else 1, service_rates(service)
    drawn = table(*(heading.format(shop=shop) for heading in HEADINGS[lang]))
    for name, words in RATES.items():
        add_row(drawn, words[at], _written(found, name, words[2]))
    for currency, share in (found.claim_recovery or {}).items():
        add_row(drawn, RECOVERED[at].format(currency=currency), SHARE.format(share))
    show(drawn)


def _written(found: "ServiceRates", name: str, form: str) -> str:
    value: float | None = getattr(found, name)
    return "-" if value is None else form.format(value)


def draw_index(shop: str, index: "Index", lang: Language) -> None:
    """The index with what it is made of, and whether new events may be entered."""
    at = 0 if lang is Language.ZH else 1
    if index.value is None:
        missing = ", ".join(METRICS[metric][at] for metric in index.missing)
        line(UNKNOWN[lang].format(shop=shop, missing=missing))
    else:
        line(INDEX[lang].format(shop=shop, value=index.value, threshold=index.threshold or "-"))
    for each in index.standings:
        alert = ALERT[lang] if each.alert else ""
        line(STANDS[lang].format(metric=METRICS[each.metric][at], place=each.place, weight=each.weight, alert=alert))
    if index.threshold:
        line(GATES[index.campaign_enrol][at])
