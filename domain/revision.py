"""What a revision of terms does to an open case: which numbers change, which deadlines move, and to whose harm."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from domain import windows
from domain.case import Case
from domain.commands import NotPermitted, Revise
from domain.terms import HEADS, Terms
from domain.windows import Clock, Due
from domain.workdays import WorkCalendar

Value = int | bool | str

# Time that the buyer has: less of it is to the buyer's harm.
BUYERS_TIME = frozenset(
    {"no_reason_days", "ship_back_hours", "buyer_modify_hours", "buyer_choice_hours", "missing_parcel_hours"}
    | {"top_up_hours", "top_up_hold_hours"}
    | {"follow_up_answer_hours", "reopen_hours", "offer_hours", "price_protection_days", "proof_hours"}
    | {"counterproof_hours", "settlement_hours"}
    | {"quality_return_days", "quality_exchange_days", "guarantee_days", "seller_burden_days", "allergy_days"}
    | {"remedy_choice_hours", "repair_quote_hours", "repair_pay_hours", "repair_works_days", "unclaimed_days"}
    | {"wrong_item_return_hours", "visible_damage_hours"}
)
# Time that we, or those we chose, have while the buyer waits: more of it is to the buyer's harm.
OUR_TIME = frozenset(
    {"respond_unshipped_hours", "respond_refund_hours", "respond_return_hours", "confirm_return_hours"}
    | {"inspect_hours", "refund_after_receipt_days", "deliberate_delay_days", "intercept_hours"}
    | {"returning_parcel_hours", "courier_silence_hours", "evidence_hours", "platform_decision_workdays"}
    | {"no_trace_first_check_hours", "no_trace_escalate_hours", "stalled_hours", "stalled_remote_hours"}
    | {"progress_silence_hours"}
    | {"reship_hours", "replacement_travel_hours", "ship_hours"}
    | {"papers_target_hours", "papers_hours"}
    | {"payout_hours", "payout_second_hours", "payout_last_hours", "approval_hours", "invoice_issue_hours"}
    | {"return_lost_hours", "undelivered_refund_workdays"}
    | {"diagnosis_hours", "outside_test_hours", "repair_days", "repair_warn_days", "repair_parts_days"}
    | {"repair_progress_hours"}
    | {"settlement_window_days", "police_silence_days"}
    | {"carrier_answer_hours", "carrier_statute_hours", "warehouse_answer_hours", "weight_answer_hours"}
)
# When we ask, remind and call: neither better nor worse for the buyer.
NOBODYS_TIME = frozenset(
    {"follow_up_hours", "survey_hours", "reminder_first_hours", "reminder_last_hours", "call_gap_hours"}
    | {"call_instead_hours"}
    | {"exchange_follow_up_hours", "repair_follow_up_hours", "delivered_word_hours", "personal_data_days"}
    | {"proof_reminder_first_hours", "proof_reminder_last_hours"}
    | {"claim_file_hours", "claim_chase_hours", "claim_write_off_days"}
    | {"malice_window_days", "ban_days"}
    | {"review_answer_hours", "review_appeal_hours"}
    | {"figures_window_days", "quality_window_days", "quality_answer_days"}
    | {"index_speed_worst_hours", "index_speed_middle_hours", "index_speed_best_hours"}
    | {"shelf_days"}
    | {"invoice_paper_days", "invoice_confirm_hours", "invoice_chase_hours"}
    | {"note_hours", "take_hours", "severity_step_hours"}
)
BETTER_TRUE = frozenset({"silence_agrees_flag", "window_moves_flag", "punitive_flag", "promo_quote_flag"})
BETTER_FALSE = frozenset({"informs_right_flag", "informs_return_cost_flag", "informs_value_loss_flag"})
TIME = ("_hours", "_days", "_workdays")
HELD_TO = ("_flag", "_choice")

RUNNING: dict[Clock, Callable[[Case], Due | None]] = {
    Clock.RESPOND: windows.respond,
    Clock.SHIP_BACK: windows.ship_back,
    Clock.CONFIRM_RETURN: windows.confirm_return,
    Clock.STATUTORY_REFUND: windows.statutory_refund,
    Clock.DELIBERATE_DELAY: windows.deliberate,
    Clock.INSPECT: windows.inspect,
    Clock.BUYER_MODIFY: windows.buyer_modify,
    Clock.PLATFORM_DECISION: windows.platform_decision,
}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One number that a revision changes; `harms` where the buyer is worse off with the new one."""

    key: str
    old: Value
    new: Value
    harms: bool


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A deadline that a revision moves, begins (`old` is None) or ends (`new` is None)."""

    clock: Clock
    old: datetime | None
    new: datetime | None


def changes(old: Terms, new: Terms) -> tuple[Changed, ...]:
    """What differs, in the order of the terms; the version of the pack is told elsewhere."""
    pairs = [(field.name, getattr(old, field.name), getattr(new, field.name)) for field in fields(Terms)]
    return tuple(
        Changed(key=key, old=was, new=now, harms=harms(key, was, now))
        for key, was, now in pairs
        if was != now and key not in {"pack", "version"}
    )


def harms(key: str, old: Value, new: Value) -> bool:
    """Whether the buyer is worse off with `new`. What nobody has judged yet counts as harm: a person looks at it."""
    if key in NOBODYS_TIME:
        return False
    if key in BUYERS_TIME:
        return new < old  # type: ignore[operator] # both are whole numbers
    if key in OUR_TIME:
        return new > old  # type: ignore[operator] # as above
    if key in BETTER_TRUE | BETTER_FALSE:
        return bool(new) is (key in BETTER_FALSE)
    if key.endswith("_signs"):
        return bool(set(str(new).split()) - set(str(old).split()))
    return key in HEADS or key.endswith((*TIME, *HELD_TO))


def moves(case: Case, new: Terms, calendar: WorkCalendar | None = None) -> tuple[Moved, ...]:
    """The running deadlines of the case that the new terms move. What an event has fixed does not move."""
    revised = replace(case, terms=new, calendar=calendar or case.calendar)
    found = []
    for clock, due in RUNNING.items():
        was, now = due(case), due(revised)
        if (was and was.at) != (now and now.at):
            found.append(Moved(clock=clock, old=was.at if was else None, new=now.at if now else None))
    return tuple(found)


def check_revision(command: Revise, case: Case) -> None:
    """Raise NotPermitted for a revision that changes nothing, the law, or the buyer's lot without saying so."""
    if command.terms.pack != case.terms.pack:
        raise NotPermitted("OTHER_PACK", f"An open case stays with its pack, {case.terms.pack}.")
    if command.terms == case.terms and command.calendar in {None, case.calendar}:
        raise NotPermitted("SAME_TERMS", "The case is bound by these terms already.")
    harmful = [in_words(changed) for changed in changes(case.terms, command.terms) if changed.harms]
    if harmful and not command.accepts_harm:
        why = f"The buyer would be worse off: {', '.join(harmful)}. Say that this is meant."
        raise NotPermitted("HARMS_BUYER", why)


def in_words(changed: Changed) -> str:
    """Such as "ship_back_hours 168 -> 120"."""
    return f"{changed.key} {changed.old} -> {changed.new}"
