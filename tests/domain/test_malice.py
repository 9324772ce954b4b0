"""Table 3.15: what makes a claim look doubtful, what it counts, who looks, and that it changes nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.authority import Level
from domain.background import Background
from domain.case import Case
from domain.commands import EnterAbuse, NoteSignal, NotPermitted, ReviewConduct
from domain.disputes.conduct import BY_HAND, Signal
from domain.disputes.malice import malice_score, review_due, threatens, weight
from domain.eligibility import verdict
from domain.events import Event
from domain.evolution import unfolded
from domain.evolution.conduct import counted
from domain.facts import AbuseReported, observe
from domain.fault import Fault
from domain.goods import Grade
from domain.order import Freight, FreightMode, Stage
from domain.owed import asked, owed
from domain.permit import effect, permit
from domain.quotes.quote import Bearer
from domain.request import Ground, Item, Scenario
from domain.standing import stage_of, standing
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    NOON,
    SWAPPED,
    case_of,
    closed,
    in_shop,
    inspected,
    stated,
    then,
    units,
)

S = Signal
THREAT = ev.BuyerAnswered(question=ev.Question.SURVEY, answer=ev.Answer.WORDS, threat=True)
NIGHT = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)  # two o'clock in Shanghai
KNOWN = Background(orders=10, claims=1)
FAIR = replace(KNOWN, knows_own_mistakes=True)


def known(*happened: Event, of: Background = KNOWN, **more: Any) -> Case:
    """A case whose buyer's background was kept."""
    return then(replace(case_of(**more), background=of), *happened)


def noted(signal: Signal) -> ev.SignalNoted:
    """A person saw it."""
    return ev.SignalNoted(signal=signal, by="ann")


def foreign(qty: int, line_id: str = "mug") -> ev.GoodsInspected:
    """So many units came back that are not what the line says."""
    return inspected(units(line_id, qty, Grade.WRONG_GOODS))


def edited(times: int, at: datetime) -> Case:
    """The buyer changes the amount so often at this hour."""
    case = known(claim=stated())
    for number in range(times):
        changed = ev.ClaimChanged(claim=stated(version=str(number + 2), amount=19000 - number))
        case = next(after for _, after in unfolded(case, (changed,), at))
    return case


MUGS: dict[str, Any] = {"ground": Ground.WRONG_ITEM, "fault": Fault.SELLER, "items": (Item(line_id="mug", qty=2),)}
UNPROVEN = (ev.ProofAsked(needs=(("E1",),), until=NOON), ev.ProofLapsed(lacking=(("E1",),)))
BUYERS = {"fault": Fault.BUYER}
HERE: dict[str, Any] = {"kind": Scenario.REFUND_ONLY, "ground": Ground.DAMAGED, "stage": Stage.RECEIVED}
ROWS: list[tuple[str, Case, tuple[Signal, ...], int]] = [
    ("nothing", known(), (), 0),
    ("a threat in an answer", known(THREAT), (S.THREAT,), 25),
    ("money without a return, and no photo", known(*UNPROVEN, **HERE), (S.REFUSES_PROOF,), 15),
    ("photos are still awaited", known(UNPROVEN[0], **HERE), (), 0),
    ("four claims of late, in two shops", known(of=Background(claims_lately=3, shops_lately=2)), (S.MANY_CLAIMS,), 15),
    ("three of them", known(of=Background(claims_lately=2, shops_lately=2)), (), 0),
    ("four of them in one shop", known(of=Background(claims_lately=3, shops_lately=1)), (), 0),
    ("more than 30 % of six orders", known(of=Background(orders=6, claims=1)), (S.MANY_CLAIMS,), 15),
    ("30 % of ten", known(of=Background(orders=10, claims=2)), (), 0),
    ("of five orders nothing is counted", known(of=Background(orders=5, claims=4)), (), 0),
    ("of orders that nobody told", known(of=Background(claims=9)), (), 0),
    ("other goods came back", known(AGREED, SWAPPED), (S.SWAPPED,), 30),
    ("what we sent wrong came back", known(AGREED, foreign(2), of=FAIR, **MUGS), (), 0),
    ("more of it than was complained of", known(AGREED, foreign(3), of=FAIR, **MUGS), (S.SWAPPED,), 30),
    ("of another line", known(AGREED, foreign(1, "cup"), of=FAIR, **MUGS), (S.SWAPPED,), 30),
    ("the buyer ordered the wrong item", known(AGREED, foreign(2), of=FAIR, **MUGS | BUYERS), (S.SWAPPED,), 30),
    ("no wrong item was complained of", known(AGREED, SWAPPED, of=FAIR), (S.SWAPPED,), 30),
    ("a case from before mistakes of ours were told apart", known(AGREED, foreign(2), **MUGS), (S.SWAPPED,), 30),
    ("another serial number", known(noted(S.SERIAL)), (S.SERIAL,), 30),
    ("unpaid orders", known(noted(S.UNPAID)), (S.UNPAID,), 10),
    ("like somebody on the list", known(of=Background(like_barred=True)), (S.LIKE_BARRED,), 20),
    ("on the list", known(of=Background(barred=True)), (S.LIKE_BARRED,), 20),
    ("a competitor", known(noted(S.COMPETITOR)), (S.COMPETITOR,), 15),
    ("three changes at night", edited(3, NIGHT), (S.NIGHT_EDITS,), 5),
    ("two of them", edited(2, NIGHT), (), 0),
    ("by day", edited(5, NOON), (), 0),
    ("all together, each once", known(THREAT, THREAT, noted(S.SERIAL), noted(S.THREAT)), (S.THREAT, S.SERIAL), 55),
    ("a case of before", case_of(THREAT), (), 0),
]


@pytest.mark.parametrize(("case", "signals", "points"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_counts(case: Case, signals: tuple[Signal, ...], points: int) -> None:
    """Every signal of the table with its weight, and what is no signal yet."""
    score = malice_score(case)
    assert (score.signals, score.points) == (signals, points)
    scored = counted(case)
    assert (scored is None) is (points == 0)


def test_the_weights_are_terms() -> None:
    """A shop counts otherwise by its own terms, and the mark with it."""
    case = in_shop(known(THREAT), malice_threat_count=60)
    assert malice_score(case).points == 60
    assert sum(weight(signal, case.terms) for signal in Signal) == 200


@pytest.mark.parametrize(
    ("text", "threat"),
    [
        ("不退款我就给差评", True),
        ("你们不处理的话我打12315投诉", True),
        ("马上退钱，否则曝光你们", True),
        ("Refund me or I will leave a one-star review", True),
        ("unless you pay I report you to the police", True),
        ("质量不好，给了差评", False),
        ("请问差评会影响你们吗", False),
        ("I want to report a defect", False),
        ("同意退货", False),
        ("", False),
    ],
)
def test_words_that_threaten(text: str, threat: bool) -> None:  # noqa: FBT001 - a column of the table
    """A rating named as the price of a no; a bad rating by itself is a buyer's right."""
    assert threatens(text) is threat


def test_at_the_mark_a_supervisor_looks() -> None:
    """Beside all else that goes on: the stage stays, somebody is needed, and a higher score is looked at again."""
    case = known(THREAT, noted(S.SERIAL))
    assert not review_due(case), "it counts once it is told"
    scored = counted(case)
    assert scored is not None
    case = then(case, scored)
    assert review_due(case)
    assert stage_of(case) is stage_of(case_of())
    assert standing(then(case, AGREED, ALL_SOUND)).needs_human
    looked = then(case, *effect(ReviewConduct(by="sun", abusive=False, reason="genuine"), case))
    assert not review_due(looked)
    more = then(looked, noted(S.COMPETITOR))
    again = counted(more)
    assert again is not None
    assert review_due(then(more, again))
    assert not review_due(closed(case))


@pytest.mark.parametrize(
    "happened", [(), (AGREED,), (AGREED, ALL_SOUND)], ids=["asked for", "agreed", "back and sound"]
)
def test_a_score_changes_no_money_and_no_right(happened: tuple[Event, ...]) -> None:
    """F101: quote, policy's own answer, stage and deadline are the same with every signal there is, reviewed or not."""
    plain = case_of(*happened)
    worst = Background(orders=6, claims=6, claims_lately=9, shops_lately=9, barred=True, like_barred=True)
    doubted = replace(
        plain,
        background=worst,
        noted=tuple(BY_HAND),
        threatened=True,
        night_edits=9,
    )
    scored = counted(doubted)
    assert scored is not None
    assert scored.points >= 100
    doubted = replace(then(doubted, scored), version=plain.version)
    abusive = replace(doubted, reviewed=None)
    review = effect(ReviewConduct(by="sun", abusive=True, reason="seen"), doubted)
    for case in (doubted, then(abusive, *review)):
        assert owed(case) == owed(plain)
        assert asked(case) == asked(plain)
        assert verdict(case, 1000) == verdict(plain, 1000)
        assert stage_of(case) is stage_of(plain)
        assert standing(case).due == standing(plain).due


def test_an_abuse_of_rights_is_the_platforms_to_find() -> None:
    """MR-33: with a finding all freight is the buyer's, also of free shipping; without one it is as the rules say."""
    free: dict[str, Any] = {"freight": Freight(mode=FreightMode.FREE, base=800), "ground": case_of().request.ground}
    case = known(AGREED, ALL_SOUND, **free)
    before = owed(case)
    [found] = observe(AbuseReported(fact="abuse:AB-1", finding="AB-1", article="art. 53"), case)
    after = owed(then(case, found))
    assert after.return_freight_bearer is Bearer.BUYER
    assert after.order_refund == before.order_refund - 800
    assert observe(AbuseReported(fact="abuse:AB-2", finding="AB-2"), then(case, found)) == ()


COMMANDS: list[tuple[str, Case, Any]] = [
    ("SHOWN_BY_REGISTER", known(), NoteSignal(by="ann", signal=S.SWAPPED)),
    ("NOTED_ALREADY", known(noted(S.SERIAL)), NoteSignal(by="ann", signal=S.SERIAL)),
    ("TOO_LONG", known(), NoteSignal(by="ann", signal=S.SERIAL, note="x" * 201)),
    ("NO_SCORE", case_of(), NoteSignal(by="ann", signal=S.SERIAL)),
    ("NOTHING_DOUBTFUL", known(), ReviewConduct(by="sun", abusive=True, reason="so", role=Level.SUPERVISOR)),
    ("NO_REASON", known(), ReviewConduct(by="sun", abusive=True, reason="", role=Level.SUPERVISOR)),
    ("NO_NUMBER", known(), EnterAbuse(by="sun", finding=" ", role=Level.SUPERVISOR)),
    ("ABOVE_AUTHORITY", known(), EnterAbuse(by="ann", finding="AB-1")),
    (
        "FOUND_ALREADY",
        known(ev.AbuseFound(finding="AB-1")),
        EnterAbuse(by="sun", finding="AB-2", role=Level.SUPERVISOR),
    ),
]


@pytest.mark.parametrize(("code", "case", "command"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_what_is_not_taken(code: str, case: Case, command: Any) -> None:
    """Signals come from a pick-list, reviews are a supervisor's, findings have a number."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case)
    assert refused.value.code == code


def test_a_score_that_falls_is_told_too() -> None:
    """Goods that are looked at again and found to be ours after all: the score says so."""
    case = known(AGREED, SWAPPED)
    scored = counted(case)
    assert scored is not None
    again = then(case, scored, replace(ALL_SOUND, finding=replace(ALL_SOUND.finding, finding_id="f-2")))
    lower = counted(again)
    assert lower is not None
    assert lower.points == 0


def test_scenario_of_the_case_is_untouched() -> None:
    """A score diverts nothing."""
    case = known(THREAT, noted(S.SERIAL))
    after = [state for _, state in unfolded(case, (), NOON + timedelta(hours=1))]
    assert after[-1].scenario is Scenario.RETURN_REFUND
