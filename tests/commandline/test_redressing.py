"""What was settled by phone about goods that arrived short, wrong or damaged, entered at the terminal."""

from domain import events as ev
from domain.events import Resolution
from domain.request import Ground
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor
from tests.stories.story import StoryCase
from tests.stories.test_complaint import complained


async def scratched(floor: Floor) -> StoryCase:
    """A complaint about damaged goods; the buyer is asked for photos."""
    case = await complained(floor, Ground.DAMAGED)
    await case.at(CaseStage.WAIT_PROOF)
    return case


async def test_a_settlement_by_phone_is_carried_out(floor: Floor, terminal: Terminal) -> None:
    """The buyer keeps it for less: so much goes back, and the register tells who settled it and how."""
    case = await scratched(floor)
    kept = ("remedy", case.case_id, "keep", "--pay-back", "20.00", "--note", "by phone", "--by", "li", "--json")
    done = await terminal.types(*kept)
    assert done.code == 0, done.err
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2000
    [chosen] = [event for event in await case.story() if isinstance(event, ev.RedressChosen)]
    assert (chosen.by, chosen.note, chosen.keep) == ("li", "by phone", 2000)
    await written(floor, case)
    assert "by phone" in (await terminal.types("show", case.case_id)).out
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT


async def test_what_is_no_remedy_is_told_with_those_that_are(floor: Floor, terminal: Terminal) -> None:
    """And a settlement that nobody says how it was made is refused; nothing is recorded by either."""
    case = await scratched(floor)
    before = (await case.state()).version
    unknown = await terminal.types("remedy", case.case_id, "gold", "--note", "by phone")
    assert (unknown.code, "NO_REMEDY" in unknown.err) == (2, True)
    assert "reship, refund, keep, return" in unknown.err
    unsaid = await terminal.types("remedy", case.case_id, "refund")
    assert unsaid.code == 3
    assert (await case.state()).version == before


async def test_a_settlement_beyond_the_level_is_asked_for(floor: Floor, staffed: Terminal) -> None:
    """An agent gives no more than the grid has: with --ask a second person is asked, and it waits for them."""
    case = await scratched(floor)
    beyond = ("remedy", case.case_id, "keep", "--pay-back", "45.00", "--note", "by phone", "--by", "ann")
    alone = await staffed.types(*beyond)
    assert (alone.code, "ABOVE_AUTHORITY" in alone.err) == (3, True)
    asked = await staffed.types(*beyond, "--ask", "--json")
    assert (asked.code, asked.row["stage"]) == (0, "approving"), asked.err
    assert floor.refunded(case) == 0
