"""The section of a shop that says who has cases in hand."""

from typing import Any

import pytest

from domain.people.handover import Team
from gateways.shops import ShopsError, read_shops


def test_a_team_has_members_and_stand_ins() -> None:
    """A shop that names none has none."""
    found = read_shops({"lantern": {"team": {"members": ["ann", "li"], "stand_ins": {"ann": "li"}}}, "bare": {}})
    assert found["lantern"].team == Team(members=("ann", "li"), stand_ins={"ann": "li"})
    assert found["bare"].team == Team()


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"members": "ann"}, "members: a list of names"),
        ({"members": [""]}, "members: a list of names"),
        ({"members": ["ann"], "stand_ins": {"ann": "mo"}}, "stand_ins, 'ann': another of the members"),
        ({"members": ["ann"], "stand_ins": {"ann": "ann"}}, "stand_ins, 'ann': another of the members"),
        ({"leader": "ann"}, "unknown leader"),
        (["ann"], "a table is expected"),
    ],
)
def test_a_team_that_cannot_be_is_refused(section: Any, words: str) -> None:
    """With the shop and the section."""
    with pytest.raises(ShopsError, match=r"shop 'lantern', section team") as wrong:
        read_shops({"lantern": {"team": section}})
    assert words in str(wrong.value)
