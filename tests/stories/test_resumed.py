"""Stories of cases whose workflow is gone: the register remembers, and a new run knows what was already paid."""

import asyncio

from domain import commands
from domain import events as ev
from domain.events import PaymentState, Resolution
from domain.goods import ParcelState
from domain.standing import CaseStage
from store.codec import fold
from store.register import events as register_events
from store.verify import verify
from tests.stories.floor import Floor, units
from workflows.messages import Opening

# A register entry that was being written when the run ended may still land: nobody resumes a case in that second.
LAST_WRITE = 1.0


async def test_a_parcel_after_the_workflow_has_ended(floor: Floor) -> None:
    """Weeks after the case closed a parcel turns up: the case goes on in a new run, numbered on from its register."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert await case.ending(days=60) is Resolution.LAPSED
    remembered = fold(await register_events(floor.pool, case.case_id))
    again = await floor.start(Opening(resumed=remembered), case.case_id)
    await again.posts("LATE1")
    await again.at(CaseStage.REOPENED)
    await again.told(commands.Agree(by="wang", note="still as new"))
    await again.arrives("LATE1")
    await again.found("LATE1", units("1", 1))
    await again.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    entries = await register_events(floor.pool, case.case_id)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [breach async for breach in verify(floor.pool)] == []


async def test_a_case_resumed_after_paying_does_not_pay_again(floor: Floor) -> None:
    """Terminated right after the refund, resumed from the register: the payment is known, and stays the only one."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.until_written(ev.PaymentChanged)
    await case.handle.terminate("the server was lost")
    await asyncio.sleep(LAST_WRITE)
    remembered = fold(await register_events(floor.pool, case.case_id))
    assert remembered.payments[0].state is PaymentState.SETTLED
    again = await floor.start(Opening(resumed=remembered), case.case_id)
    assert await again.ending() is Resolution.REFUNDED
    assert floor.refunded(case) == 19900
    assert (await again.kinds()).count(ev.PaymentDecided) == 1


async def test_a_case_resumed_while_money_was_under_way_follows_the_same_key(floor: Floor) -> None:
    """Lost between the decision and the answer: the new run follows the old key to its end."""
    hang = {"on": "payments.refund", "kind": "hang_after_commit", "times": None, "seconds": 30}
    case = await floor.open(scene={"faults": [hang]})
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    state = await case.until(lambda case: bool(case.payments))
    await floor.provider_has(state.payments[0].key, "succeeded")
    await case.until_written(ev.PaymentDecided)
    await case.handle.terminate("the server was lost")
    await asyncio.sleep(LAST_WRITE)
    floor.lift_faults()
    again = await floor.start(Opening(resumed=fold(await register_events(floor.pool, case.case_id))), case.case_id)
    await again.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert (await again.kinds()).count(ev.PaymentDecided) == 1


async def test_the_register_outlives_its_own_outage(floor: Floor) -> None:
    """Postgres refuses writes for a while: the case goes on, and the register catches up without a gap."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await floor.pool.execute("ALTER TABLE case_events RENAME TO case_events_away")
    await case.posts("ST1")
    await case.scanned("ST1", ParcelState.SIGNED)
    await case.at(CaseStage.INSPECTING)
    await floor.pool.execute("ALTER TABLE case_events_away RENAME TO case_events")
    await case.passes(minutes=10)
    await case.until_written(ev.ParcelMoved)
    assert [breach async for breach in verify(floor.pool)] == []
