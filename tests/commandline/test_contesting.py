"""Claims that are doubted, as ops people handle them."""

from domain.events import Resolution
from domain.fault import Fault
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal
from tests.stories.floor import Floor


async def test_papers_are_filed_and_judged(floor: Floor, terminal: Terminal) -> None:
    """What is not filed is not judged; then the papers hold, and the page says what is waited for in both languages."""
    case = await floor.open(kind=Scenario.COUNTERFEIT, ground=Ground.COUNTERFEIT, fault=Fault.SELLER)
    await case.at(CaseStage.WAIT_PAPERS)
    judge = ("judge", case.case_id, "papers_valid", "--reason", "the papers are complete", "--by", "ann")
    early = await terminal.types(*judge)
    assert early.code == 3
    assert "NOTHING_FILED" in early.err
    filed = await terminal.types("attach", case.case_id, "E11", "--ref", "po-1", "--by", "ann")
    assert filed.code == 0, filed.err
    judged = await terminal.types(*judge)
    assert judged.code == 0, judged.err
    await case.at(CaseStage.WAIT_COUNTERPROOF)
    await case.until_written(type((await case.story())[-1]))
    shown = await terminal.types("show", case.case_id)
    assert "ann judged that our papers of origin are valid: the papers are complete" in shown.out
    assert "买家的鉴定报告" in (await terminal.types("show", case.case_id, "--lang", "zh")).out


async def test_a_threat_is_reported_with_its_number(floor: Floor, staffed: Terminal) -> None:
    """The chat is filed, a manager calls it a threat, a supervisor enters the number of the report."""
    case = await floor.open(kind=Scenario.COUNTERFEIT, ground=Ground.COUNTERFEIT, fault=Fault.SELLER)
    await case.at(CaseStage.WAIT_PAPERS)
    for words in (
        ("attach", case.case_id, "E8", "--ref", "chat-3", "--by", "ann"),
        ("judge", case.case_id, "extortion", "--reason", "money without any proof", "--by", "mo"),
        ("report-conduct", case.case_id, "--to", "platform", "--number", "7781", "--by", "sun"),
    ):
        ended = await staffed.types(*words)
        assert ended.code == 0, ended.err
    assert await case.ending() is Resolution.EXTORTION_REPORTED
