"""Stories in which two subjects cross: another remedy, a platform or a bank in the middle of the first one."""

from domain import commands
from domain import events as ev
from domain.commands import Judge
from domain.disputes.authenticity import Judgement
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported, TopUpReported, WantedReported, WithdrawalReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from store import ledger
from tests.stories.floor import SHOP, Floor, StoryCase, units
from tests.stories.grievances import COUPON, asking, refused
from tests.stories.test_adversary_money import MUGS
from tests.stories.test_complaint import LIGHT, SOUND, agreed, short, travels
from tests.stories.test_complaint import answers as chooses
from tests.stories.test_counterfeit import ALL, PAPERS, REPORT, claimed, decided
from tests.stories.test_exchange import CHEAPER, DEARER, SAME, comes_back, left, pays, reaches, wants
from tests.stories.test_lost_home import lost_on_the_way
from tests.stories.test_repair import PRICE, broken

BOOT = 6000  # what the boots cost more


async def committed(floor: Floor, case: StoryCase) -> int:
    """What the ledger holds promised or paid on the case's order."""
    return (await ledger.by_order(floor.pool, SHOP, floor.orders[case.case_id])).committed


async def paid_on_top(floor: Floor) -> StoryCase:
    """The shoes are back and the boots are paid for; they would leave if the case were not held."""
    case = await wants(floor, DEARER)
    case.long = "an exchange to its end, and then what that comes to"
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.told(commands.Hold(by="li", reason="the buyer is on the telephone"))
    await pays(floor, case)
    return case


async def test_what_was_paid_on_top_goes_back_when_the_request_is_taken_back(floor: Floor) -> None:
    """The buyer changes their mind in that moment: the money on top and the shoes go back, the boots stay."""
    case = await paid_on_top(floor)
    await case.hears(WithdrawalReported(fact="w1"))
    await case.told(commands.Release(by="li", reason="they hung up"))
    assert await case.ending() is Resolution.WITHDRAWN
    assert (left(floor, case), floor.refunded(case), floor.compensated(case)) == ([], 0, BOOT)
    assert floor.given_back(case) == 1


async def test_what_was_paid_on_top_goes_back_when_the_exchange_is_refused(floor: Floor) -> None:
    """A person refuses what came back: nothing leaves, and once that is final both are the buyer's again."""
    case = await paid_on_top(floor)
    await case.told(commands.Refuse(by="li", reason="not what we sold", evidence=("E19",)))
    await case.told(commands.Release(by="li", reason="they hung up"))
    assert await case.ending() is Resolution.REFUSED
    assert (left(floor, case), floor.refunded(case), floor.compensated(case)) == ([], 0, BOOT)
    assert floor.given_back(case) == 1


async def test_what_was_paid_on_top_goes_back_when_the_case_is_taken_elsewhere(floor: Floor) -> None:
    """Diverted to a compensation, which is declined: the money on top was never a part of that."""
    case = await paid_on_top(floor)
    await case.told(commands.Divert(by="li", to=Scenario.COMPENSATION, reason="keeps the shoes for less"))
    await case.told(commands.Release(by="li", reason="they hung up"))
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="nothing was wrong", evidence=("E1",)))
    await case.ending()
    assert (left(floor, case), floor.refunded(case), floor.compensated(case)) == ([], 0, BOOT)


async def test_a_link_that_is_paid_after_the_case_was_closed_by_hand(floor: Floor) -> None:
    """The late money takes the case up; closed again by hand, even while held, it goes back first."""
    case = await wants(floor, DEARER)
    case.long = "closed by hand twice"
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.told(commands.Close(by="li", reason="settled in the shop"))
    await case.at(CaseStage.CLOSED)
    await case.hears(TopUpReported(fact="late", key=f"{case.case_id}/topup/1", amount=BOOT, at=case.now()))
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Hold(by="li", reason="what is this"))
    await case.told(commands.Close(by="li", reason="settled in the shop"))
    await case.at(CaseStage.CLOSED)
    assert (left(floor, case), floor.refunded(case), floor.compensated(case)) == ([], 0, BOOT)
    assert "DONE" in (await case.state()).letters


async def test_another_item_may_be_chosen_while_the_goods_wait_for_money(floor: Floor) -> None:
    """The link ran out; the buyer takes a cheaper item, which leaves at once, and the difference goes back."""
    case = await wants(floor, DEARER)
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.passes(hours=49)
    await case.until(lambda case: "EXC-4" in case.letters)
    await case.hears(WantedReported(fact="w1", wanted={"1": CHEAPER}))
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (["SANDAL"], 5000)


async def test_who_has_the_other_item_in_advance_cannot_take_the_exchange_back(floor: Floor) -> None:
    """Else the buyer would have both: the way back stays open, and who sends nothing is shown to a person."""
    case = await wants(floor, SAME, ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann", seller_pays_freight=True))
    await reaches(case)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.hears(WithdrawalReported(fact="w1"))
    await case.hears(WithdrawalReported(fact="w1"))
    assert (await case.kinds()).count(ev.RequestWithdrawn) == 1
    await case.passes(days=8)
    await case.until(lambda case: case.parked_at("goods_not_back") is not None, "shown to a person")
    await case.told(commands.Skip(by="li", step="goods_not_back", reason="written off"))
    assert await case.ending() is Resolution.EXCHANGED


async def test_what_was_exchanged_is_not_paid_for_beside(floor: Floor) -> None:
    """The other item is on its way, or there: a person can neither divert that to a return, nor refuse it."""
    case = await wants(floor, SAME)
    await comes_back(case)
    divert = commands.Divert(by="li", to=Scenario.RETURN_REFUND, reason="wants the money")
    refuse = commands.Refuse(by="li", reason="not what we sold", evidence=("E19",))
    await case.at(CaseStage.NEW_PARCEL)
    assert (await refused(case, divert), await refused(case, refuse)) == ("ALREADY_EXCHANGED", "ALREADY_SENT")
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (await refused(case, divert), await refused(case, refuse)) == ("ALREADY_EXCHANGED", "ALREADY_SENT")
    assert await case.ending() is Resolution.EXCHANGED
    assert (left(floor, case), floor.refunded(case)) == (["SHOE-42"], 0)


async def test_a_return_that_is_taken_back_when_the_goods_are_here(floor: Floor) -> None:
    """Nobody has looked at them yet: the goods go back to the buyer, who is told, and no money moves."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.hears(WithdrawalReported(fact="w1"))
    await case.at(CaseStage.CLOSED)
    assert "N7-B" in (await case.state()).letters
    assert (floor.given_back(case), floor.refunded(case)) == (1, 0)


async def test_damages_are_paid_although_the_platform_paid_the_price(floor: Floor) -> None:
    """The platform lets us pay no price before the goods are back, and pays it itself: the damages are still owed."""
    case = await claimed(floor, platform=True)
    case.long = "four eyes, a parked refund and a payout in one case"
    await case.at(CaseStage.WAIT_PAPERS)
    await decided(case, PAPERS, REPORT)
    valid = Judge(by="li", judgement=Judgement.REPORT_VALID, reason="looked at closely", issuer="the brand")
    await case.told(asking(valid))
    await case.at(CaseStage.APPROVING)
    await case.told(commands.Approve(by="wang", approval_id="a1", amount=3 * ALL))
    await case.until(lambda case: case.parked_at("refund") is not None, "the platform does not take our payment")
    floor.platform_pays(case)
    await floor.news(case)
    await case.at(CaseStage.PAYING_OUT)
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.at(CaseStage.FOLLOW_UP)
    assert (await committed(floor, case), floor.compensated(case)) == (ALL, 3 * ALL)
    assert await case.ending() is Resolution.REFUNDED_PUNITIVE


async def test_the_platform_pays_after_a_coupon_was_taken(floor: Floor) -> None:
    """A person settled it with a coupon, and the request there ran out: what the platform paid is booked."""
    case = await floor.open(platform=True)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.told(commands.Divert(by="li", to=Scenario.COMPENSATION, reason="keeps it"))
    await case.told(COUPON)
    await case.hears(AnswerReported(fact="yes", question=Question.COMPENSATION, answer=Answer.ACCEPT))
    await case.until(lambda case: "CMP-C" in case.letters, "the coupon is handed out")
    floor.platform_pays(case)
    await floor.news(case)
    assert await case.ending() is Resolution.COUPON_ISSUED
    assert await committed(floor, case) == 19900


async def test_a_mug_that_was_sent_again_and_did_not_help(floor: Floor) -> None:
    """The second mug is broken too; a person agrees to more: what it cost goes back, and no third one leaves."""
    case = await short(floor, LIGHT, SOUND)
    case.long = "a complaint, and then once more"
    await agreed(case)
    await chooses(case, Answer.RESHIP)
    waybill = await travels(case)
    await case.scanned(waybill, ParcelState.SIGNED, "sf")
    await case.until(lambda case: "SHT-4" in case.letters)
    await case.passes(days=8)
    await case.until(lambda case: "FUP-2" in case.letters)
    await case.hears(AnswerReported(fact="no", question=Question.SOLVED, answer=Answer.NO))
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="li", note="broken again"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000
    assert len((await case.state()).replacements) == 1
    assert await case.ending() is Resolution.REFUNDED


async def test_a_mug_that_comes_after_it_was_paid_back(floor: Floor) -> None:
    """Given up as late and paid for, it is delivered while we still ask whether all is solved: a person hears of it."""
    case = await short(floor, LIGHT, SOUND)
    case.long = "a complaint with two remedies"
    await agreed(case)
    await chooses(case, Answer.RESHIP)
    waybill = await travels(case)
    await case.passes(days=8)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000
    await case.scanned(waybill, ParcelState.SIGNED, "sf")
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Close(by="li", reason="the buyer paid for it in the shop"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert floor.refunded(case) == 5000


async def test_the_bank_takes_back_the_first_of_two_payments(floor: Floor) -> None:
    """Two mugs were paid, then the third; the first payment comes back: its amount is paid once more, and no other."""
    case = await floor.open(lines=(MUGS,))
    case.long = "a whole return after a whole return that came short, and a payment made twice"
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 2))
    await case.until(lambda case: "N7-M" in case.letters)
    await case.passes(hours=73)
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="yes", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    await case.posts("ST9")
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="wang", note="it is ours"))
    await case.arrives("ST9")
    await case.found("ST9", units("1", 1))
    paid = await case.until(lambda case: case.paid_back() == 17700, "the third mug is paid")
    await case.at(CaseStage.FOLLOW_UP)
    await floor.bank_reverses(case, paid.payments[0].key)
    again = await case.until(lambda case: case.paid_back() == 17700, "paid once more")
    assert [payment.amount for payment in again.payments] == [11800, 5900, 11800]
    assert await committed(floor, case) == 17700


async def test_a_buyer_whose_goods_we_lost_cannot_give_that_up_by_mistake(floor: Floor) -> None:
    """Mended, lost on the way home; the buyer, tired of it, takes the request back: the price is still owed."""
    case = await broken(floor)
    await lost_on_the_way(case)
    await case.hears(WithdrawalReported(fact="w1"))
    await case.until_written(ev.RequestWithdrawn)
    await case.at(CaseStage.CHOOSING_REMEDY)
    await case.hears(AnswerReported(fact="money", question=Question.CURE, answer=Answer.REFUND))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE
    assert await case.ending() is Resolution.REFUNDED
