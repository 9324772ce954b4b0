"""Taking a case up again whose run was lost: from its register, and from what the ledger knows beyond it.

A run that is lost may have moved money in the moment before its last entry was written. The ledger, which is written
before any money leaves, has the last word: what it knows of the case's payments is told to the new run, so that no key
is used for anything else and nothing is paid twice.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.case import Case
from domain.events import CaseTakenUp, PaymentChanged, PaymentDecided, PaymentState
from domain.evolution import opened
from domain.quotes.discounts import line_paid
from domain.quotes.quote import Bearer, Decision, LineKind, Quote, QuoteLine
from domain.request import Claim
from intake.delivery import Desk, reaching, start_run
from intake.opening import restored
from store import movements, register, unfinished
from store.codec import fold
from store.payment import Movement
from store.pool import Pool
from workflows.messages import Opening

# A lost run's last entry may be under way for as long as its call may take (workflows/calls.py, REGISTER).
LAST_WRITE = timedelta(seconds=4)
RULE = "ledger"


def now() -> datetime:
    """The wall clock, which is Temporal's too for when a run ended."""
    return datetime.now(UTC)  # noqa: TID251 - compared with the server's clock, whatever time a case lives in


class Revived(StrEnum):
    """What became of an attempt to take a case up again."""

    REOPENED = "reopened"
    RUNS = "runs"  # a run is open: nothing was done
    CLOSED = "closed"  # the case has ended: nothing was done
    UNKNOWN = "unknown"  # neither register nor identity know it


@dataclass(frozen=True, kw_only=True)
class LastRun:
    """The newest run of a case as Temporal has it."""

    open: bool
    closed_at: datetime | None


async def revive(desk: Desk, pool: Pool, case_id: str, taken_up: CaseTakenUp, *, waited: bool = False) -> Revived:
    """Start a new run of a case that has none. Safe to repeat, also side by side: only one run comes of it.

    Waits until the last write of the lost run is in; `waited` says that whoever asks has done so. Raises EngineAway.
    """
    with reaching():
        last = await _last_run(desk.client, case_id)
        if last is not None and last.open:
            return Revived.RUNS
        if not waited:
            await _let_last_write_land(last)
        found = await _opening(pool, case_id, taken_up)
        if isinstance(found, Revived):
            return found
        case, opening = found
        try:
            await start_run(desk, case, opening, WorkflowIDReusePolicy.ALLOW_DUPLICATE, alone=True)
        except WorkflowAlreadyStartedError:
            return Revived.RUNS
    return Revived.REOPENED


async def _last_run(client: Client, case_id: str) -> LastRun | None:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

    asked = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=case_id)
    )
    try:
        told = await client.workflow_service.describe_workflow_execution(asked, retry=True)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    stamp = told.workflow_execution_info.close_time
    closed_at = stamp.ToDatetime(tzinfo=UTC) if stamp.seconds else None
    return LastRun(open=closed_at is None, closed_at=closed_at)


async def _let_last_write_land(last: LastRun | None) -> None:
    """Nobody knows when a run ended that Temporal does not know: then the whole time is waited."""
    ended = now() if last is None or last.closed_at is None else last.closed_at
    left = min(ended + LAST_WRITE - now(), LAST_WRITE)
    await asyncio.sleep(max(0.0, left.total_seconds()))


async def _opening(pool: Pool, case_id: str, taken_up: CaseTakenUp) -> tuple[Case, Opening] | Revived:
    """What the new run is started with."""
    entries = await register.events(pool, case_id)
    if not entries:
        return await _from_identity(pool, case_id)
    case = fold(entries)
    if case.resolution is not None:
        return Revived.CLOSED
    decided, changed = beyond(case, await movements.by_case(pool, case_id))
    return case, Opening(resumed=case, taken_up=taken_up, decided=decided, changed=changed)


async def _from_identity(pool: Pool, case_id: str) -> tuple[Case, Opening] | Revived:
    """A case that was lost before its first entry begins anew.

    Were there a movement of it all the same, its key would be in the way, never paid twice: the same opening makes the
    same decision under the same key.
    """
    kept = await unfinished.opening(pool, case_id)
    if not kept:
        return Revived.UNKNOWN
    event = restored(kept)
    return opened(event, now()), Opening(opened=event)


def beyond(case: Case, ledger: list[Movement]) -> tuple[tuple[PaymentDecided, ...], tuple[PaymentChanged, ...]]:
    """What the ledger knows of the case's payments and the case does not, as events for it to record."""
    decided = tuple(_decided(case, movement, ledger) for movement in ledger if case.payment(movement.key) is None)
    known = {payment.key: payment.state for payment in case.payments}
    changed = tuple(
        PaymentChanged(
            key=movement.key,
            state=movement.state,
            provider_ref=movement.provider_ref,
            reason=movement.failure,
            by="ledger",
        )
        for movement in ledger
        if movement.state is not known.get(movement.key, PaymentState.RESERVED)
    )
    return decided, changed


def _decided(case: Case, movement: Movement, ledger: list[Movement]) -> PaymentDecided:
    """The decision behind a movement, with all that makes it this payment: the same key goes on for the same money."""
    earlier = [
        before
        for before in ledger
        if (before.kind, before.state) == (movement.kind, PaymentState.SETTLED) and before.decision < movement.decision
    ]
    return PaymentDecided(
        key=movement.key,
        kind=movement.kind,
        decision=movement.decision,
        amount=movement.amount,
        quote=_quote(case, movement, earlier),
        claim=_claim(case, movement),
        reason=movement.reason,
        beside=tuple(before.key for before in earlier),
        by="ledger",
    )


def _quote(case: Case, movement: Movement, earlier: list[Movement]) -> Quote:
    """What the ledger kept of the quote: the goods by line, and how the amount falls on the means of payment.

    A quote covers what was paid before as well; the ledger keeps what each movement added.
    """
    goods: dict[str, tuple[int, int]] = {}
    for line in (line for one in (*earlier, movement) for line in one.lines):
        amount, qty = goods.get(line.line_id, (0, 0))
        goods[line.line_id] = (amount + line.amount, qty + line.qty)
    lines = tuple(
        QuoteLine(kind=LineKind.GOODS, rule=RULE, amount=amount, line_id=line_id, qty=qty)
        for line_id, (amount, qty) in goods.items()
    )
    return Quote(
        currency=movement.currency,
        decision=Decision.APPROVE,
        line_paid=line_paid(case.order),
        goods_refund=sum(amount for amount, _ in goods.values()),
        outbound_freight_refund=0,
        deductions={},
        order_refund=movement.amount,
        compensation={},
        compensation_total=0,
        buyer_receives_total=movement.amount,
        return_freight_bearer=Bearer.NOBODY,
        shortfall_not_collected=0,
        tender_split=movement.tenders,
        lines=lines,
    )


def _claim(case: Case, movement: Movement) -> Claim | None:
    """The platform's request in the version that was decided on."""
    if movement.claim is None or case.claim is None:
        return None
    return replace(case.claim, version=movement.claim.version, phase=movement.claim.phase)
