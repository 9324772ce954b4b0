"""Word to a buyer whose case waits for others in the house (R128, R15, t.daily_progress): when, and what it says.

A case that waits for the buyer, or that has just told them something, owes no word. Where what was planned is over the
buyer hears that it is delayed, why, and until when it is done now (R119); else what it waits for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.case import Case
from domain.standing import CaseStage, standing


class Party(StrEnum):
    """For whom a case waits, as far as the buyer is told."""

    SHOP = "shop"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    FINANCE = "finance"
    PROVIDER = "provider"
    PLATFORM = "platform"
    TAX_OFFICE = "tax_office"


# In the buyer's own sentence: Chinese, English.
IN_WORDS: dict[Party, tuple[str, str]] = {
    Party.SHOP: ("我们内部核实尚未完成", "our own check, which is not finished"),
    Party.WAREHOUSE: ("仓库尚在处理", "the warehouse, which is still at work on it"),
    Party.CARRIER: ("快递公司尚未答复", "the carrier, who has not answered yet"),
    Party.FINANCE: ("财务正在付款", "our finance department, which makes the payment"),
    Party.PROVIDER: ("支付渠道尚在处理退款", "the payment provider, which still processes the refund"),
    Party.PLATFORM: ("平台尚未作出决定", "the platform, which has not decided yet"),
    Party.TAX_OFFICE: ("税务平台尚在处理发票", "the tax office, which still processes the invoice"),
}

# Stages at which others than the buyer are to act. At all others nothing is owed: it is the buyer's turn, or (a repair)
# the step writes by itself.
WAITS_FOR: dict[CaseStage, Party] = {
    CaseStage.DECIDING: Party.SHOP,
    CaseStage.HOLDING: Party.WAREHOUSE,
    CaseStage.INTERCEPTING: Party.CARRIER,
    CaseStage.RETURNING: Party.CARRIER,
    CaseStage.TRACING: Party.CARRIER,
    CaseStage.WAIT_CARRIER: Party.CARRIER,
    CaseStage.RETURN_LOST: Party.CARRIER,
    CaseStage.INSPECTING: Party.WAREHOUSE,
    CaseStage.WEIGHING: Party.WAREHOUSE,
    CaseStage.EXAMINING: Party.SHOP,
    CaseStage.DECIDING_GOODS: Party.SHOP,
    CaseStage.APPROVING: Party.SHOP,
    CaseStage.PAYING_OUT: Party.FINANCE,
    CaseStage.INVOICE_PENDING: Party.TAX_OFFICE,
    CaseStage.SENDING: Party.WAREHOUSE,
    CaseStage.WAIT_PAPERS: Party.SHOP,
    CaseStage.DISPUTE: Party.PLATFORM,
    CaseStage.EXECUTING: Party.PROVIDER,
    CaseStage.REOPENED: Party.SHOP,
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the buyer is to hear: for whom the case waits, what was planned and is over, and when they hear again."""

    party: Party
    planned_at: datetime | None
    eta: datetime


def owed_progress(case: Case, at: datetime) -> Progress | None:
    """The word that is due to the buyer at `at`; None where they just heard, or it is not others' turn.

    A held case owes it too: its buyer does not know that it is held.
    """
    silence = timedelta(hours=case.terms.progress_silence_hours)
    return progress(case, at) if heard_at(case) <= at - silence else None


def progress(case: Case, at: datetime) -> Progress | None:
    """How the case stands, for its buyer; None where it waits for nobody but them, or has ended."""
    party = WAITS_FOR.get(standing(case).stage)
    if party is None or case.resolution is not None or case.closing:
        return None
    return Progress(party=party, planned_at=overdue(case, at), eta=next_word(case, at))


def heard_at(case: Case) -> datetime:
    """When the buyer last heard of us, or is about to."""
    words = (case.opened_at, case.told_at, case.handling.progress_at)
    return max(moment for moment in words if moment is not None)


def overdue(case: Case, at: datetime) -> datetime | None:
    """What was planned and is over by now: the next action of a note, else the case's own deadline."""
    note, due = case.handling.note, standing(case).due
    planned = [note.next_due] if note is not None and note.next_due is not None else []
    planned += [due.at] if due is not None else []
    return min((moment for moment in planned if moment <= at), default=None)


def next_word(case: Case, at: datetime) -> datetime:
    """By when the buyer hears again: a day on, or when the next action is due before that."""
    tomorrow = at + timedelta(days=1)
    note = case.handling.note
    planned = note.next_due if note is not None else None
    return planned if planned is not None and at < planned < tomorrow else tomorrow
