"""What becomes of an order's invoice, in Chinese and English."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import InvoicesEvent
from domain.invoices.correction import CorrectionStage
from domain.invoices.invoice import InvoiceAction
from domain.money import format_money
from domain.words.speech import say
from domain.words.telling import NONE, Words

ACTIONS: dict[InvoiceAction, Words] = {
    InvoiceAction.NONE: ("发票不变", "the invoice stays as it is"),
    InvoiceAction.RED: ("发票全额冲红", "the invoice is reversed"),
    InvoiceAction.RED_PART: ("发票部分冲红", "a part of the invoice is reversed"),
    InvoiceAction.RED_AND_NEW: ("发票冲红并重开", "the invoice is reversed and issued anew"),
    InvoiceAction.ENDORSE: ("发票背书", "the invoice is endorsed"),
    InvoiceAction.RETURN_ORIGINAL: ("发票原件随货寄回", "the original goes back with the goods"),
    InvoiceAction.ISSUE: ("开具发票", "the invoice is issued"),
}
STAGES: dict[str, Words] = {
    CorrectionStage.PAPER: ("等待纸质发票寄回", "the paper copies are waited for"),
    CorrectionStage.CONFIRMING: ("申请红字确认单", "the red confirmation is asked for"),
    CorrectionStage.PENDING: ("等待买方企业确认", "the buyer's company must confirm"),
    CorrectionStage.REVERSING: ("开具红字发票", "the red invoice is issued"),
    CorrectionStage.ISSUING: ("开具发票", "the invoice is issued"),
    CorrectionStage.REVERSED: ("已冲红", "reversed"),
    CorrectionStage.REISSUED: ("已开具", "issued"),
    CorrectionStage.LET_GO: ("已由财务另行处理", "seen to by finance by other means"),
}
STARTED: Words = (
    "发票处理已开始：{what}，{number}抬头{title}{red}{new}（{correction}），不影响退款",
    "Invoice work was begun: {what}, {number}title {title}{red}{new} ({correction}); the refund does not wait for it",
)
NUMBER: Words = ("发票{number}，", "invoice {number}, ")
RED: Words = ("，冲红{amount}，其中税额{tax}", ", {amount} of it reversed, {tax} of that tax")
NEW: Words = ("，开具{amount}", ", {amount} issued")
CORRECTED: Words = (
    "发票处理结果：{outcome}{confirmation}{red}{new}",
    "The invoice is settled: {outcome}{confirmation}{red}{new}",
)
CONFIRMATION: Words = ("，红字确认单{number}", ", red confirmation {number}")
RED_NUMBER: Words = ("，红字发票{number}", ", red invoice {number}")
NEW_NUMBER: Words = ("，新发票{number}", ", new invoice {number}")


def told(event: InvoicesEvent, case: Case) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.CorrectionStarted():
            return _started(event, case)
        case ev.InvoiceCorrected():
            return say(
                CORRECTED,
                outcome=STAGES.get(event.outcome, (event.outcome, event.outcome)),
                confirmation=_numbered(CONFIRMATION, event.confirmation),
                red=_numbered(RED_NUMBER, event.red_number),
                new=_numbered(NEW_NUMBER, event.new_number),
            )
        case _:
            assert_never(event)


def _started(event: ev.CorrectionStarted, case: Case) -> Words:
    currency = case.order.currency
    amounts = {"amount": format_money(event.red, currency), "tax": format_money(event.tax, currency)}
    return say(
        STARTED,
        what=ACTIONS[event.action],
        number=_numbered(NUMBER, event.number),
        title=event.title or "-",
        red=say(RED, **amounts) if event.red else NONE,
        new=say(NEW, amount=format_money(event.new, currency)) if event.new else NONE,
        correction=event.correction_id,
    )


def _numbered(words: Words, number: str) -> Words:
    return say(words, number=number) if number else NONE
