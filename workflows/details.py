"""What the Temporal UI shows of a case: Markdown, a pure function of the case."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.case import Case
from domain.money import format_money
from domain.standing import standing
from domain.words import standing as standing_words
from domain.words import telling as telling_words

MOST = 12  # the newest payments and parcels: the server takes 20 kB, and the register has them all


def details(case: Case) -> str:
    """Stage, what the case waits for and until when, the money so far, and what blocks it."""
    now = standing(case)
    lines = [
        f"### {_remedy(case)} - order {case.order.order_id}",
        f"**Stage** {standing_words.STAGES[now.stage][1]}  ",
        f"**Waits for** {now.waits_for}  ",
    ]
    if now.due is not None:
        lines.append(f"**Until** {_at(now.due.at, case)} ({standing_words.CLOCKS[now.due.clock][1]})  ")
    if case.resolution is not None:
        lines.append(f"**Ended** {telling_words.RESOLUTIONS[case.resolution][1]}  ")
    lines += ["", *_money(case), *_blocked(case), *_parcels(case)]
    return "\n".join(lines)


def summary(case: Case) -> str:
    """The title of a case."""
    return f"{_remedy(case)}, order {case.order.order_id} of {case.shop}"


def _remedy(case: Case) -> str:
    words = telling_words.SCENARIOS[case.scenario][1]
    return words.removeprefix("a ").capitalize()


def _money(case: Case) -> list[str]:
    currency = case.order.currency
    claimed = case.request.amount
    lines = [f"**Claimed** {format_money(claimed, currency)}  "] if claimed is not None else []
    for payment in case.payments[-MOST:]:
        amount = format_money(payment.amount, currency)
        lines.append(f"**{payment.kind.capitalize()}** {amount} - {payment.state} `{payment.key}`  ")
    return lines


def _blocked(case: Case) -> list[str]:
    lines = [f"**Parked** `{p.step}` since {_at(p.at, case)}: {p.reason} - {p.message}  " for p in case.parked]
    lines += [f"**Retrying** `{r.step}` since {_at(r.at, case)}: {r.reason}  " for r in case.retrying]
    return [*lines, "**Held** by a person  "] if case.held else lines


def _parcels(case: Case) -> list[str]:
    return [f"**Parcel** {p.carrier} `{p.waybill}` - {p.state}  " for p in case.parcels[-MOST:]]


def _at(moment: datetime, case: Case) -> str:
    return moment.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%Y-%m-%d %H:%M %Z")
