"""The price of a repair: paid by a link before the work begins, or the goods go back as they came (row 7)."""

from domain import commands, facts
from domain import events as ev
from domain.case import Case
from domain.defects.repair import RepairState
from domain.events import Answer, Payment, PaymentState, Question, Resolution
from domain.exchanges.topup import TopUpState
from domain.standing import CaseStage
from sandbox import topups
from sandbox.audit import audit
from tests.stories.floor import Floor
from tests.stories.story import StoryCase
from tests.stories.test_repair import (
    answers,
    broken,
    comes_in,
    found,
    pays_for_it,
    reaches_the_buyer,
    says,
    says_yes_in_the_shops_books,
)


async def accepted(floor: Floor) -> StoryCase:
    """A radio outside the guarantee; the buyer takes the price and has the link."""
    case = await broken(floor, days=800)
    case.long = "a price, a link, the way back, and what was paid in vain"
    await comes_in(case)
    await says(case, RepairState.QUOTED, cause="the speaker is worn", amount=9900)
    await says_yes_in_the_shops_books(floor, case)
    await case.until(lambda case: "REP-Q" in case.letters)
    await answers(case, Question.REPAIR_QUOTE, Answer.ACCEPT)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.until(lambda case: "REP-P" in case.letters, "the buyer has the link")
    return case


def given_back(case: Case) -> int:
    """What went back beside the order."""
    return case.paid_back(Payment.COMPENSATION)


def may_begin(floor: Floor, case: Case) -> bool | None:
    """What the repair shop was told of its quote; None while it was told nothing."""
    job = floor.world.books.get("job", case.jobs[0].key)
    assert job is not None
    return None if job["accepted"] is None else bool(job["accepted"])


async def test_the_work_waits_until_its_price_is_paid(floor: Floor) -> None:
    """The repair shop has no yes before the money is there."""
    case = await accepted(floor)
    state = await case.state()
    assert (state.topups[0].amount, state.topups[0].job) == (9900, state.jobs[0].key)
    assert may_begin(floor, state) is None
    await pays_for_it(floor, case)
    await case.until(lambda case: case.topups[0].state is TopUpState.PAID, "it is paid")
    await case.rests()
    assert may_begin(floor, state) is True


async def test_an_unpaid_price_counts_as_declined(floor: Floor) -> None:
    """Three days, the provider is asked once more, and the goods go back as they came."""
    case = await accepted(floor)
    await case.passes(days=3, hours=1)
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.QUOTE_DECLINED
    [lapsed] = await found(case, ev.TopUpLapsed)
    state = await case.state()
    assert lapsed.key == state.topups[0].key
    assert may_begin(floor, state) is False


async def test_a_notice_that_went_missing_is_found_at_the_provider(floor: Floor) -> None:
    """The provider's books judge: it was paid, so the work begins."""
    case = await accepted(floor)
    with floor.world.books.writing():
        assert topups.pay(floor.world, "demo_shop", floor.orders[case.case_id])
    await case.passes(days=3, hours=1)
    state = await case.until(lambda case: case.topups[0].state is TopUpState.PAID, "the provider was asked")
    await case.rests()
    assert await found(case, ev.TopUpLapsed) == []
    assert state.sent_home is None


async def test_a_buyer_who_thinks_better_of_it_has_the_goods_back(floor: Floor) -> None:
    """A no before anything is paid: no work, no charge."""
    case = await accepted(floor)
    await answers(case, Question.TOP_UP, Answer.DECLINE)
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.QUOTE_DECLINED


async def test_a_paid_repair_that_cannot_be_done_is_paid_back(floor: Floor) -> None:
    """Nothing is charged for what could not be done: the same amount goes back, once, and the goods go home."""
    case = await accepted(floor)
    await pays_for_it(floor, case)
    await case.until(lambda case: case.topups[0].state is TopUpState.PAID, "it is paid")
    await case.rests()
    await says(case, RepairState.UNREPAIRABLE, cause="no parts any more")
    await case.until(lambda case: given_back(case) == 9900, "the price is back")
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.UNREPAIRED
    assert floor.compensated(case) == 9900
    assert floor.refunded(case) == 0
    assert audit(floor.world.books)["whole"]


async def test_who_takes_the_request_back_after_paying_has_the_price_back(floor: Floor) -> None:
    """No withdrawal keeps the buyer's money with us."""
    case = await accepted(floor)
    await pays_for_it(floor, case)
    await case.until(lambda case: case.topups[0].state is TopUpState.PAID, "it is paid")
    await case.rests()
    await case.hears(facts.WithdrawalReported(fact="back"))
    await case.until(lambda case: given_back(case) == 9900, "the price is back")
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.WITHDRAWN
    assert floor.compensated(case) == 9900


async def test_money_that_comes_after_the_goods_went_back_is_returned(floor: Floor) -> None:
    """Paid in the last second, told of days later: a person takes the case up, and the money goes back."""
    case = await accepted(floor)
    await answers(case, Question.TOP_UP, Answer.DECLINE)
    await reaches_the_buyer(case)
    await case.passes(days=2)  # the letter waits for its day
    await case.until(lambda case: case.resolution is not None, "the case is closed")
    link = (await case.state()).topups[0]
    await case.hears(facts.TopUpReported(fact="late", key=link.key, amount=link.amount, at=case.now()))
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="sun", note="the price came late"))
    state = await case.until(lambda case: given_back(case) == 9900, "the price is back")
    assert [payment.state for payment in state.payments] == [PaymentState.SETTLED]
    assert await case.ending() is Resolution.QUOTE_DECLINED
