"""A model of the ledger, driven by chance: whatever is asked and told, in whatever order, the sums hold."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import CERTAINTY, PaymentState
from store import ledger
from store.payment import OverCap, Report, Source, UnknownPayment
from store.pool import Pool, connect
from tests.store.samples import NOON, open_account, order, payment

CAP = 11000
AMOUNTS = {"A": 6000, "B": 5000, "C": 4000}  # any two of them but A and B are too much together
COUNTED = {PaymentState.RESERVED, PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.SETTLED}
orders = count(1)


class Move(NamedTuple):
    """One thing that happens to one payment."""

    verb: str
    name: str
    state: PaymentState
    source: Source


MOVES = st.lists(
    st.builds(
        Move,
        st.sampled_from(["reserve", "send", "tell", "tell", "give up"]),
        st.sampled_from(sorted(AMOUNTS)),
        st.sampled_from([state for state in PaymentState if state is not PaymentState.RESERVED]),
        st.sampled_from([Source.ANSWER, Source.NOTICE, Source.LOOKUP]),
    ),
    max_size=25,
)


class Model:
    """What the ledger should hold: the best known state of each payment, and how much of each is beyond the cap."""

    def __init__(self) -> None:
        self.states: dict[str, PaymentState] = {}
        self.over = dict.fromkeys(AMOUNTS, 0)

    @property
    def committed(self) -> int:
        """What takes room."""
        return sum(AMOUNTS[name] - self.over[name] for name, state in self.states.items() if state in COUNTED)

    def reserve(self, name: str) -> bool:
        """False when there is no room."""
        if name not in self.states and self.committed + AMOUNTS[name] > CAP:
            return False
        self.states.setdefault(name, PaymentState.RESERVED)
        return True

    def tell(self, name: str, state: PaymentState) -> None:
        """The more certain knowledge stays."""
        before = self.states[name]
        newer_word = {before, state} == {PaymentState.SENT, PaymentState.UNKNOWN}
        after = state if newer_word or CERTAINTY[state] > CERTAINTY[before] else before
        if (before, after) == (PaymentState.FAILED, PaymentState.SETTLED):
            self.over[name] = max(0, self.committed + AMOUNTS[name] - CAP)
        self.states[name] = after

    def give_up(self, name: str) -> None:
        """Only what was not sent."""
        if self.states.setdefault(name, PaymentState.FAILED) is PaymentState.RESERVED:
            self.states[name] = PaymentState.FAILED


@pytest.fixture
def runner(database: str) -> Iterator[tuple[asyncio.Runner, Pool]]:
    """A loop of its own: hypothesis calls plain functions."""
    with asyncio.Runner() as loop:
        pool = loop.run(connect(database, size=2))
        yield loop, pool
        loop.run(pool.close())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_ledger_is_its_model(runner: tuple[asyncio.Runner, Pool], moves: list[Move]) -> None:
    """Reserve, send, tell, give up: states, totals and the audit are those of the model after every run."""
    loop, pool = runner
    loop.run(_same_as_model(pool, moves))


async def _same_as_model(pool: Pool, moves: list[Move]) -> None:
    of = await open_account(pool, order(f"M{next(orders)}"))
    model = Model()
    for move in moves:
        await _do(pool, model, of.order_id, move)
        account = await ledger.by_order(pool, "lantern", of.order_id)
        assert account.committed == model.committed <= CAP
    known = {name: await ledger.movement(pool, f"{of.order_id}/{name}") for name in AMOUNTS}
    assert {name: movement.state for name, movement in known.items() if movement} == model.states
    expected = {f"{of.order_id}/{name}" for name, over in model.over.items() if over and _settled(model, name)}
    found = [each for each in (await ledger.audit(pool)).differences if each.order_id == of.order_id]
    assert {difference.key for difference in found} == expected


def _settled(model: Model, name: str) -> bool:
    return model.states[name] is PaymentState.SETTLED


async def _do(pool: Pool, model: Model, order_id: str, move: Move) -> None:
    key = f"{order_id}/{move.name}"
    asked = payment(key, AMOUNTS[move.name], order_id=order_id, lines=())
    match move.verb:
        case "reserve" if not model.reserve(move.name):
            with pytest.raises(OverCap):
                await ledger.reserve(pool, asked, NOON)
        case "reserve":
            await ledger.reserve(pool, asked, NOON)
        case "give up":
            model.give_up(move.name)
            await ledger.give_up(pool, asked, "by hand", NOON)
        case "send":
            with suppress(UnknownPayment):
                await ledger.mark_sent(pool, key, NOON)
            if model.states.get(move.name) is PaymentState.RESERVED:
                model.states[move.name] = PaymentState.SENT
        case _ if move.name in model.states:
            model.tell(move.name, move.state)
            await ledger.record_outcome(pool, key, Report(state=move.state), move.source, NOON)
        case _:
            with pytest.raises(UnknownPayment):
                await ledger.record_outcome(pool, key, Report(state=move.state), move.source, NOON)
