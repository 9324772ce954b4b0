"""Temporal is lost with all it held: register and ledger bring every open case back, and pay nothing twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain import events as ev
from domain.events import PaymentState
from domain.order import Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from store.audit import audit
from store.verify import verify
from tests.drill.server import Desk, a_temporal
from tests.stories.floor import Floor, shop_floor, units
from tests.stories.story import StoryCase

EACH = 4  # cases in each of five situations


async def posted(floor: Floor, *faults: dict[str, object]) -> StoryCase:
    """A return whose parcel is under way."""
    case = await floor.open(scene={"faults": list(faults)})
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts(waybill(case))
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    return case


async def inspected(floor: Floor, *faults: dict[str, object]) -> StoryCase:
    """A return whose goods are here, and whose refund leaves into a world with these faults."""
    case = await posted(floor, *faults)
    await goods_come(case)
    return case


async def goods_come(case: StoryCase) -> None:
    """The parcel arrives, and what is in it is sound."""
    await case.arrives(waybill(case))
    await case.found(waybill(case), units("1", 1))


def waybill(case: StoryCase) -> str:
    """The case's own parcel."""
    return f"ST{case.case_id.rsplit('-', 1)[1]}"


def refund(kind: str) -> dict[str, object]:
    """A fault of the payment provider on one order."""
    return {"on": "payments.refund", "kind": kind, "times": None, "seconds": 30}


async def frozen(floor: Floor) -> StoryCase:
    """Its refund is parked."""
    case = await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.UNSHIPPED,
        no_reason_until=None,
        scene={"faults": [refund("account_frozen")]},
    )
    await case.until(lambda now: bool(now.parked), "the refund parks", patience=60)
    return case


async def under_way(floor: Floor) -> StoryCase:
    """The provider has paid, and nobody here knows: neither its answer nor a lookup came."""
    lookups: dict[str, object] = {"on": "payments.lookup", "kind": "error_before", "times": None}
    case = await inspected(floor, refund("error_after_commit"), lookups)
    state = await case.until(lambda now: bool(now.payments), "the decision", patience=60)
    await floor.provider_has(state.payments[0].key, "succeeded")
    return case


async def paid(floor: Floor) -> StoryCase:
    """Its buyer has the money."""
    case = await inspected(floor)
    await case.until(lambda now: now.paid_back() == 19900, "the refund", patience=60)
    return case


async def all_written(cases: Sequence[StoryCase]) -> None:
    """The register has all that happened so far."""
    for case in cases:
        await case.story()


async def lived(desk: Desk, database: str, books: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The days before: five situations; then the server is gone. Case ids by situation, orders by case id."""
    async with a_temporal() as environment, shop_floor(environment, database, books) as floor:
        desk.turn_to(environment, floor.queue)
        cases = {
            "waits": [await floor.open() for _ in range(EACH)],
            "posted": [await posted(floor) for _ in range(EACH)],
            "frozen": [await frozen(floor) for _ in range(EACH)],
            "under_way": [await under_way(floor) for _ in range(EACH)],
            "paid": [await paid(floor) for _ in range(EACH)],
        }
        await all_written([case for some in cases.values() for case in some])
        floor.cases.clear()  # their histories go with the server
        return {name: [case.case_id for case in some] for name, some in cases.items()}, floor.orders


def again(floor: Floor, case_id: str) -> StoryCase:
    """The case on the new server."""
    return StoryCase(floor, floor.client.get_workflow_handle(case_id), case_id)


async def goes_on(floor: Floor, situation: str, case: StoryCase) -> None:
    """Every case reaches its refund from where it was."""
    if situation == "waits":
        await case.at(CaseStage.WAIT_BUYER_SHIP)
        await case.posts(waybill(case))
        await case.at(CaseStage.RETURN_IN_TRANSIT)
    if situation in {"waits", "posted"}:
        await goods_come(case)
    if situation == "under_way":
        await case.passes(hours=1)  # to the next lookup
    await case.until(lambda now: now.paid_back() == 19900, f"{situation}: the refund", patience=60)
    assert floor.refunded(case) == 19900, situation


@pytest.mark.timeout(300)
async def test_twenty_cases_are_brought_back_on_an_empty_server(desk: Desk, database: str, tmp_path: Path) -> None:
    """All are found as lost, brought back by one command, also when it is given twice, and each is paid once."""
    books = tmp_path / "books.sqlite"
    cases, orders = await lived(desk, database, books)
    everyone = {case_id for some in cases.values() for case_id in some}
    async with a_temporal() as environment, shop_floor(environment, database, books) as floor:
        desk.turn_to(environment, floor.queue)
        floor.orders = orders
        floor.lift_faults()
        lost = await desk.terminal.types("stuck", "--json")
        assert {row["case_id"]: row["class"] for row in lost.rows} == dict.fromkeys(everyone, "S7")
        asked = ("reopen", "--all", "--reason", "the server was lost")
        dry = await desk.terminal.types(*asked, "--dry-run", "--json")
        assert {row["case_id"] for row in dry.rows} == everyone
        assert (await desk.terminal.types(*asked)).code == 2  # nobody to ask
        done = await desk.terminal.types(*asked, "--yes", "--json")
        assert done.code == 0, done.err
        assert {row["case_id"]: row["outcome"] for row in done.rows} == dict.fromkeys(everyone, "reopened")
        repeated = await desk.terminal.types("reopen", min(everyone), "--reason", "once more")
        assert (repeated.code, "RUNS" in repeated.err) == (3, True)
        for situation, some in cases.items():
            for case_id in some:
                case = again(floor, case_id)
                floor.cases.append(case)
                await goes_on(floor, situation, case)
        for case in floor.cases:
            kinds = await case.kinds()
            assert kinds.count(ev.CaseTakenUp) == 1
            assert kinds.count(ev.PaymentDecided) == 1
        assert not (await audit(floor.pool)).differences
        assert [breach async for breach in verify(floor.pool)] == []


@pytest.mark.timeout(180)
@pytest.mark.parametrize("settled", [True, False], ids=["settled", "under-way"])
async def test_money_that_the_register_never_heard_of(
    desk: Desk, database: str, tmp_path: Path, *, settled: bool
) -> None:
    """The register stood still while the refund left: the ledger tells the new run, which pays nothing again."""
    async with a_temporal() as environment, shop_floor(environment, database, tmp_path / "books.sqlite") as floor:
        desk.turn_to(environment, floor.queue)
        case = await (posted(floor) if settled else posted(floor, refund("processing")))
        await all_written([case])
        await floor.pool.execute("ALTER TABLE case_events ADD CONSTRAINT shut CHECK (false) NOT VALID")
        await goods_come(case)
        wanted = PaymentState.SETTLED if settled else PaymentState.SENT
        state = await case.until(lambda now: [p.state for p in now.payments] == [wanted], "it leaves", patience=60)
        await case.handle.terminate("the server was lost")
        await floor.pool.execute("ALTER TABLE case_events DROP CONSTRAINT shut")
        floor.cases.clear()
        done = await desk.terminal.types("reopen", case.case_id, "--reason", "lost")
        assert done.code == 0, done.err
        reopened = again(floor, case.case_id)
        floor.cases.append(reopened)
        known = await reopened.state()
        assert [(p.key, p.state, p.amount) for p in known.payments] == [(state.payments[0].key, wanted, 19900)]
        await goods_come(reopened)
        if not settled:
            await floor.notice(reopened, state.payments[0].key, PaymentState.SETTLED)
        end = await reopened.until(lambda now: now.paid_back() == 19900, "it is known as paid", patience=60)
        assert not end.parked
        await reopened.at(CaseStage.FOLLOW_UP)
        assert (await reopened.kinds()).count(ev.PaymentDecided) == 1
        payouts = floor.world.books.rows("SELECT reference FROM payouts WHERE reference LIKE ?", f"{case.case_id}/%")
        assert [row["reference"] for row in payouts] == [state.payments[0].key]
