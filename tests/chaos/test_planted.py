"""Every planted fault turns exactly its check red, and the same trial without the fault none."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from temporalio.exceptions import ApplicationError

from activities.goods import ShipOrder
from chaos import exercises, gather, planted
from chaos.checks import CHECKS
from chaos.evidence import Evidence, Wanted
from chaos.plan import sending_key
from chaos.scenes import WANTED
from domain.events import PaymentState
from store import register
from store.codec import fold
from store.pool import Pool
from tests.chaos.conftest import Trial, broken
from tests.store.samples import row_after, short_story

SETTLED_WITHIN = 5.0


@contextmanager
def planting(name: str) -> Iterator[None]:
    """The fault, for as long as it lasts."""
    undo = planted.plant(name) if name else lambda: None
    try:
        yield
    finally:
        undo()


async def attempts(trial: Trial, most: int = 3) -> None:
    """What the workflow does: ask again under the same order until the outcome is certain."""
    for _ in range(most):
        try:
            receipt = await trial.money.pay(trial.order)
        except ApplicationError:
            continue
        if receipt.state is PaymentState.SETTLED and receipt.key == trial.order.key:
            return


async def noticed(trial: Trial) -> None:
    """Wait until the world has told everything that it has to tell."""
    async with asyncio.timeout(SETTLED_WITHIN):
        while trial.world.notices.waiting(trial.of.order_id):  # noqa: ASYNC110 - the world has no event for it
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(("name", "red"), [("", set()), ("fresh_key", {"R1"})])
async def test_a_fresh_key_per_attempt_pays_twice(trial: Trial, name: str, red: set[str]) -> None:
    """The provider fails once before it pays; with one key it pays once, with fresh keys once for each."""
    trial.fail("error_before")
    with planting(name):
        await attempts(trial)
    await noticed(trial)
    assert broken(await trial.evidence()) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("late_key", {"R4"})])
async def test_a_key_that_is_written_after_the_request_is_seen(trial: Trial, name: str, red: set[str]) -> None:
    """Nothing fails here, and the money is right; only the order of writing and sending is not."""
    with planting(name):
        await attempts(trial)
    await noticed(trial)
    assert broken(await trial.evidence()) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("fresh_parcel", {"G1"})])
async def test_a_fresh_key_per_attempt_sends_twice(trial: Trial, name: str, red: set[str]) -> None:
    """The goods leave, and the warehouse answers with an error: with one key that was all, with fresh keys twice."""
    order = ShipOrder(
        case_id=trial.of.case_id,
        shop=trial.order.shop,
        order_id=trial.of.order_id,
        sku=WANTED,
        qty=1,
        key=sending_key(0),
    )
    trial.world.faults.declare("warehouse.ship", "error_after_commit", match={}, times=1, seconds=1)
    with planting(name):
        with pytest.raises(ApplicationError):
            await trial.goods.ship(order)
        assert (await trial.goods.ship(order)).waybill
    wanted = Wanted(case_id=trial.of.case_id, order_id=trial.of.order_id, sku=WANTED, qty=1)
    assert broken(await trial.evidence(due=(), wanted=[wanted])) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("timeout_is_failure", {"R3"})])
async def test_a_silent_provider_is_no_failed_payment(trial: Trial, name: str, red: set[str]) -> None:
    """The provider pays and says nothing, and its notice is lost: whoever calls that a failure is found."""
    trial.fail("hang_after_commit")
    trial.world.faults.declare("notices.payments", "lost_notice", match={}, times=None, seconds=1)
    with planting(name):
        await attempts(trial, most=1)
        await noticed(trial)
    assert broken(await trial.evidence()) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("notice_without_lock", {"R6"})])
async def test_a_notice_before_the_answer_is_no_second_record(trial: Trial, name: str, red: set[str]) -> None:
    """The notice beats the answer: both must meet in one record."""
    trial.fail("notice_first")
    with planting(name):
        await attempts(trial)
        await noticed(trial)
    assert broken(await trial.evidence()) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("key_not_bound", {"R5"})])
async def test_a_used_key_takes_no_other_order(trial: Trial, name: str, red: set[str]) -> None:
    """Changed amounts, currencies, cases and kinds under a key that has paid."""
    await attempts(trial)
    await noticed(trial)
    with planting(name):
        mutations, accepted = await exercises.changed_orders(trial.pool, [trial.order.key], 14)
    assert mutations == 14
    found = await trial.evidence(mutations=mutations, accepted_mutations=accepted)
    assert broken(found) == red


@pytest.mark.parametrize(("name", "red"), [("", set()), ("seq_from_max", {"D2"})])
async def test_a_repeated_write_of_the_register_is_no_second_story(pool: Pool, name: str, red: set[str]) -> None:
    """The worker dies after it wrote and before it could say so: the same entries are written once more."""
    entries = short_story()
    case_id = entries[0].data["case_id"]
    with planting(name):
        for _ in range(2):
            await register.append(pool, case_id, entries, row_after(entries))
    found = Evidence(
        register=await gather.register(pool), breaches=await gather.breaches(pool), told={case_id: fold(entries)}
    )
    assert broken(found) == red


async def test_fifty_approvals_at_once_stay_under_the_cap(trial: Trial) -> None:
    """Eleven units were paid: eleven go back, with and without our own checks, and the provider would pay more."""
    trial.world.faults.declare("payments.refund", "unguarded", times=None)
    crowd = await exercises.crowd(trial.pool, trial.money, trial.of)
    await noticed(trial)
    assert (crowd.refused, crowd.committed) == (exercises.APPROVALS - 11, crowd.paid)
    found = await trial.evidence(due=[], crowds=[crowd])
    assert CHECKS["R2"](found).holds
    over = [replace(paid, amount=10 * paid.amount) for paid in found.paid]
    assert not CHECKS["R2"](replace(found, paid=over)).holds


async def test_the_constraint_alone_holds_the_cap(trial: Trial) -> None:
    """Rows that are written past every check of ours meet the same cap in the database."""
    crowd = await exercises.raw_crowd(trial.pool, trial.of)
    assert (crowd.refused, crowd.committed) == (exercises.APPROVALS - 11, crowd.paid)
    assert CHECKS["R2"](await trial.evidence(due=[], crowds=[crowd])).holds
    assert not CHECKS["R2"](Evidence(crowds=[replace(crowd, committed=crowd.paid + 1)])).holds
