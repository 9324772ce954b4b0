"""Cases that are contested: claims of counterfeit goods, and what is judged of them."""

from typing import Any

from domain import events as ev
from domain.case import Case
from domain.disputes.authenticity import Judgement
from domain.disputes.evidence import EvidenceCode
from domain.events import Event
from domain.fault import Fault
from domain.order import Stage
from domain.request import Ground, Item, Scenario
from tests.domain.case_forms import case_of

J = Judgement
PAPERS = ev.EvidenceFiled(code=EvidenceCode.PURCHASE_PAPERS, reference="po-1", by="ann")
REPORT = ev.EvidenceFiled(code=EvidenceCode.TEST_REPORT, reference="brand-9", by="ann")
THREAT = ev.EvidenceFiled(code=EvidenceCode.CHAT, reference="chat-3", by="ann")


def claimed(*happened: Event, **more: Any) -> Case:
    """Three mugs for 5000 each are said to be fakes."""
    usual: dict[str, Any] = {
        "kind": Scenario.COUNTERFEIT,
        "ground": Ground.COUNTERFEIT,
        "fault": Fault.SELLER,
        "stage": Stage.RECEIVED,
    }
    items = (Item(line_id="mug", qty=3),)
    return case_of(*happened, **usual | {"items": items} | more)


def judged(judgement: Judgement) -> ev.AuthenticityJudged:
    """What a manager came to."""
    return ev.AuthenticityJudged(judgement=judgement, by="li", reason="looked at", issuer="the brand")
