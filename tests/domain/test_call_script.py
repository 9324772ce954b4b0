"""What whoever calls a buyer is given to say, step by step, within what they may offer (R117, R88)."""

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.contact.call_script import Caller, call_script, floor_shown
from domain.events import CallOutcome, CallStep, Rung
from domain.permit import effect, permit
from tests.domain.case_forms import AGREED, aggrieved, case_of, in_shop, spoilt

ANN, SUN = Caller(name="ann", level=Level.AGENT), Caller(name="sun", level=Level.SUPERVISOR)
PLANNED = ev.OffersPrepared(
    floor=900,
    offers=(
        ev.Planned(offer_no=1, rung=Rung.COUPON, value=1000),
        ev.Planned(offer_no=2, rung=Rung.CASH, value=2000),
        ev.Planned(offer_no=3, rung=Rung.CASH, value=9000),
    ),
    by="sun",
)

GOODWILL = {"goodwill_agent_sum_minor": 5000, "goodwill_supervisor_sum_minor": 30000}


def said(case: Case, caller: Caller, step: CallStep | None = None) -> list[str]:
    """The English lines of a step, or of the whole call."""
    return [line.words[1] for line in call_script(case, caller, "林小雨") if step in {None, line.step}]


@pytest.mark.parametrize("case", [case_of(), case_of(AGREED), aggrieved(), spoilt()])
def test_seven_steps_in_their_order_in_both_languages(case: Case) -> None:
    """Whatever the case is about, and whether anything is left to offer."""
    script = call_script(case, ANN, "")
    steps = [line.step for line in script]
    assert sorted(set(steps), key=list(CallStep).index) == list(CallStep)
    assert steps == sorted(steps, key=list(CallStep).index)
    assert all(zh and en and "{" not in zh + en for zh, en in (line.words for line in script))


def test_nothing_of_the_case_comes_before_the_identity() -> None:
    """Somebody else may have picked up (R118)."""
    case = case_of()
    first = call_script(case, ANN, "林小雨")[0]
    assert first.step is CallStep.IDENTIFY
    assert "林小雨" in first.words[0]
    assert not {case.titles, case.order.order_id} & set(first.words[0].split("“"))


def test_only_offers_within_the_authority_of_the_caller_are_said() -> None:
    """An agent says two of the three that were prepared, a supervisor all; what is above goes to the supervisor."""
    case = in_shop(aggrieved(PLANNED), **GOODWILL)
    ours = [" ".join(said(case, who, CallStep.PROPOSE) + said(case, who, CallStep.NEGOTIATE)) for who in (ANN, SUN)]
    assert ["90.00" in told for told in ours] == [False, True]
    assert all("10.00" in told and "20.00" in told and "my supervisor takes over" in told for told in ours)
    assert "our service was not as it should be" in ours[0]


def test_the_bottom_line_is_for_supervisors_and_never_part_of_what_is_said() -> None:
    """R88: who bargains with the buyer does not read it from the script."""
    case = aggrieved(PLANNED)
    assert floor_shown(case, ANN) is None
    shown = floor_shown(case, SUN)
    assert shown is not None
    assert "9.00" in shown[1]
    assert not any("9.00" in told for who in (ANN, SUN) for told in said(case, who) if "90.00" not in told)


def test_goodwill_without_preparation_is_prepared_first() -> None:
    """Nothing is invented on the phone."""
    assert "prepare offers" in " ".join(said(aggrieved(), ANN, CallStep.PROPOSE))


def test_the_outcome_keeps_the_steps_in_their_order_once() -> None:
    """However they were typed."""
    steps = (CallStep.RECAP, CallStep.IDENTIFY, CallStep.IDENTIFY)
    note = commands.NoteCall(by="ann", outcome=CallOutcome.REACHED, done=steps)
    permit(note, case_of())
    [called] = effect(note, case_of())
    assert isinstance(called, ev.BuyerCalled)
    assert called.done == (CallStep.IDENTIFY, CallStep.RECAP)


@pytest.mark.parametrize("outcome", [CallOutcome.WRONG_PERSON, CallOutcome.NO_ANSWER])
def test_nobody_else_hears_of_the_case(outcome: CallOutcome) -> None:
    """With another person, or nobody, only the first step can have been gone (R118)."""
    permit(commands.NoteCall(by="ann", outcome=outcome, done=(CallStep.IDENTIFY,)), case_of())
    with pytest.raises(NotPermitted, match="nothing of the case was told"):
        permit(commands.NoteCall(by="ann", outcome=outcome, done=(CallStep.REASON,)), case_of())
