"""How like cases were solved, at a terminal."""

import pytest

from domain.order import Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def cancelled(floor: Floor) -> StoryCase:
    """Money back for goods that never left, to the case's end."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.ending()
    await written(floor, case)
    return case


@pytest.mark.timeout(180)
async def test_people_find_how_like_cases_were_solved(floor: Floor, terminal: Terminal) -> None:
    """By article, by ground and all, in both languages, with cases to look at; what is open is no solution."""
    first, second = await cancelled(floor), await cancelled(floor)
    still_open = await floor.open()
    await written(floor, still_open)
    for words in (["MUG"], ["not_wanted"], []):
        row = (await terminal.types("solutions", *words, "--json")).row
        assert (row["ground"]["en"], row["times"], row["cost"]) == ("not wanted any more", 2, 19900), words
        assert set(row["cases"]) == {first.case_id, second.case_id}
        assert (row["outcome"], row["remedy"]["zh"]) == ("refunded", "仅退款")
    chinese = (await terminal.types("solutions", "MUG", "--lang", "zh")).out
    assert "平均成本" in chinese
    assert first.case_id in chinese
    assert "199.00" in (await terminal.types("solutions", "not_wanted")).out
    for words in (["no_reason"], ["KETTLE"], ["MUG", "--shop", "other"]):
        nothing = await terminal.types("solutions", *words)
        assert (nothing.code, nothing.out) == (0, ""), words
        assert "No closed case" in nothing.err
