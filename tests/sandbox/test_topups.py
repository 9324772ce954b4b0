"""Links by which a buyer pays on top: one a key, paid once, and no more once their time is up."""

from typing import Any

from sandbox import topups
from tests.sandbox.stage import Sandbox

PATH = "/payments/topups"


async def ask(sandbox: Sandbox, key: str = "c/topup/1", **changes: Any) -> Any:
    """Ask for a link."""
    body = {
        "reference": key, "order_id": "S-2001", "amount": 900, "currency": "EUR", "reason": "exchange",
        "expires_at": "2099-01-01T00:00:00+00:00",
    }  # fmt: skip
    return await sandbox.plain("POST", PATH, body | changes, key=key)


def pays(sandbox: Sandbox) -> bool:
    """The buyer follows the link."""
    world = sandbox.app.state.world
    with world.books.writing():
        return topups.pay(world, "side_shop", "S-2001")


async def test_a_link_is_made_once_and_paid_once(sandbox: Sandbox) -> None:
    """The same key is the same link; the notice and the lookup say the same."""
    first, again = (await ask(sandbox)).json(), (await ask(sandbox)).json()
    assert first == again
    assert first["status"] == "open"
    assert pays(sandbox)
    assert not pays(sandbox)
    found = (await sandbox.plain("GET", f"{PATH}/c%2Ftopup%2F1")).json()
    assert found["status"] == "paid"
    await sandbox.until(lambda: len(sandbox.intake.of("payments", "topup.paid")) == 1)
    assert sandbox.intake.of("payments")[0]["data"]["paid_at"] == found["paid_at"]


async def test_a_link_whose_time_is_up_takes_nothing(sandbox: Sandbox) -> None:
    """The order's clock counts."""
    made = (await ask(sandbox, expires_at="2000-01-01T00:00:00+00:00")).json()
    assert made["status"] == "expired"
    assert not pays(sandbox)


async def test_what_a_link_is_refused_for(sandbox: Sandbox) -> None:
    """An unknown order, another currency, another sum under the same key."""
    assert (await ask(sandbox, order_id="S-0")).json()["error"]["code"] == "unknown_order"
    assert (await ask(sandbox, currency="XXX")).json()["error"]["code"] == "invalid_amount"
    await ask(sandbox)
    assert (await ask(sandbox, amount=901)).json()["error"]["code"] == "key_reused"
    assert (await sandbox.plain("GET", f"{PATH}/nobody")).json()["error"]["code"] == "not_found"
