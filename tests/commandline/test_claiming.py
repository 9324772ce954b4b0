"""Claims against carriers, as ops people list them and take them on."""

from typing import Any

from domain.claim import ClaimStage, Word
from domain.standing import CaseStage
from sandbox import desk as world_desk
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor
from tests.stories.test_carrier_claim import LOSS, StoryClaim, claim_of, lost


async def filed(floor: Floor, *planned: dict[str, Any]) -> StoryClaim:
    """A claim for a lost parcel that the carrier has."""
    case = await lost(floor, outbound={"claim": list(planned)} if planned else {})
    claim = await claim_of(floor, case)
    await written(floor, case)
    await claim.written(lambda row: row.stage == "open")
    return claim


async def test_open_claims_are_listed_with_what_they_are_about(floor: Floor, terminal: Terminal) -> None:
    """By any id of the case and over all, in both languages; another shop has none."""
    claim = await filed(floor)
    [row] = (await terminal.types("claims", "--json")).rows
    assert (row["claim_id"], row["stage"], row["claimed"]) == (claim.case_id, "open", LOSS)
    case_id = floor.cases[0].case_id
    assert (await terminal.types("claims", floor.orders[case_id], "--json")).rows == [row]
    shown = (await terminal.types("claims")).out
    assert "209.00" in shown
    assert "with the carrier" in shown
    assert "快递处理中" in (await terminal.types("claims", "--lang", "zh")).out
    none = await terminal.types("claims", "--shop", "side_shop")
    assert (none.code, "No claim is like this." in none.out + none.err) == (0, True)
    assert (await terminal.types("claims", "--needs-human", "--json")).rows == []


async def test_papers_that_the_carrier_wants_are_sent(floor: Floor, terminal: Terminal) -> None:
    """The list marks the claim as a person's; a further paper takes it on."""
    claim = await filed(floor, {"state": "papers_asked", "papers": ["E14"], "after": 600})
    with floor.world.books.writing():
        world_desk.decided(floor.world, key=claim.case_id, sends=1)
    await claim.hears_of(Word.PAPERS_ASKED, papers=("E14",))
    await claim.written(lambda row: row.stage == "papers")
    [row] = (await terminal.types("claims", "--needs-human", "--json")).rows
    assert row["claim_id"] == claim.case_id
    assert "! needs a person" in (await terminal.types("claims")).out
    bad = await terminal.types("claim", claim.case_id, "--paper", "invoice-7")
    assert (bad.code, "BAD_PAPER" in bad.err) == (2, True)
    sent = await terminal.types("claim", claim.case_id, "--paper", "E14=invoice-7", "--json")
    assert sent.code == 0, sent.err
    known = await claim.stands(lambda now: ("E14", "invoice-7") in now.papers and not now.unsent)
    assert known.stage is ClaimStage.OPEN


async def test_a_claim_is_let_go_with_a_reason(floor: Floor, terminal: Terminal) -> None:
    """It ends, the case does not notice, and only --all has it from then on."""
    claim = await filed(floor)
    unsaid = await terminal.types("claim", claim.case_id, "--let-go")
    assert unsaid.code == 3
    assert "reason" in unsaid.err.lower()
    done = await terminal.types("claim", claim.case_id, "--let-go", "--reason", "not worth the work", "--lang", "zh")
    assert done.code == 0, done.err
    assert "已放弃" in done.err
    assert await claim.ended() is ClaimStage.LET_GO
    assert (await terminal.types("claims", "--json")).rows == []
    assert [row["stage"] for row in (await terminal.types("claims", "--all", "--json")).rows] == ["let_go"]
    gone = await terminal.types("claim", claim.case_id, "--retry")
    assert (gone.code, "NO_SUCH_CLAIM" in gone.err) == (4, True)
    await floor.cases[0].at(CaseStage.FOLLOW_UP)


async def test_one_thing_is_asked_of_a_claim_at_a_time(terminal: Terminal) -> None:
    """None, or two, is a mistake of whoever types."""
    for acts in ((), ("--retry", "--let-go")):
        ended = await terminal.types("claim", "claim-demo_shop-shop-1", *acts)
        assert (ended.code, "ONE_OF_THREE" in ended.err) == (2, True)
