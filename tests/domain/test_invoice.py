"""Table 3.20: what becomes of an invoice, how its correction goes on, and who may say so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import Agree, NotPermitted
from domain.eligibility import verdict
from domain.events import Payment, PaymentState
from domain.invoices.correction import (
    Confirmation,
    ConfirmationHeard,
    Copies,
    Correction,
    CorrectionBegun,
    CorrectionBlocked,
    CorrectionDropped,
    CorrectionEvent,
    CorrectionLate,
    CorrectionStage,
    InvoiceIssued,
    InvoiceReversed,
    Next,
    PaperSettled,
    begun,
    due_at,
    evolve_correction,
    next_of,
)
from domain.invoices.correction_permit import Act, CorrectionCommand, effect, permit
from domain.invoices.invoice import (
    Invoice,
    InvoiceAction,
    InvoiceKind,
    InvoiceWish,
    Occasion,
    invoice_action,
    tax_within,
)
from domain.invoices.invoicing import correction_of, letter_of
from domain.neighbours import Neighbour, check_neighbours
from domain.owed import asked, owed
from domain.permit import permit as permit_case
from domain.request import Ground, Item, Scenario, Wanted
from domain.standing import CaseStage, stage_of
from domain.telling import tell
from tests.domain.case_forms import NOON, case_of, then

PAPER, ELECTRONIC = InvoiceKind.PAPER, InvoiceKind.ELECTRONIC
WHOLE = 20800  # three mugs, a cup, and the freight
BLUE = Invoice(number="B1", title="Lin", amount=WHOLE, tax=2393)

TABLE = [
    (Occasion.FULL_RETURN, PAPER, InvoiceAction.RED),
    (Occasion.FULL_RETURN, ELECTRONIC, InvoiceAction.RED),
    (Occasion.PARTIAL_RETURN, PAPER, InvoiceAction.RED_AND_NEW),
    (Occasion.PARTIAL_RETURN, ELECTRONIC, InvoiceAction.RED_PART),
    (Occasion.EXCHANGE_SAME_PRICE, PAPER, InvoiceAction.ENDORSE),
    (Occasion.EXCHANGE_SAME_PRICE, ELECTRONIC, InvoiceAction.NONE),
    (Occasion.EXCHANGE_OTHER_NAME, ELECTRONIC, InvoiceAction.RED_AND_NEW),
    (Occasion.EXCHANGE_OTHER_PRICE, PAPER, InvoiceAction.RED_AND_NEW),
    (Occasion.EXCHANGE_OTHER_PRICE, ELECTRONIC, InvoiceAction.RED_AND_NEW),
    (Occasion.REPAIR, PAPER, InvoiceAction.RETURN_ORIGINAL),
    (Occasion.REPAIR, ELECTRONIC, InvoiceAction.NONE),
    (Occasion.GOODWILL, PAPER, InvoiceAction.NONE),
    (Occasion.GOODWILL, ELECTRONIC, InvoiceAction.NONE),
    (Occasion.NOT_ISSUED, ELECTRONIC, InvoiceAction.ISSUE),
    (Occasion.WRONG_TITLE, PAPER, InvoiceAction.RED_AND_NEW),
    (Occasion.WRONG_TITLE, ELECTRONIC, InvoiceAction.RED_AND_NEW),
]


@pytest.mark.parametrize(("occasion", "kind", "action"), TABLE)
def test_every_row_of_the_table(occasion: Occasion, kind: InvoiceKind, action: InvoiceAction) -> None:
    """Rows 1 to 7, paper and electronic."""
    assert invoice_action(occasion, kind) is action


@pytest.mark.parametrize("parts", [(1, 20799), (5000, 5000, 10800), (333,) * 62 + (154,), (20800,)])
def test_the_tax_of_the_parts_is_the_tax_of_the_whole(parts: tuple[int, ...]) -> None:
    """However often a part of an invoice is reversed, not one unit of tax is lost or made."""
    taxes = [tax_within(BLUE, sum(parts[:i]), part) for i, part in enumerate(parts)]
    assert sum(taxes) == BLUE.tax
    assert min(taxes) >= 0


def test_what_cannot_be_an_invoice_is_refused() -> None:
    """More tax than amount, and more reversed than there is."""
    with pytest.raises(ValueError, match="tax of 2 on 1"):
        Invoice(amount=1, tax=2)
    with pytest.raises(ValueError, match="no parts"):
        tax_within(BLUE, 20000, 801)


def paid_back(amount: int, number: int = 1) -> tuple[ev.Event, ...]:
    """A refund that certainly reached the buyer."""
    key = f"k{number}"
    decided = ev.PaymentDecided(key=key, kind=Payment.REFUND, decision=number, amount=amount, by="policy")
    return decided, ev.PaymentChanged(key=key, state=PaymentState.SETTLED)


def with_invoice(*happened: ev.Event, invoice: Invoice = BLUE, **more: Any) -> Case:
    """A case of an order with an invoice."""
    return case_of(*happened, invoice=invoice, **more)


def started(of: CorrectionBegun) -> ev.CorrectionStarted:
    """What the case records of a correction that it has begun."""
    return ev.CorrectionStarted(
        correction_id=of.correction_id, action=of.action, number=of.number, title=of.title, red=of.red, new=of.new
    )


def correction(case: Case) -> CorrectionBegun:
    """The correction that the case means; there is one."""
    found = correction_of(case)
    assert found is not None
    return found


def test_a_full_return_reverses_all_of_it() -> None:
    """Row 1: with its whole tax, quoting the blue number."""
    found = correction(with_invoice(*paid_back(WHOLE)))
    assert (found.action, found.red, found.red_tax, found.new, found.number) == (
        InvoiceAction.RED,
        WHOLE,
        2393,
        0,
        "B1",
    )
    assert letter_of(found) == "INV-1"


def test_a_part_reverses_a_part_and_the_rest_later() -> None:
    """Row 2: twice 5000 and then what is left of it; the taxes sum to the whole."""
    case = with_invoice(*paid_back(5000))
    first = correction(case)
    case = then(case, started(first), *paid_back(WHOLE - 5000, 2))
    second = correction(case)
    assert [(one.action, one.red) for one in (first, second)] == [
        (InvoiceAction.RED_PART, 5000),
        (InvoiceAction.RED, WHOLE - 5000),
    ]
    assert first.red_tax + second.red_tax == BLUE.tax
    assert first.correction_id == "invoice-shop-taobao-1"
    assert second.correction_id == "invoice2-shop-taobao-1"
    assert correction_of(then(case, started(second))) is None


def test_a_part_of_a_paper_invoice_reverses_the_whole_and_issues_the_rest() -> None:
    """Row 2, paper: and the letter says that a lost one bars nothing (F110)."""
    found = correction(with_invoice(*paid_back(5000), invoice=replace(BLUE, kind=PAPER)))
    assert (found.action, found.red, found.new) == (InvoiceAction.RED_AND_NEW, WHOLE, WHOLE - 5000)
    assert found.red_tax - found.new_tax == tax_within(BLUE, 0, 5000)
    assert letter_of(found) == "INV-2"


@pytest.mark.parametrize(
    "case",
    [
        case_of(*paid_back(WHOLE)),
        with_invoice(),
        with_invoice(*paid_back(5000), invoice=Invoice(amount=WHOLE)),
        with_invoice(
            ev.PaymentDecided(key="c", kind=Payment.COMPENSATION, decision=1, amount=900, by="zhou"),
            ev.PaymentChanged(key="c", state=PaymentState.SETTLED),
        ),
    ],
    ids=["no invoice", "nothing went back", "never issued", "goodwill beside the order"],
)
def test_what_changes_nothing_on_an_invoice(case: Case) -> None:
    """Row 6, and orders of which no invoice is known."""
    assert correction_of(case) is None


def asked_for(invoice: Invoice, **wish: Any) -> Case:
    """A request for an invoice."""
    return with_invoice(
        invoice=invoice,
        kind=Scenario.INVOICE,
        ground=Ground.INVOICE,
        wish=InvoiceWish(**{"title": "Lin Ltd", "tax_no": "91X"} | wish),
    )


def test_an_invoice_that_is_late_is_issued_and_a_wrong_title_issued_anew() -> None:
    """Row 7: for what was paid, under the title that was asked for; nothing of it is money."""
    late = correction(asked_for(Invoice(amount=WHOLE, tax=2393)))
    assert (late.action, late.red, late.new, late.new_tax) == (InvoiceAction.ISSUE, 0, WHOLE, 2393)
    case = asked_for(BLUE)
    wrong = correction(case)
    assert (wrong.action, wrong.red, wrong.new, wrong.title) == (InvoiceAction.RED_AND_NEW, WHOLE, WHOLE, "Lin Ltd")
    assert (wrong.red_tax, wrong.new_tax) == (2393, 2393)
    assert (owed(case).order_refund, asked(case).order_refund) == (0, 0)
    assert verdict(case, 0).agree
    agreed = then(case, ev.RequestAgreed(by="policy"))
    assert (stage_of(case), stage_of(agreed)) == (CaseStage.DECIDING, CaseStage.INVOICE_PENDING)


@pytest.mark.parametrize("wish", [{"amount": WHOLE + 1}, {"item_name": "office supplies"}])
def test_no_other_item_and_no_other_amount(wish: dict[str, Any]) -> None:
    """F109: policy leaves it to a person, and a person may not agree either."""
    case = asked_for(Invoice(amount=WHOLE), **wish)
    assert not verdict(case, 0).agree
    with pytest.raises(NotPermitted) as refused:
        permit_case(Agree(by="li", role=Level.MANAGER), case, NOON)
    assert refused.value.code == "INVOICE_UNLAWFUL"


def test_an_invoice_request_stands_beside_any_other_case() -> None:
    """It moves no goods: it takes no units from a return of the same lines, and the return none from it."""
    wish, back = asked_for(BLUE), with_invoice()
    beside = Neighbour(case_id="other", request=back.request)
    check_neighbours(wish.request, wish.order, [beside])
    check_neighbours(back.request, back.order, [Neighbour(case_id="other", request=wish.request)])


def opened(kind: InvoiceKind = ELECTRONIC, amount: int = WHOLE) -> Correction:
    """A correction as it begins."""
    return begun(correction(with_invoice(*paid_back(amount), invoice=replace(BLUE, kind=kind))), NOON)


def after(start: Correction, *events: CorrectionEvent) -> Correction:
    """The correction after all of this, an hour apart."""
    for event in events:
        start = evolve_correction(start, event, NOON + timedelta(hours=start.version))
    return start


def heard(state: Confirmation, reason: str = "") -> ConfirmationHeard:
    """The tax platform's word."""
    return ConfirmationHeard(confirmation=state, number="rc_1", reason=reason)


COURSES = [
    ("asked", opened(), (), CorrectionStage.CONFIRMING, Next.CONFIRM),
    ("confirmed", opened(), (heard(Confirmation.CONFIRMED),), CorrectionStage.REVERSING, Next.REVERSE),
    ("pending", opened(), (heard(Confirmation.WAITING),), CorrectionStage.PENDING, Next.CHASE),
    ("expired", opened(), (heard(Confirmation.EXPIRED),), CorrectionStage.CONFIRMING, Next.CONFIRM),
    ("refused", opened(), (heard(Confirmation.REFUSED, "used"),), CorrectionStage.CONFIRMING, Next.WAIT),
    ("blocked", opened(), (CorrectionBlocked(reason="REFUSED", message="no"),), CorrectionStage.CONFIRMING, Next.WAIT),
    (
        "reversed",
        opened(),
        (heard(Confirmation.CONFIRMED), InvoiceReversed(number="R1")),
        CorrectionStage.REVERSED,
        Next.END,
    ),
    ("paper", opened(PAPER), (), CorrectionStage.PAPER, Next.WAIT_PAPER),
    (
        "paper back",
        opened(PAPER),
        (PaperSettled(copies=Copies.BACK, by="zhou"),),
        CorrectionStage.REVERSING,
        Next.REVERSE,
    ),
    (
        "paper lost",
        opened(PAPER),
        (PaperSettled(copies=Copies.LOST, by="zhou"),),
        CorrectionStage.CONFIRMING,
        Next.CONFIRM,
    ),
    (
        "paper, a part",
        opened(PAPER, 5000),
        (PaperSettled(copies=Copies.BACK, by="zhou"), InvoiceReversed(number="R1")),
        CorrectionStage.ISSUING,
        Next.ISSUE,
    ),
    (
        "reissued",
        opened(PAPER, 5000),
        (PaperSettled(copies=Copies.BACK, by="zhou"), InvoiceReversed(number="R1"), InvoiceIssued(number="B2")),
        CorrectionStage.REISSUED,
        Next.END,
    ),
    ("let go", opened(), (CorrectionDropped(reason="by hand", by="zhou"),), CorrectionStage.LET_GO, Next.END),
]


@pytest.mark.parametrize(
    ("start", "events", "stage", "step"), [row[1:] for row in COURSES], ids=[r[0] for r in COURSES]
)
def test_the_course_of_a_correction(
    start: Correction, events: tuple[CorrectionEvent, ...], stage: CorrectionStage, step: Next
) -> None:
    """What it is at, and what it does next."""
    done = after(start, *events)
    assert (done.stage, next_of(done)) == (stage, step)


def test_a_confirmation_that_expired_is_asked_for_under_another_key() -> None:
    """The number of the try is part of the key; one that waits stays the same try."""
    assert after(opened(), heard(Confirmation.WAITING)).tries == 1
    assert after(opened(), heard(Confirmation.WAITING), heard(Confirmation.EXPIRED)).tries == 2


def test_when_finance_is_told() -> None:
    """The buyer's company has 72 hours, everything of ours 48; who is late is told once a stage."""
    pending = after(opened(), heard(Confirmation.WAITING))
    assert due_at(opened()) == NOON + timedelta(hours=48)
    assert due_at(pending) == NOON + timedelta(hours=1 + 72)
    assert due_at(opened(PAPER)) == NOON + timedelta(days=15)
    late = after(pending, CorrectionLate(stage=CorrectionStage.PENDING, due_at=NOON))
    assert (pending.needs_human, late.needs_human) == (False, True)
    assert not after(late, heard(Confirmation.CONFIRMED)).needs_human
    assert opened(PAPER).needs_human


@pytest.mark.parametrize(
    ("act", "role", "reason", "code"),
    [
        (Act.LET_GO, Level.AGENT, "done", "NOT_YOURS"),
        (Act.LET_GO, Level.FINANCE, " ", "NO_REASON"),
        (Act.PAPER_LOST, Level.FINANCE, "", "NO_PAPER_AWAITED"),
        (Act.RETRY, Level.MANAGER, "", "NOTHING_TO_RETRY"),
    ],
)
def test_what_is_not_permitted(act: Act, role: Level, reason: str, code: str) -> None:
    """Finance decides, with a reason, and only what fits."""
    with pytest.raises(NotPermitted) as refused:
        permit(CorrectionCommand(by="zhou", act=act, reason=reason, role=role), opened())
    assert refused.value.code == code


def test_what_finance_says_becomes_an_event() -> None:
    """With its name; nothing is taken once the correction has ended."""
    command = CorrectionCommand(by="zhou", act=Act.LET_GO, reason="by hand", role=Level.FINANCE)
    permit(command, opened())
    ended = after(opened(), *effect(command))
    assert (ended.stage, ended.reason) == (CorrectionStage.LET_GO, "by hand")
    with pytest.raises(NotPermitted, match="has ended"):
        permit(command, ended)


def test_a_correction_is_told_in_both_languages() -> None:
    """The register names the number, the title, what is reversed and its tax, and that no refund waits."""
    case = with_invoice(*paid_back(5000))
    event = replace(started(correction(case)), tax=575)
    told = tell(event, case)
    assert "50.00" in told.en
    assert "B1" in told.en
    assert "refund does not wait" in told.en
    assert "部分冲红" in told.zh
    assert "5.75" in told.zh
    ended = ev.InvoiceCorrected(correction_id="x", outcome="reversed", confirmation="rc_1", red_number="R9")
    assert "R9" in tell(ended, case).en
    assert "红字确认单rc_1" in tell(ended, case).zh


ON_TOP = (
    ev.TopUpAsked(key="t", amount=1000, freight=0, expires_at=NOON + timedelta(days=3), link="https://pay.example/t"),
    ev.TopUpPaid(key="t", amount=1000, at=NOON + timedelta(hours=5)),
)


def exchanged_for(title: str = "", *happened: ev.Event, kind: InvoiceKind = ELECTRONIC) -> Case:
    """A cup that is exchanged, in an order with an invoice."""
    items = (Item(line_id="cup", qty=1, wanted=Wanted(sku="CUP-2", unit_price=5000, title=title)),)
    invoice = replace(BLUE, kind=kind)
    return with_invoice(*happened, invoice=invoice, kind=Scenario.EXCHANGE, items=items)


@pytest.mark.parametrize(
    ("case", "figures"),
    [
        (exchanged_for(), None),
        (exchanged_for(kind=PAPER), None),
        (exchanged_for("a blue cup"), (WHOLE, WHOLE, 2393)),
        (exchanged_for("", *paid_back(800)), (WHOLE, WHOLE - 800, 2301)),
        (exchanged_for("a blue cup", *paid_back(800), kind=PAPER), (WHOLE, WHOLE - 800, 2301)),
        (exchanged_for("", *ON_TOP), (WHOLE, WHOLE + 1000, 2508)),
    ],
    ids=["same price", "same price, paper: endorsed", "another name", "cheaper", "cheaper, paper", "paid on top"],
)
def test_what_an_exchange_does_to_an_invoice(case: Case, figures: tuple[int, int, int] | None) -> None:
    """Rows 3 and 4 (R161): reversed and issued anew once price or name change, at the rate of the old one; once."""
    found = correction_of(case)
    if figures is None:
        assert found is None
        return
    assert found is not None
    assert (found.action, found.red, found.new, found.new_tax) == (InvoiceAction.RED_AND_NEW, *figures)
    assert correction_of(then(case, started(found))) is None
