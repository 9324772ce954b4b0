"""Offers, approvals and payouts on the command line: who may do what is read from the shops file."""

from pathlib import Path

from domain import events as ev
from domain.approval import pack
from domain.commands import Agree, Ask
from domain.events import Answer, Payment, Question
from domain.facts import AnswerReported
from domain.fault import Fault
from domain.grievance import Grievance, Wrong
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def aggrieved(floor: Floor, wrong: Wrong = Wrong.FAKE_SHIPMENT, loss: int | None = None) -> StoryCase:
    """A mug for 199.00 stays with the buyer, who wants something made good."""
    receipt = "E14:1" if loss else ""
    case = await floor.open(
        kind=Scenario.COMPENSATION,
        ground=Ground.COMPENSATION,
        fault=Fault.SELLER,
        grievance=Grievance(wrong=wrong, loss=loss, receipt=receipt, account="138****0003"),
    )
    await case.at(CaseStage.DECIDING)
    return case


async def test_a_decision_above_the_level_is_asked_for_listed_and_approved(floor: Floor, staffed: Terminal) -> None:
    """The refusal says how to ask; the list says what waits; the approver names the amount, and it happens."""
    case = await aggrieved(floor)
    alone = await staffed.types("agree", case.case_id, "--note", "no scan", "--by", "ann")
    assert alone.code == 3
    assert "ABOVE_AUTHORITY" in alone.err
    assert "--ask" in alone.err
    asked = await staffed.types("agree", case.case_id, "--note", "no scan", "--by", "ann", "--ask", "--json")
    assert (asked.code, asked.row["stage"]) == (0, "approving")
    await written(floor, case)

    [waiting] = (await staffed.types("approvals", "--json")).rows
    assert (waiting["case_id"], waiting["amount"], waiting["asked_by"], waiting["level"]) == (
        case.case_id, 5970, "ann", "sup"
    )  # fmt: skip
    assert "59.70" in (await staffed.types("approvals", "--lang", "zh")).out
    page = (await staffed.types("show", case.case_id)).out
    assert f"starter.py approve {case.case_id}" in page

    unsaid = await staffed.types("approve", case.case_id, "--by", "sun")
    assert (unsaid.code, "WHICH_AMOUNT" in unsaid.err) == (2, True)
    other = await staffed.types("approve", case.case_id, "--amount", "60.00", "--by", "sun")
    assert (other.code, "CHANGED" in other.err) == (3, True)
    same = await staffed.types("approve", case.case_id, "--amount", "59.70", "--by", "ann")
    assert (same.code, "SAME_PERSON" in same.err) == (3, True)
    done = await staffed.types("approve", case.case_id, "--amount", "59.70", "--note", "seen", "--by", "sun", "--json")
    assert done.code == 0
    await case.at(CaseStage.PAYING_OUT)
    await written(floor, case)
    assert (await staffed.types("approvals", "--json")).rows == []


async def test_finance_sees_what_it_owes_and_pays_it(floor: Floor, staffed: Terminal) -> None:
    """The list has amount, masked account and end; finance alone lets it leave, and then the list is empty."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500)
    await staffed.types("agree", case.case_id, "--by", "ann")
    await case.at(CaseStage.PAYING_OUT)
    await written(floor, case)
    [task] = (await staffed.types("payouts", "--json")).rows
    assert (task["amount"], task["account"], task["state"], task["paid"]) == (3500, "138****0003", "waits", False)
    assert (await staffed.types("payouts", "--overdue", "--json")).rows == []
    assert "138****0003" in (await staffed.types("payouts", "--lang", "zh")).out

    not_finance = await staffed.types("payout", case.case_id, "--by", "mo")
    assert (not_finance.code, "ABOVE_AUTHORITY" in not_finance.err) == (3, True)
    stranger = await staffed.types("payout", case.case_id, "--by", "eve")
    assert (stranger.code, "UNKNOWN_PERSON" in stranger.err) == (3, True)
    assert (await staffed.types("payout", case.case_id, "--by", "zhou")).code == 0
    await case.until(lambda now: now.paid_back(Payment.COMPENSATION) == 3500, "the payout")
    await written(floor, case)
    assert (await staffed.types("payouts", "--json")).rows == []
    [paid] = (await staffed.types("payouts", "--all", "--json")).rows
    assert (paid["state"], paid["released_by"]) == ("paid", "zhou")
    again = await staffed.types("payout", case.case_id, "--by", "zhou")
    assert again.code == 4
    assert floor.compensated(case) == 3500


async def test_offers_are_prepared_and_made(floor: Floor, staffed: Terminal) -> None:
    """A plan from the bottom line up; then an offer with its floor, which the buyer takes."""
    case = await aggrieved(floor, Wrong.SERVICE)
    plan = ("offer", case.case_id, "--plan", "--floor", "5.00", "--by", "ann")
    above = await staffed.types(*plan, "--value", "50.00")
    assert (above.code, "ABOVE_AUTHORITY" in above.err) == (3, True)
    assert (await staffed.types(*plan, "--value", "35.00")).code == 0
    await written(floor, case)
    shown = (await staffed.types("show", case.case_id)).out
    assert f"starter.py offer {case.case_id} --step benefit --value 15.00" in shown
    assert [(plan.rung, plan.value) for plan in (await case.state()).planned] == [
        ("coupon", 500), ("benefit", 1500), ("gift", 2500), ("cash", 3500)
    ]  # fmt: skip
    words = ("offer", case.case_id, "--step", "cash", "--reason", "late", "--by", "ann")
    low = await staffed.types(*words, "--value", "4.00")
    assert (low.code, "BELOW_FLOOR" in low.err) == (3, True)
    made = await staffed.types(*words, "--value", "20.00", "--floor", "5.00", "--json")
    assert (made.code, made.row["stage"]) == (0, "wait_buyer_answer")
    await case.hears(AnswerReported(fact="f1", answer=Answer.ACCEPT, question=Question.COMPENSATION))
    await case.until(lambda now: now.paid_back() == 2000, "the refund")
    assert floor.refunded(case) == 2000


async def test_what_waits_is_approved_in_bulk(floor: Floor, staffed: Terminal) -> None:
    """Chosen once, each amount shown; one's own questions are left to others, and so is what is above the sum."""
    cases = [await aggrieved(floor) for _ in range(3)]
    name, details = pack(Agree(by="ann"))
    for case, by in zip(cases, ("ann", "ann", "sun"), strict=True):
        await case.told(Ask(by="ann" if by == "ann" else "ann2", command=name, details=details))
        await case.at(CaseStage.APPROVING)
        await written(floor, case)
    nothing = await staffed.types("approve", "--all", "--by", "sun", "--json")
    assert (nothing.code, "NO_REASON" in nothing.err) == (2, True)
    words = ("approve", "--all", "--note", "seen", "--by", "sun", "--json")
    assert (await staffed.types(*words, "--most", "5969", "--dry-run")).rows == []
    dry = await staffed.types(*words, "--dry-run")
    assert len(dry.rows) == 3
    unasked = await staffed.types(*words)
    assert (unasked.code, "CONFIRMATION_REQUIRED" in unasked.err) == (2, True)
    done = await staffed.types(*words, "--yes")
    assert (done.code, [row["outcome"] for row in done.rows]) == (0, ["approved"] * 3)
    for case in cases:
        await case.at(CaseStage.PAYING_OUT)
        given = [event for event in await case.story() if isinstance(event, ev.ApprovalGiven)]
        assert [(event.by, event.amount, event.note) for event in given] == [("sun", 5970, "seen")]


async def test_a_broken_section_of_people_stops_the_command(floor: Floor, staffed: Terminal, tmp_path: Path) -> None:
    """Nobody gets another level by a typing error: the place is named, and nothing is sent."""
    case = await aggrieved(floor)
    (tmp_path / "staffed.toml").write_text('[demo_shop.people]\nann = "boss"\n', encoding="utf-8")
    ended = await staffed.types("agree", case.case_id, "--by", "ann")
    assert ended.code == 1
    assert "'ann'" in ended.err
    assert (await case.state()).agreement is None
