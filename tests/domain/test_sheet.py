"""One case as its sheet of the register: everything follows from what happened."""

from datetime import timedelta

from domain import events as ev
from domain.events import Event, Payment, PaymentState, Question
from domain.fault import Fault
from domain.register.figures import Dated
from domain.register.sheet import Contact, sheet
from domain.request import Ground, Item, Request, Scenario, Way
from tests.domain.case_forms import AGREED, ALL_SOUND, HOUR, NOON, order, sent
from tests.domain.packs import pack

OPENED = ev.CaseOpened(
    case_id="case-shop-shop-1",
    shop="shop",
    source="shop",
    external_id="1",
    buyer="b_1",
    order=order(),
    request=Request(
        kind=Scenario.RETURN_REFUND,
        ground=Ground.NO_REASON,
        fault=Fault.BUYER,
        items=(Item(line_id="mug", qty=3),),
        requested_at=NOON,
        amount=15000,
        reason="too big",
        way=Way.PHONE,
    ),
    terms=pack("cn_other"),
)


def story(*happened: Event) -> list[Dated]:
    """These, an hour apart, from the opening on."""
    return [Dated(event=event, at=NOON + number * HOUR) for number, event in enumerate((OPENED, *happened))]


def test_a_sheet_tells_the_whole_of_a_case() -> None:
    """From the way it came in to the tags it bears, with hours by stage and money by the way it went."""
    happened = story(
        ev.CaseAssigned(to="ann", by="li"),
        AGREED,
        ev.BuyerContacted(letter="N7-1", channel="mail", key="k/N7-1/1"),
        ev.BuyerCalled(outcome=ev.CallOutcome.REACHED, by="ann"),
        ev.EvidenceFiled(code="E1", reference="photo-1", by="ann"),
        sent(),
        ALL_SOUND,
        ev.PaymentDecided(key="k1", kind=Payment.REFUND, decision=1, amount=15000),
        ev.PaymentChanged(key="k1", state=PaymentState.SETTLED),
        ev.RootCauseSet(cause="description", by="ann"),
        ev.CaseNoted(text="told the page", by="ann"),
        ev.CaseClosed(resolution=ev.Resolution.REFUNDED),
        ev.BuyerAnswered(question=Question.SURVEY, answer=ev.Answer.WORDS, experience=5, expectation=4),
    )
    told = sheet(happened, NOON + timedelta(days=30))
    assert (told.channel, told.lines, told.wish, told.reason) == ("phone", ("mugx3",), 15000, "too big")
    assert (told.decision, told.decided_by, told.decided_at) == ("RequestAgreed", "policy", NOON + 2 * HOUR)
    assert (told.freight_bearer, told.by_channel) == ("buyer", {"order": 15000})
    assert (told.handler, told.people) == ("ann", ("li", "ann"))
    assert told.contacts == (
        Contact(at=NOON + 3 * HOUR, channel="mail", what="N7-1"),
        Contact(at=NOON + 4 * HOUR, channel="phone", what="reached"),
    )
    assert told.evidence == ("E1 photo-1",)
    assert (told.outcome, told.experience, told.expectation) == ("refunded", 5, 4)
    assert (told.cause, told.department) == ("description", "product")
    assert told.notes == (f"{(NOON + 11 * HOUR).isoformat(timespec='minutes')} ann: told the page",)
    assert "csat:5" in told.tags
    assert sum(told.seconds_by_stage.values()) == 12 * 3600  # until it was closed, and not a second more
    assert told.seconds_by_stage["deciding"] == 2 * 3600


def test_an_open_case_has_stood_at_its_stage_until_now() -> None:
    """The sheet of an open case is as of a moment."""
    told = sheet(story(), NOON + 5 * HOUR)
    assert told.seconds_by_stage == {"deciding": 5 * 3600}
    assert (told.outcome, told.decision, told.decided_at) == ("", "", None)


def test_promises_are_kept_open_or_broken() -> None:
    """A payout in time, one that was late, an action that the next note tells of, one that nothing tells of."""

    def promised(number: int, hours: int) -> ev.PayoutPromised:
        due = NOON + hours * HOUR
        return ev.PayoutPromised(
            payout_id=f"p{number}", owner="finance", account="", amount=900, due_at=due, reason="owed"
        )

    told = sheet(
        story(
            promised(1, 24),
            ev.PayoutReleased(payout_id="p1", amount=900, by="zhou"),
            promised(2, 2),
            ev.PayoutLate(payout_id="p2", hours=24),
            promised(3, 90),
            ev.CaseNoted(text="asked", by="li", next_action="ask again", next_due=NOON + 9 * HOUR),
            ev.CaseNoted(text="asked again", by="li", next_action="wait", next_due=NOON + 50 * HOUR),
        ),
        NOON + 10 * HOUR,
    )
    assert [(promise.what, promise.kept) for promise in told.promises] == [
        ("payout p1", True),
        ("payout p2", False),
        ("payout p3", None),
        ("ask again", True),
        ("wait", None),
    ]
