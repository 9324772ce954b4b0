"""What the register knows of a buyer goes into the case when it is opened, as counts, and nothing else does."""

from datetime import UTC, datetime, timedelta

from domain.background import Background
from domain.events import CaseOpened
from store import bans
from tests.intake.conftest import Intake
from tests.intake.dispatching import opened
from tests.intake.intake_forms import at_path, message, requested

SOON = timedelta(days=30)


async def background(intake: Intake, request_id: str) -> Background:
    """What the case was opened with."""
    event: CaseOpened = await intake.case(intake.id(request_id)).query("opened", result_type=CaseOpened)
    assert event.background is not None
    return event.background


async def test_a_buyer_who_is_new_has_nothing_against_them(intake: Intake) -> None:
    """The shop may say how many orders there were; without it nobody guesses."""
    await intake.send(at_path(requested("R-1"), "data.order.buyer.orders", 12))
    await intake.settle()
    assert await background(intake, "R-1") == Background(orders=12, claims=0, shops_lately=1, knows_own_mistakes=True)


async def test_who_is_on_the_list_is_known_and_so_is_who_shares_a_phone_with_them(intake: Intake) -> None:
    """An entry counts until it ends; another buyer with the same phone is told apart from the one who is listed."""
    await opened(intake, "R-1")
    buyer = await intake.pool.fetchval("SELECT buyer FROM buyers")
    now = datetime.now(UTC)
    await bans.add(
        intake.pool, shop=intake.shop, buyer=buyer, case_id=intake.id("R-1"), reason="swapped", by="mo", at=now,
        expires_at=now + SOON,
    )  # fmt: skip
    await opened(intake, "R-2")
    other = at_path(at_path(requested("R-3"), "data.order.buyer.id", "someone-else"), "data.order.buyer.email", "")
    await intake.send(other)
    await intake.settle()
    assert (await background(intake, "R-2")).barred
    like = await background(intake, "R-3")
    assert (like.barred, like.like_barred) == (False, True)


async def test_a_finding_of_the_platform_reaches_its_case_once(intake: Intake) -> None:
    """However often it is sent."""
    await opened(intake)
    found = {"request_id": "R-1", "finding_id": "AB-7", "article": "art. 9", "at": "2026-11-22T10:00:00+08:00"}
    for n in range(2):
        await intake.send(message("case.abuse_found", found), message_id=f"msg_abuse_{n}")
    await intake.settle()
    assert set(await intake.told(intake.id())) == {"abuse:AB-7"}
