"""Disputes as ops people handle them: mediation, suspension, and a settlement that a second person approves."""

from domain.request import Ground
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor


async def test_a_dispute_is_mediated_suspended_and_settled(floor: Floor, staffed: Terminal) -> None:
    """Each by its level; the page names what can be done next, and tells it in both languages."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    asked = ("mediate", case.case_id, "--number", "M-7", "--at", "消协", "--reason", "talks stall")
    assert "ABOVE_AUTHORITY" in (await staffed.types(*asked, "--by", "ann")).err
    for words in (
        (*asked, "--by", "sun"),
        ("suspend", case.case_id, "both", "--reason", "the laboratory looks at it", "--by", "sun"),
        ("resume", case.case_id, "--reason", "the report is here", "--by", "sun"),
    ):
        ended = await staffed.types(*words)
        assert ended.code == 0, ended.err
    await case.at(CaseStage.DISPUTE)
    terms = ("--freight", "seller", "--terms", "退50元，商品留下", "--buyer-does", "撤回投诉")
    settle = ("settle", case.case_id, "--amount", "50.00", *terms)
    assert "ABOVE_AUTHORITY" in (await staffed.types(*settle, "--by", "sun")).err
    assert (await staffed.types(*settle, "--by", "sun", "--ask")).code == 0
    approved = await staffed.types("approve", case.case_id, "--amount", "50.00", "--by", "mo")
    assert approved.code == 0, approved.err
    await case.at(CaseStage.SETTLING)
    await written(floor, case)
    shown = (await staffed.types("show", case.case_id)).out
    assert "sun asked 消协 to mediate, number M-7: talks stall" in shown
    assert f"settled {case.case_id} done" in shown
    assert "双方和解：退CNY 50.00" in (await staffed.types("show", case.case_id, "--lang", "zh")).out
    assert (await staffed.types("settled", case.case_id, "done", "--by", "ann")).code == 0
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000
