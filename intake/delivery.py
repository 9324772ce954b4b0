"""Handing cases and facts to Temporal, so that each arrives once however often it is handed over."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.case import Case
from domain.events import CaseOpened, CaseReopened
from domain.evolution import opened
from domain.facts import (
    AbuseReported,
    AnswerReported,
    ClaimReported,
    ConsentReported,
    CorrectionReported,
    EvidenceReported,
    Fact,
    GoodsReported,
    InquiryReported,
    InterceptReported,
    ParcelReported,
    PaymentReported,
    RecordsReported,
    RepairReported,
    RulingReported,
    ShipmentReported,
    TopUpReported,
    WantedReported,
    WithdrawalReported,
    observe,
)
from domain.order import Stage
from domain.request import BEFORE_RECEIPT
from store import register
from store.codec import fold
from store.pool import Pool
from workflows import details, search
from workflows.messages import Opening

WORKFLOW = "AfterSalesCase"
SIGNALS: dict[type[Fact], str] = {
    ClaimReported: "claim_reported",
    ParcelReported: "parcel_reported",
    GoodsReported: "goods_reported",
    AnswerReported: "answer_reported",
    InterceptReported: "intercept_reported",
    PaymentReported: "payment_reported",
    RulingReported: "ruling_reported",
    WithdrawalReported: "withdrawal_reported",
    AbuseReported: "abuse_reported",
    InquiryReported: "inquiry_reported",
    WantedReported: "wanted_reported",
    TopUpReported: "top_up_reported",
    EvidenceReported: "evidence_reported",
    CorrectionReported: "correction_reported",
    RepairReported: "repair_reported",
    RecordsReported: "records_reported",
    ConsentReported: "consent_reported",
    ShipmentReported: "shipment_reported",
}
# Goods that may still be stopped lose by every minute; everything else is counted in days.
URGENT, USUAL = 2, 3
TITLE_BYTES, DETAILS_BYTES = 380, 18_000  # the server takes 400 bytes and 20 kB


class Heard(StrEnum):
    """What became of a fact."""

    SIGNALLED = "signalled"
    REOPENED = "reopened"
    OLD_NEWS = "old_news"  # the case is closed for good, and the fact changes nothing about that


class NotHeard(Exception):
    """The case cannot take the fact now; the message says why. It is to be told again later."""


class EngineAway(Exception):
    """Temporal could not be reached, or did not take what it was given. Nothing is lost: it is given again later."""


@contextmanager
def reaching() -> Iterator[None]:
    """What goes wrong on the way to Temporal, as one error. A client that never connected raises a RuntimeError."""
    try:
        yield
    except RPCError as error:
        raise EngineAway(f"{error.status.name}: {error.message}"[:300]) from error
    except RuntimeError as error:
        raise EngineAway(str(error)[:300]) from error


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where cases run."""

    client: Client
    task_queue: str


async def start(desk: Desk, event: CaseOpened, now: datetime) -> None:
    """Start the case's workflow. One that runs, or has ended, is left as it is. Raises EngineAway."""
    with reaching(), suppress(WorkflowAlreadyStartedError):
        await start_run(desk, opened(event, now), Opening(opened=event), WorkflowIDReusePolicy.REJECT_DUPLICATE)


async def start_run(
    desk: Desk, case: Case, opening: Opening, reuse: WorkflowIDReusePolicy, *told: Fact, alone: bool = False
) -> None:
    """Start a run of the case; where one is open it is left as it is, or with `alone` an error says so.

    Raises WorkflowAlreadyStartedError, RPCError.
    """
    await desk.client.start_workflow(
        WORKFLOW,
        opening.anew(),
        id=case.case_id,
        task_queue=desk.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL if alone else WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=reuse,
        static_summary=_cut(details.summary(case), TITLE_BYTES),
        static_details=_cut(details.details(case), DETAILS_BYTES),
        memo={"title": details.summary(case)},
        search_attributes=_attributes(case),
        priority=Priority(priority_key=_urgency(case), fairness_key=case.shop[:64]),
        start_signal=SIGNALS[type(told[0])] if told else None,
        start_signal_args=told,
    )


def _attributes(case: Case) -> TypedSearchAttributes:
    values = search.attributes(case)
    keys = (search.SHOP, search.ORDER, search.SCENARIO, search.STAGE)
    return TypedSearchAttributes([SearchAttributePair(key, str(values[key.name])) for key in keys])


def _urgency(case: Case) -> int:
    moving = case.request.kind in BEFORE_RECEIPT and case.order.stage is not Stage.RECEIVED
    return URGENT if moving else USUAL


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


async def tell(desk: Desk, pool: Pool, case_id: str, fact: Fact) -> Heard:
    """Signal a fact to its case; a closed case that the fact reopens gets a new run. Raises NotHeard, EngineAway."""
    with reaching():
        if await _signalled(desk, case_id, fact):
            return Heard.SIGNALLED
        return await _tell_closed(desk, pool, case_id, fact)


async def _signalled(desk: Desk, case_id: str, fact: Fact) -> bool:
    """False when no run of the case is open."""
    try:
        await desk.client.get_workflow_handle(case_id).signal(SIGNALS[type(fact)], fact)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


async def _tell_closed(desk: Desk, pool: Pool, case_id: str, fact: Fact) -> Heard:
    """No run of the case is open: its register says whether the fact opens one."""
    entries = await register.events(pool, case_id)
    case = fold(entries) if entries else None
    if case is None or case.resolution is None:
        raise NotHeard(await _why(desk, case_id))
    if not any(isinstance(event, CaseReopened) for event in observe(fact, case)):
        return Heard.OLD_NEWS
    await start_run(desk, case, Opening(resumed=case), WorkflowIDReusePolicy.ALLOW_DUPLICATE, fact)
    return Heard.REOPENED


async def _why(desk: Desk, case_id: str) -> str:
    """A case that is not closed but does not run, in words for the people who mend it."""
    try:
        found = await desk.client.get_workflow_handle(case_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return f"case {case_id} has no run and its register does not say that it was closed; start it anew"
    if found.status is WorkflowExecutionStatus.COMPLETED:
        return f"case {case_id} has just ended, and its register is not written to the end yet"
    ended = found.status.name.lower() if found.status is not None else "unknown"
    return (
        f"the run of case {case_id} ended as {ended} before the case was closed; take it up again: `starter.py reopen`"
    )
