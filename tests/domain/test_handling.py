"""Who has a case in hand: what is taken, what is refused, and what the case is afterwards."""

from datetime import timedelta

import pytest

from domain import commands
from domain import events as ev
from domain.case import Case
from domain.causes import CAUSES, DEPARTMENTS
from domain.commands import Command, NotPermitted
from domain.permit import effect, permit
from tests.domain.case_forms import HOUR, NOON, case_of, closed, then

OWNED = (ev.CaseAssigned(to="li", by="li"),)
HANDED = (*OWNED, ev.CaseHandedOver(to="ann", by="li", note="asked the depot"))
ALARMED = (*HANDED, ev.HandoverOverdue(to="ann", hours=2))


def did(case: Case, command: Command) -> Case:
    """The case after a command that it takes."""
    permit(command, case, NOON)
    return then(case, *effect(command, case))


@pytest.mark.parametrize(
    ("case", "command", "code"),
    [
        (case_of(), commands.Tag(by="li", add=("two words",)), "BAD_TAG"),
        (case_of(), commands.Tag(by="li", add=("x" * 41,)), "BAD_TAG"),
        (case_of(), commands.Tag(by="li", remove=("vip",)), "NO_SUCH_TAG"),
        (case_of(), commands.Tag(by="li", add=("no_reason",)), "SAME_TAGS"),
        (case_of(), commands.NameCause(by="li", cause="weather"), "UNKNOWN_CAUSE"),
        (case_of(*OWNED), commands.Assign(by="ann", to="li"), "SAME_OWNER"),
        (case_of(), commands.Assign(by="ann", to=" "), "NO_NAME"),
        (closed(case_of()), commands.Assign(by="ann", to="ann"), "CLOSED"),
        (case_of(), commands.HandCase(by="li", to="ann"), "NO_OWNER"),
        (case_of(*OWNED), commands.HandCase(by="li", to="li"), "SAME_OWNER"),
        (case_of(*OWNED), commands.AlarmHandover(by="policy", hours=2), "NO_HANDOVER"),
        (case_of(*ALARMED), commands.AlarmHandover(by="policy", hours=4), "NO_HANDOVER"),
        (case_of(), commands.TakeNote(by="li", text=" "), "NO_REASON"),
        (case_of(), commands.TakeNote(by="li", text="x" * 501), "TOO_LONG"),
        (case_of(), commands.TakeNote(by="li", text="call 13912345678"), "PERSONAL_DATA"),
        (case_of(), commands.TakeNote(by="li", text="wrote", next_action="to lin@mail.example"), "PERSONAL_DATA"),
        (case_of(), commands.TakeNote(by="li", text="wrote", next_due=NOON + HOUR), "NO_ACTION"),
        (
            case_of(),
            commands.TakeNote(by="li", text="wrote", next_action="call", next_due=NOON - HOUR),
            "BAD_VALUE",
        ),
    ],
)
def test_what_does_not_fit_is_refused(case: Case, command: Command, code: str) -> None:
    """With a code, and words that say what to do instead."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case, NOON)
    assert refused.value.code == code


def test_a_case_goes_from_hand_to_hand() -> None:
    """Taken, handed over, alarmed where nobody takes it, and taken: the owner stays the owner until then."""
    case = did(case_of(), commands.Assign(by="li", to="li"))
    assert case.handling.owner == "li"
    case = did(case, commands.HandCase(by="li", to="ann", note="asked the depot"))
    assert (case.handling.owner, case.handling.handing_over is not None) == ("li", True)
    case = did(case, commands.AlarmHandover(by="policy", hours=2))
    assert case.handling.handing_over is not None
    assert case.handling.handing_over.alarmed
    case = did(case, commands.Assign(by="ann", to="ann"))
    assert (case.handling.owner, case.handling.handing_over) == ("ann", None)


def test_who_keeps_a_case_that_was_handed_over_says_so() -> None:
    """The owner takes it back by taking it: the hand-over is over."""
    case = did(case_of(*HANDED), commands.Assign(by="li", to="li"))
    assert (case.handling.owner, case.handling.handing_over) == ("li", None)


def test_the_newest_note_tells_what_is_next() -> None:
    """Notes are counted; the register has them all."""
    case = did(case_of(), commands.TakeNote(by="li", text="asked the depot"))
    case = did(
        case, commands.TakeNote(by="ann", text="no answer", next_action="ask again", next_due=NOON + timedelta(days=1))
    )
    note = case.handling.note
    assert note is not None
    assert (case.handling.notes, note.by, note.text, note.next_action) == (2, "ann", "no answer", "ask again")


def test_tags_and_causes_may_be_mended_after_the_end() -> None:
    """What a case was about is often known last of all."""
    case = did(closed(case_of()), commands.Tag(by="li", add=("vip",), remove=("no_reason",)))
    case = did(case, commands.NameCause(by="li", cause="packing"))
    assert (case.handling.tags, case.handling.removed, case.handling.cause) == (("vip",), ("no_reason",), "packing")


def test_each_cause_of_the_pick_list_has_words_and_a_known_department() -> None:
    """R153: the eight that the trade knows are among them; a department that nobody can name would hear of nothing."""
    assert {
        *("presales_unclear", "late_feedback", "mishandled", "not_to_spec", "quality"),
        *("carrier_delay", "carrier_conduct", "difficult_buyer", "competitor"),
    } <= set(CAUSES)
    for cause in CAUSES.values():
        assert cause.words.zh
        assert cause.words.en
        assert cause.department in {"", *DEPARTMENTS}
