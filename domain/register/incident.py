"""Incidents: something outside of the cases does not work, and many of them wait for it (R158).

A person tells of it once, and of its end. While it lasts the cases that wait for what is disturbed say so, their buyers
hear the reason with their daily word, and the department that answers for it is told, of the beginning and of the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case import Case
from domain.exchanges.replacement import TRAVELS
from domain.standing import RETRYING, CaseStage, standing
from domain.words.telling import Words

LONGEST_NOTE = 200


class What(StrEnum):
    """What is disturbed."""

    ORDER_SYSTEM = "order_system"  # the shop's own: nothing leaves, stock is not known
    WAREHOUSE = "warehouse"
    COURIER = "courier"
    PAYMENTS = "payments"
    PLATFORM = "platform"
    REPAIRS = "repairs"
    INVOICES = "invoices"


WORDS: dict[What, Words] = {
    What.ORDER_SYSTEM: ("订单系统", "the order system"),
    What.WAREHOUSE: ("仓库", "the warehouse"),
    What.COURIER: ("快递公司", "the courier"),
    What.PAYMENTS: ("支付渠道", "the payment provider"),
    What.PLATFORM: ("平台", "the platform"),
    What.REPAIRS: ("维修方", "the repair shop"),
    What.INVOICES: ("发票服务", "the invoice service"),
}
# Why it takes longer, in the buyer's own sentence.
TO_BUYERS: dict[What, Words] = {
    What.ORDER_SYSTEM: ("订单系统出现故障，正在抢修", "a disturbance of the order system, which is being mended"),
    What.WAREHOUSE: ("仓库作业临时受阻，正在恢复", "a disturbance at the warehouse, which is being mended"),
    What.COURIER: ("快递公司服务异常，正在恢复", "a disturbance at the carrier, which is being mended"),
    What.PAYMENTS: ("支付渠道出现故障，正在恢复", "a disturbance at the payment provider, which is being mended"),
    What.PLATFORM: ("平台系统出现故障，正在恢复", "a disturbance of the platform, which is being mended"),
    What.REPAIRS: ("维修方服务异常，正在恢复", "a disturbance at the repair shop, which is being mended"),
    What.INVOICES: ("发票服务出现故障，正在恢复", "a disturbance of the invoice service, which is being mended"),
}
# Which waits it explains.
WAITS: dict[What, frozenset[CaseStage]] = {
    What.ORDER_SYSTEM: frozenset({CaseStage.DECIDING, CaseStage.HOLDING, CaseStage.SENDING}),
    What.WAREHOUSE: frozenset(
        {CaseStage.HOLDING, CaseStage.INSPECTING, CaseStage.WEIGHING, CaseStage.SENDING, CaseStage.GIVING_BACK}
    ),
    What.COURIER: frozenset(
        {CaseStage.INTERCEPTING, CaseStage.RETURNING, CaseStage.TRACING, CaseStage.WAIT_CARRIER}
        | {CaseStage.WAIT_DELIVERY, CaseStage.RETURN_IN_TRANSIT, CaseStage.RETURN_LOST, CaseStage.WEIGHING}
        | {CaseStage.NEW_PARCEL, CaseStage.GIVING_BACK}
    ),
    What.PAYMENTS: frozenset({CaseStage.EXECUTING, CaseStage.PAYING_OUT, CaseStage.WAIT_TOP_UP}),
    What.PLATFORM: frozenset({CaseStage.DECIDING, CaseStage.DISPUTE, CaseStage.EXECUTING}),
    What.REPAIRS: frozenset({CaseStage.EXAMINING, CaseStage.REPAIRING}),
    What.INVOICES: frozenset({CaseStage.INVOICE_PENDING}),
}


# Steps of cases that ask a counterpart: many that are stuck there are an incident that nobody told of yet.
STEPS: dict[str, What] = {
    "refund": What.PAYMENTS,
    "compensation": What.PAYMENTS,
    "give_up_refund": What.PAYMENTS,
    "ask_top_up": What.PAYMENTS,
    "look_up_top_up": What.PAYMENTS,
    "track_parcel": What.COURIER,
    "read_trace": What.COURIER,
    "intercept_parcel": What.COURIER,
    "inquire": What.COURIER,
    "hold_goods": What.WAREHOUSE,
    "release_goods": What.WAREHOUSE,
    "give_goods_back": What.WAREHOUSE,
    "inspection_findings": What.WAREHOUSE,
    "packing_records": What.WAREHOUSE,
    "read_stock": What.WAREHOUSE,
    "ship_goods": What.WAREHOUSE,
    "read_claim": What.PLATFORM,
}


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident of a shop. `name` is the courier's code, "" for all; `ended_at` is None while it lasts.

    `told_begun` and `told_ended`: when the department was told of it.
    """

    number: int
    shop: str
    what: What
    name: str
    note: str
    since: datetime
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None = None
    closed_by: str = ""
    outcome: str = ""
    told_begun: datetime | None = None
    told_ended: datetime | None = None


def touches(incident: Incident, *, shop: str, stage: CaseStage, carriers: Iterable[str]) -> bool:
    """Whether a case of this shop, at this stage and with parcels of these carriers, waits for what is disturbed."""
    if incident.ended_at is not None or incident.shop != shop or stage not in WAITS[incident.what]:
        return False
    return not incident.name or incident.what is not What.COURIER or incident.name in set(carriers)


def suspected(stuck: Mapping[str, int], lasting: Iterable[Incident], *, least: int) -> dict[What, int]:
    """What seems to be disturbed and nobody told of: at least `least` open cases are stuck at it.

    `stuck` counts cases by their own word, "step: reason", as the watchdog and parked steps leave it.
    """
    known = {incident.what for incident in lasting}
    found: Counter[What] = Counter()
    for word, cases in stuck.items():
        what = STEPS.get(word.removeprefix(RETRYING).partition(":")[0])
        if what is not None and what not in known:
            found[what] += cases
    return {what: cases for what, cases in found.most_common() if cases >= least}


def explaining(incidents: Iterable[Incident], case: Case) -> tuple[Incident, ...]:
    """The incidents that this case waits for; none once it has ended."""
    if case.resolution is not None:
        return ()
    stage, carriers = standing(case).stage, carriers_of(case)
    return tuple(each for each in incidents if touches(each, shop=case.shop, stage=stage, carriers=carriers))


def carriers_of(case: Case) -> frozenset[str]:
    """Who carries, or carried, parcels of the case."""
    on_the_way = {shipment.carrier for shipment in case.replacements if shipment.state in TRAVELS}
    home = {case.sent_home.carrier} if case.sent_home is not None else set()
    parcels = {parcel.carrier for parcel in case.parcels}
    return frozenset(parcels | on_the_way | home | {case.order.outbound_carrier}) - {""}
