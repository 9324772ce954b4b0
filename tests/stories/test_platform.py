"""Stories in which the marketplace has deadlines, a thread, and money of its own."""

from datetime import UTC, datetime, timedelta

from domain import commands
from domain import events as ev
from domain.events import Resolution
from domain.facts import ClaimReported
from domain.order import OrderLine, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage, standing
from tests.stories.floor import Floor, StoryCase, units

LAMP = OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp")


async def returned(floor: Floor, **more: object) -> StoryCase:
    """A platform case whose goods are on their way back."""
    case = await floor.open(platform=True, **more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    return case


async def test_money_leaves_by_agreeing_on_the_platform(floor: Floor) -> None:
    """The refund of a platform case is the platform's own: our agreement pays it, exactly once."""
    case = await returned(floor)
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED
    channels = [event.channel for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert set(channels) == {"platform"}


async def test_the_platform_agrees_when_the_shop_is_silent(floor: Floor) -> None:
    """Nobody decides within the platform's time: it agrees by itself, and the case goes on as agreed."""
    case = await floor.open(platform=True, lines=(LAMP,))
    await case.at(CaseStage.DECIDING)
    floor.world_is_ahead(case, hours=121)
    await case.passes(hours=121)
    state = await case.until(lambda case: case.agreement is not None, "the platform agrees")
    assert state.agreement is not None
    assert state.agreement.by == "platform"
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_a_deadline_the_platform_states_overrides_ours(floor: Floor) -> None:
    """The platform says two days where our pack says five: the case runs against the platform's word."""
    case = await floor.open(platform=True, lines=(LAMP,), scene={"platform": {"timeouts_hours": {"seller_agree": 48}}})
    state = await case.at(CaseStage.DECIDING)
    due = standing(state).due
    assert due is not None
    assert due.at < datetime.now(UTC) + timedelta(hours=49)


async def test_the_platform_pays_by_itself_and_nothing_is_paid_twice(floor: Floor) -> None:
    """The parcel lies uninspected past the platform's deadline: it refunds, we book it (orphan adopted)."""
    case = await returned(floor, scene={"platform": {"timeouts_hours": {"seller_confirm": 72}}})
    await case.at(CaseStage.INSPECTING)
    floor.world_enters_waybill(case, "sto", "ST1")
    await floor.claim_of(case)
    floor.world_is_ahead(case, hours=80)
    await case.passes(hours=80)
    await case.until(lambda case: case.paid_back() == 19900, "the platform's payment is booked")
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED_BY_PLATFORM


async def test_the_request_changed_while_we_decided(floor: Floor) -> None:
    """The buyer asks for less just before the money leaves: what is paid is what the platform has now."""
    case = await returned(floor)
    floor.world_does(case, {"modify": {"amount": 15000}})
    await case.found("ST1", units("1", 1))
    await case.until(lambda case: case.paid_back() > 0 or bool(case.parked), "paid under the newer request")
    assert floor.refunded(case) == 15000


async def test_an_unshipped_order_on_the_platform(floor: Floor) -> None:
    """Held at the warehouse, then agreed on the platform, which pays at once."""
    case = await floor.open(
        platform=True, kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED, no_reason_until=None
    )
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_refusal_goes_to_the_platform_and_an_officer_rules(floor: Floor) -> None:
    """Refused with reason and evidence; the buyer calls the platform in, clocks stand still, the ruling is booked."""
    case = await floor.open(
        platform=True,
        ground=Ground.QUALITY,
        scene={"platform": {"ruling": {"in_favour_of": "buyer", "amount": 9900, "after": 0.1}}},
    )
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    floor.world_does(case, {"escalate": True})
    await floor.claim_of(case)
    await case.until(lambda case: case.claim is not None and case.claim.officer_is_in, "the officer is in")
    state = await case.state()
    assert standing(state).due is None
    await floor.ruling_is_out(case)
    await floor.claim_of(case)
    await case.until(lambda case: case.paid_back() == 9900, "the ruling is booked")
    assert floor.refunded(case) == 9900


async def test_the_buyer_changes_the_request_after_a_refusal(floor: Floor) -> None:
    """A changed request is a new question: the case leaves the dispute and is decided again."""
    case = await floor.open(platform=True, ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    floor.world_does(case, {"modify": {"amount": 5000}})
    await floor.claim_of(case)
    state = await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND and case.refusal is None)
    assert state.request.amount == 5000
    await case.at(CaseStage.DECIDING)


async def test_an_old_message_changes_nothing(floor: Floor) -> None:
    """A standing older than the one we hold comes late: no event, no step (stale notice is a no-op)."""
    case = await floor.open(platform=True)
    state = await case.until(lambda case: case.ship_by is not None)
    before = await case.kinds()
    assert state.claim is not None
    from dataclasses import replace

    old = replace(state.claim, version="1", status="CLOSED", modified_at=state.claim.modified_at - timedelta(days=1))
    await case.hears(ClaimReported(fact="old", claim=old))
    assert await case.kinds() == before
    assert not (await case.state()).withdrawn


async def test_a_banned_app_waits_as_long_as_it_was_told(floor: Floor) -> None:
    """The platform bans the app for some seconds: nobody is bothered, and the step goes through afterwards."""
    case = await floor.open(
        platform=True,
        scene={"faults": [{"on": "taobao.rp.returngoods.agree", "kind": "rate_ban", "seconds": 0.2}]},
    )
    await case.passes(minutes=5)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert ev.StepParked not in await case.kinds()


async def test_an_expired_session_parks_and_says_what_to_renew(floor: Floor) -> None:
    """Invalid session is no matter of this case: it parks at once, names the connection, and retries when renewed."""
    case = await floor.open(
        platform=True,
        scene={"faults": [{"on": "taobao.rp.returngoods.agree", "kind": "bad_session", "times": None}]},
    )
    state = await case.until(lambda case: bool(case.parked))
    assert state.parked[0].reason == "CREDENTIALS"
    floor.lift_faults()
    await case.told(commands.Retry(by="li", reason="session renewed"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
