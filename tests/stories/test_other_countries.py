"""Returns under the law of other countries, from the buyer's request to the money and the register."""

from dataclasses import replace
from datetime import date, timedelta

from domain import commands
from domain import events as ev
from domain.events import Party, Resolution
from domain.fault import Fault
from domain.goods import Grade
from domain.order import Freight, FreightMode, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from domain.telling import tell
from domain.windows import Clock
from domain.workdays import WorkCalendar
from tests.stories.floor import Floor, StoryCase, units

EXPRESS = Freight(mode=FreightMode.BUYER_PAID, charged=1500, base=1500, standard=500)
TODAY = date.today()  # noqa: DTZ011 - a calendar of any zone that holds the days of the story


async def test_a_withdrawal_in_the_eu_gives_back_the_cheapest_delivery(floor: Floor) -> None:
    """Worn, but nobody had told the buyer what that costs: all is paid back, and the standard delivery with it."""
    case = await floor.open(pack="eu", currency="EUR", freight=EXPRESS)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="li", note="above what policy decides by itself"))
    stated = await case.until(lambda state: state.ship_by is not None, "the window")
    await case.posts("EU1")
    assert stated.ship_by is not None
    assert stated.ship_by - stated.opened_at > timedelta(days=13, hours=23)
    await case.arrives("EU1")
    await case.at(CaseStage.INSPECTING)
    await case.found("EU1", units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.FOLLOW_UP)

    assert floor.refunded(case) == 19900 + 500
    quote = (await case.state()).payments[0].quote
    assert quote is not None
    assert "MR-36" in {line.rule for line in quote.lines}
    assert await case.ending() is Resolution.REFUNDED


async def test_a_withdrawal_in_the_uk_counts_from_the_proof_of_posting(floor: Floor) -> None:
    """Fourteen days after the parcel was posted the money is due, wherever the parcel is by then."""
    case = await floor.open(
        pack="uk",
        currency="GBP",
        freight=EXPRESS,
        revised={"informs_return_cost_flag": True, "auto_limit_minor": 50000},
    )
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("UK1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.passes(days=13, hours=12)
    alarms = {event.clock for event in await case.story() if isinstance(event, ev.AlarmRaised)}
    assert Clock.STATUTORY_REFUND in alarms
    await case.arrives("UK1")
    await case.at(CaseStage.INSPECTING)
    await case.found("UK1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)

    assert floor.refunded(case) == 19900 + 500
    assert await case.ending() is Resolution.REFUNDED


async def disputed(floor: Floor, calendar: WorkCalendar | None) -> StoryCase:
    """A refused request that the platform's officer has taken up."""
    case = await floor.open(platform=True, ground=Ground.QUALITY, calendar=calendar)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda state: state.claim is not None and state.claim.status == "SELLER_REFUSE_BUYER")
    floor.world_does(case, {"escalate": True})
    await floor.claim_of(case)
    await case.until(lambda state: state.claim is not None and state.claim.officer_is_in, "the officer is in")
    return case


async def test_a_platform_that_does_not_decide_is_asked(floor: Floor) -> None:
    """People hear of it in good time, in working days; when the days are over the request is read anew."""
    calendar = WorkCalendar(country="CN", since=TODAY - timedelta(days=9), until=TODAY + timedelta(days=90))
    case = await disputed(floor, calendar)
    due = (await case.until(lambda state: state.officer_since is not None, "since when")).officer_since
    assert due is not None
    await case.passes(days=16)
    await case.until(lambda _: True)
    told = [event for event in await case.story() if isinstance(event, ev.AlarmRaised | ev.DeadlinePassed)]
    clocks = [type(event) for event in told if event.clock == Clock.PLATFORM_DECISION]
    assert clocks == [ev.AlarmRaised, ev.AlarmRaised, ev.AlarmRaised, ev.DeadlinePassed]
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER))
    assert await case.ending() is Resolution.RULED_SELLER


async def test_working_days_that_are_not_known_are_an_alarm_and_no_guess(floor: Floor) -> None:
    """The case says which days it lacks, and counts on once it has them and a person retries."""
    short = WorkCalendar(country="CN", since=TODAY - timedelta(days=9), until=TODAY + timedelta(days=2))
    case = await disputed(floor, short)
    state = await case.until(lambda state: state.parked_at("calendar") is not None, "it lacks days")
    parked = state.parked_at("calendar")
    assert parked is not None
    assert parked.reason == "CALENDAR_UNKNOWN"
    assert str(short.until) in parked.message

    whole = replace(short, until=TODAY + timedelta(days=90))
    await case.told(commands.Revise(by="li", reason="the holidays are out", terms=state.terms, calendar=whole))
    await case.told(commands.Retry(by="li", step="calendar"))
    await case.until(lambda state: not state.parked, "it counts on")
    await case.passes(days=14)
    kinds = [event.clock for event in await case.story() if isinstance(event, ev.AlarmRaised)]
    assert Clock.PLATFORM_DECISION in kinds
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER))
    assert await case.ending() is Resolution.RULED_SELLER


async def test_revised_terms_move_a_running_deadline(floor: Floor) -> None:
    """The shop answers faster from now on: the open case alarms by the new clock, and the register says why."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    before = await case.state()
    faster = replace(before.terms, respond_return_hours=10, version="2026-12")
    await case.told(commands.Revise(by="li", reason="the platform's rules of December", terms=faster))
    await case.passes(hours=6)
    alarms = [event for event in await case.story() if isinstance(event, ev.AlarmRaised)]
    assert [(alarm.clock, alarm.percent) for alarm in alarms] == [(Clock.RESPOND, 50)]
    revised = next(event for event in await case.story() if isinstance(event, ev.TermsRevised))
    told = tell(revised, await case.state())
    assert "rules of December" in told.en
    assert "2026-12" in told.zh


async def test_money_for_what_never_came_is_due_in_seven_working_days(floor: Floor) -> None:
    """In the US that is a clock of its own: people hear of it in good time, and that it has passed (MR-38)."""
    calendar = WorkCalendar(country="US", since=TODAY - timedelta(days=9), until=TODAY + timedelta(days=90))
    case = await floor.open(
        pack="us",
        currency="USD",
        kind=Scenario.REFUND_ONLY,
        ground=Ground.OUT_OF_STOCK,
        fault=Fault.SELLER,
        stage=Stage.UNSHIPPED,
        calendar=calendar,
    )
    await case.at(CaseStage.DECIDING)
    await case.passes(days=13)
    told = [event for event in await case.story() if isinstance(event, ev.AlarmRaised | ev.DeadlinePassed)]
    prompt = [type(event) for event in told if event.clock == Clock.STATUTORY_REFUND]
    assert ev.AlarmRaised in prompt
    assert prompt[-1] is ev.DeadlinePassed
    await case.told(commands.Agree(by="li", note="never shipped"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
