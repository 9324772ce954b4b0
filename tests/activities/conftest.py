"""Money over a real ledger and a channel that keeps its own books."""

from collections.abc import AsyncIterator

import pytest

from activities.money import Money
from store.pool import Pool, connect
from tests.activities.bank import Bank, Hands
from tests.store.samples import NOON, open_account


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A ledger with the account of one order."""
    pool = await connect(database, size=20, application_name="tests")
    await open_account(pool)
    yield pool
    await pool.close()


@pytest.fixture
def bank() -> Bank:
    """A provider that remembers its keys for a day."""
    return Bank()


@pytest.fixture
def hands() -> Hands:
    """A clock that the test moves."""
    return Hands(NOON)


@pytest.fixture
def money(pool: Pool, bank: Bank, hands: Hands) -> Money:
    """The activities."""
    return Money(pool, lambda _shop, _channel: bank, hands)
