"""What `show` proposes: only commands that the case would take."""

import pytest

from commandline.to_do import to_do
from domain import events as ev
from domain.case import Case
from domain.events import Hold
from domain.request import Ground
from tests.domain.case_forms import cancelled, case_of

WANTED = ev.ShippingConsented(lines=("mug", "cup"))
HELD = ev.WarehouseAnswered(hold=Hold.HELD)


def proposed(case: Case) -> list[str]:
    """The commands, without what they are given."""
    return [words.split()[1] for words in to_do(case)]


@pytest.mark.parametrize(
    ("case", "commands"),
    [
        (cancelled(HELD), ["agree", "ask-consent"]),  # F14: what has not left is refunded, or leaves with consent
        (cancelled(HELD, WANTED), ["consent"]),  # on a platform it is the buyer who takes the request back
        (cancelled(HELD, ground=Ground.OUT_OF_STOCK), ["supply", "supply", "agree"]),
        (case_of(ground=Ground.QUALITY), ["agree", "refuse"]),
    ],
)
def test_what_is_proposed_for_a_decision(case: Case, commands: list[str]) -> None:
    """A refusal is never proposed where the case takes none."""
    assert proposed(case) == commands
