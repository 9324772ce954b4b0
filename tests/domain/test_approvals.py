"""What a second person may and may not approve, and what becomes of a question (rule 3.0.4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.approval import pack, unpack
from domain.authority import Level
from domain.case import Case
from domain.commands import Command
from domain.events import Rung
from domain.fault import Fault
from domain.grievance import Wrong
from domain.payee import payee
from domain.permit import effect
from domain.request import Ground
from tests.domain.authority_forms import (
    AGREE,
    DEAR,
    DISPUTE,
    PAY,
    PROMISED,
    REFUSE,
    RULED,
    approve,
    asked,
    dear,
    refused,
)
from tests.domain.case_forms import (
    AGREED,
    REFUSED,
    aggrieved,
    case_of,
    then,
)


def test_above_the_limit_a_second_person_decides() -> None:
    """Refused alone, asked for, approved: then it happens, in the name of whoever asked."""
    case = dear()
    assert refused(AGREE, case) == "ABOVE_AUTHORITY"
    case = asked(AGREE, case)
    assert case.approval is not None
    assert (case.approval.amount, case.approval.level) == (20_800, "sup")
    yes = approve(case)
    assert refused(yes, case) == ""
    given, agreed = effect(yes, case)
    assert given == ev.ApprovalGiven(approval_id="a1", amount=20_800, by="sun")
    assert agreed == ev.RequestAgreed(by="ann", note="as promised")
    assert then(case, given, agreed).approval is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "ann"}, "SAME_PERSON"),
        ({"role": Level.AGENT}, "ABOVE_AUTHORITY"),
        ({"role": Level.FINANCE}, "ABOVE_AUTHORITY"),
        ({"role": Level.NOBODY}, "ABOVE_AUTHORITY"),
        ({"amount": 20_799}, "CHANGED"),
        ({"approval_id": "a9"}, "OTHER_APPROVAL"),
        ({"by": " "}, "NO_NAME"),
    ],
)
def test_who_may_not_approve(change: dict[str, Any], code: str) -> None:
    """Not whoever asked, not below the level, not another sum, not another question."""
    case = asked(AGREE, dear())
    assert refused(approve(case, **change), case) == code


def test_an_approval_expires() -> None:
    """After the hours that the terms name it must be asked for anew."""
    case = asked(AGREE, dear())
    assert case.approval is not None
    last = case.approval.expires_at
    assert refused(approve(case), case, at=last - timedelta(seconds=1)) == ""
    assert refused(approve(case), case, at=last) == "EXPIRED"


def test_what_has_changed_is_asked_anew() -> None:
    """The approval is for exactly the sum of the question: another ground later, and it is another sum."""
    case = asked(AGREE, dear())
    less = replace(case, request=replace(case.request, items=case.request.items[:1]))
    assert refused(approve(less), less) == "CHANGED"


@pytest.mark.parametrize("event", [REFUSED, DISPUTE, ev.RequestWithdrawn(), AGREED])
def test_who_decides_meanwhile_makes_the_question_needless(event: ev.Event) -> None:
    """Nothing waits for an approval any more."""
    case = then(asked(AGREE, dear()), event)
    assert case.approval is None
    assert refused(commands.Approve(by="sun", approval_id="a1", amount=20_800), case) == "NO_APPROVAL"


def test_what_one_may_decide_alone_is_not_asked_for() -> None:
    """Nobody else's time is taken for it."""
    name, details = pack(AGREE)
    ask = commands.Ask(by="ann", command=name, details=details)
    assert refused(ask, case_of(ground=Ground.QUALITY, fault=Fault.SELLER)) == "NOT_NEEDED"
    assert refused(replace(ask, command="hold"), case_of()) == "NOT_ASKABLE"
    assert refused(replace(ask, details="[1]"), case_of()) == "BAD_DETAILS"
    assert refused(replace(ask, details='{"loud": 1}'), case_of()) == "BAD_DETAILS"


def test_a_question_is_declined_with_a_reason() -> None:
    """Also by whoever asked; the case waits for a decision again."""
    case = asked(AGREE, dear())
    no = commands.Decline(by="sun", approval_id="a1", reason="not without photos")
    assert refused(no, case) == ""
    assert then(case, *effect(no, case)).approval is None
    assert refused(replace(no, reason=""), case) == "NO_REASON"


def test_four_eyes_see_a_large_payout() -> None:
    """Above CNY 1,000 even finance asks: a second person of finance, or a manager, sees sum and account."""
    case = aggrieved(*PROMISED)
    assert refused(PAY, case) == "FOUR_EYES"
    name, details = pack(PAY)
    ask = commands.Ask(by="zhou", command=name, details=details, role=Level.FINANCE)
    assert refused(replace(ask, role=Level.MANAGER), case) == "ABOVE_AUTHORITY"
    assert refused(ask, case) == ""
    case = then(case, *effect(ask, case))
    assert case.approval is not None
    assert (case.approval.amount, case.approval.payee) == (DEAR, "6222****01")
    second = commands.Approve(by="qian", approval_id="a1", amount=DEAR, role=Level.FINANCE)
    assert refused(replace(second, role=Level.SUPERVISOR), case) == "ABOVE_AUTHORITY"
    assert refused(replace(second, by="zhou"), case) == "SAME_PERSON"
    assert effect(second, case)[1] == ev.PayoutReleased(payout_id="p1", amount=DEAR, by="zhou", second="qian")


@pytest.mark.parametrize(
    "command",
    [
        replace(AGREE, depreciation_bp=1500, seller_pays_freight=False),
        REFUSE,
        replace(RULED, article="art. 53"),
        commands.Compensate(by="ann", rung=Rung.GIFT, value=500, reason="sorry", reference="mug", floor=100),
        replace(PAY, by="ann", role=Level.AGENT),
    ],
)
def test_a_question_carries_the_decision_whole(command: Command) -> None:
    """What is carried out is what was asked for, field by field; a role is nothing that one can write into it."""
    name, details = pack(command)
    assert unpack(name, details, "ann") == command
    assert unpack(name, details.replace("{", '{"role": "mgr", "by": "eve", ', 1), "ann") == command


@pytest.mark.parametrize(
    ("command", "case", "told"),
    [
        (AGREE, case_of(), "the buyer, by the order's own means of payment"),
        (REFUSE, case_of(), ""),
        (AGREE, aggrieved(wrong=Wrong.LATE_SHIPMENT), "the account that paid the order"),
        (AGREE, aggrieved(wrong=Wrong.OUT_OF_POCKET, claim={"loss": 1, "receipt": "r", "account": "****12"}), "****12"),
        (commands.Compensate(by="a", rung=Rung.GIFT, value=1, reason="x", reference="mug"), aggrieved(), "the buyer"),
        (commands.Compensate(by="a", rung=Rung.CASH, value=1, reason="x"), aggrieved(),
         "the buyer, by the order's own means of payment"),
        (commands.Compensate(by="a", rung=Rung.CASH, value=30_000, reason="x"), aggrieved(),
         "the account that paid the order"),
    ],
)  # fmt: skip
def test_whoever_approves_sees_who_gets_it(command: Command, case: Case, told: str) -> None:
    """The payee is part of what is approved; an account is masked."""
    assert payee(command, case) == told
