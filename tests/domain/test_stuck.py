"""Which way a case is stuck in: one class each, the most pressing first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.standing import CaseStage
from domain.stuck import RunState, Signs, StuckClass, stuck

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE = NOON - timedelta(hours=2)
SOUND = Signs(case_id="case-lantern-shop-1", now=NOON, run=RunState.OPEN, due_at=NOON + timedelta(hours=1))

S1 = {"problem": "category=WorkflowTaskFailed", "failing_since": BEFORE}
S2 = {"unserved_since": BEFORE}
S3 = {"stuck": "refund: NEEDS_FUNDS", "stuck_since": BEFORE}
S4 = {"stuck": "retrying: watch_parcel: TRANSIENT", "stuck_since": BEFORE}
S5 = {"paused": ("watch_parcel",), "paused_since": BEFORE}
S6 = {"due_at": BEFORE}
S7 = {"run": RunState.BROKEN, "ended_as": "terminated", "ended_at": BEFORE}
GONE = {"run": RunState.UNKNOWN, "ended_at": BEFORE}


@pytest.mark.parametrize(
    ("signs", "wanted", "command"),
    [
        (S1, "S1", "python worker.py"),
        (S2, "S2", "python worker.py"),
        (S3, "S3", 'starter.py retry case-lantern-shop-1 --step refund --reason "..."'),
        (S4, "S4", "starter.py activity reset case-lantern-shop-1 --step watch_parcel"),
        (S5, "S5", "starter.py activity unpause case-lantern-shop-1"),
        (S6, "S6", 'starter.py agree case-lantern-shop-1 --note "..."'),
        (S7, "S7", 'starter.py reopen case-lantern-shop-1 --reason "..."'),
        (GONE, "S7", 'starter.py reopen case-lantern-shop-1 --reason "..."'),
        (S6 | {"buyers_freight": True}, "S6", 'starter.py agree case-lantern-shop-1 --freight buyer --note "..."'),
        (S6 | {"stage": CaseStage.INSPECTING}, "S6", "inspect"),
        (S6 | {"stage": CaseStage.DISPUTE}, "S6", "rule"),
        (S6 | {"stage": CaseStage.WAIT_BUYER_SHIP}, "S6", "starter.py show"),
        (S6 | {"held": True}, "S6", "starter.py release case-lantern-shop-1"),
        (S3 | {"stuck": "tell_N7-1: CREDENTIALS"}, "S3", "--step tell_N7-1"),
        (S4 | {"stuck": "retrying: hold_goods: "}, "S4", "--step hold_goods"),
    ],
)
def test_each_sign_alone(signs: dict[str, object], wanted: str, command: str) -> None:
    """The class, when it began, and the command that is typed, with this case's own id."""
    found = stuck(replace(SOUND, **signs))  # type: ignore[arg-type]
    assert found is not None
    assert found.stuck_class == wanted
    assert found.since == BEFORE
    assert command in found.command
    assert found.cause.en
    assert found.cause.zh != found.cause.en
    assert found.helps.en
    assert found.helps.zh != found.helps.en


ORDER = (S1, S2, S3, S5, S6)


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_of_several_signs_the_most_pressing_counts(first: int) -> None:
    """All that is seen at once from here on: one class, the first."""
    together: dict[str, object] = {}
    for signs in ORDER[first:]:
        together |= signs
    found = stuck(replace(SOUND, **together))  # type: ignore[arg-type]
    alone = stuck(replace(SOUND, **ORDER[first]))
    assert found is not None
    assert alone is not None
    assert found.stuck_class is alone.stuck_class


def test_a_retrying_step_that_someone_paused_is_retrying() -> None:
    """Resetting it lets it go on as well."""
    found = stuck(replace(SOUND, **(S4 | S5 | S6)))  # type: ignore[arg-type]
    assert found is not None
    assert found.stuck_class is StuckClass.RETRYING


@pytest.mark.parametrize(
    "sound",
    [
        SOUND,
        replace(SOUND, due_at=None),
        replace(SOUND, due_at=NOON),
        replace(SOUND, run=RunState.ENDED),  # its register is about to be written to the end
        replace(SOUND, run=RunState.BROKEN, register_open=False),  # lost after it had closed: nothing is missing
        replace(SOUND, run=RunState.UNKNOWN, register_open=False),
    ],
)
def test_what_is_not_stuck(sound: Signs) -> None:
    """Nothing to mend."""
    assert stuck(sound) is None
