"""The generic form: what it takes, and how it says what is wrong."""

import json
from typing import Any

import pytest

from domain.events import Answer, Question
from domain.facts import AnswerReported, EvidenceReported, ParcelReported, RulingReported, WithdrawalReported
from domain.fault import Fault
from domain.invoices.invoice import Invoice, InvoiceKind, InvoiceWish
from domain.order import Stage
from domain.proof import Shown
from domain.request import Ground, Item, Scenario, Way
from intake.fields import json_object
from intake.messages import BadMessage, CaseRequest, Report
from intake.reasons import Meant, Reasons
from intake.shop_form import read_shop_message
from tests.intake.intake_forms import ABSENT, at_path, message, requested, shipped


def read(found: dict[str, Any], reasons: Reasons | None = None) -> Any:
    """The meaning of a message to the shop `lantern`."""
    return read_shop_message(found, shop="lantern", message_id="msg_1", reasons=reasons or Reasons())


def test_request_becomes_order_and_request() -> None:
    """A whole message is read into an order, a request and a person, with money as whole numbers."""
    asked = read(requested())

    assert isinstance(asked, CaseRequest)
    assert (asked.external_id, asked.person.email) == ("R-1", "lin@mail.example")
    assert (asked.order.shop, asked.order.stage, asked.order.lines[1].line_discount) == ("lantern", Stage.RECEIVED, 200)
    request = asked.request
    assert (request.kind, request.ground, request.fault) == (Scenario.RETURN_REFUND, Ground.NO_REASON, Fault.BUYER)
    assert (request.items, request.amount) == ((Item(line_id="L1", qty=1),), 5500)


def test_what_a_buyer_attached_becomes_evidence() -> None:
    """Each piece by where it lies; what it shows is optional, since many shops do not know."""
    pieces = [{"reference": "blob:1"}, {"reference": "blob:2", "code": "E2", "sha256": "a" * 64, "note": "label"}]
    report = read(message("buyer.attached", {"request_id": "R-1", "pieces": pieces, "at": "2026-11-20T09:00:00+08:00"}))

    assert isinstance(report, Report)
    assert report.fact == EvidenceReported(
        fact="shop:msg_1",
        shown=(Shown(reference="blob:1"), Shown(reference="blob:2", code="E2", sha256="a" * 64, note="label")),
    )


@pytest.mark.parametrize(
    ("piece", "field"),
    [
        ({"reference": "blob:1", "code": "E99"}, "data.pieces[0].code"),
        ({"reference": "x" * 201}, "data.pieces[0].reference"),
        ({"reference": "blob:1", "sha256": "A" * 64}, "data.pieces[0].sha256"),
        ({"reference": "blob:1", "picture": "..."}, "data.pieces[0].picture"),
    ],
)
def test_a_bad_piece_is_refused_by_its_field(piece: dict[str, str], field: str) -> None:
    """What could not be found again later is not taken."""
    with pytest.raises(BadMessage) as wrong:
        read(message("buyer.attached", {"request_id": "R-1", "pieces": [piece], "at": "2026-11-20T09:00:00+08:00"}))
    assert wrong.value.field == field


def test_what_was_told_at_the_sale_reaches_the_order() -> None:
    """Gift, promotion and exclusion are what the money rules and the no-reason right ask about later."""
    message = requested()
    message["data"]["order"] |= {
        "gift_value": 3900,
        "promo_terms_disclosed": True,
        "excluded_category_confirmed": True,
        "shop_promise_covers": True,
    }
    message["data"]["order"]["lines"][0] |= {"nth_free": 3, "separable": False}
    order = read(message).order

    assert order.gift_value == 3900
    assert (order.promo_terms_disclosed, order.excluded_category_confirmed, order.shop_promise_covers) == (True,) * 3
    assert (order.lines[0].nth_free, order.lines[0].separable) == (3, False)
    assert (order.lines[1].nth_free, order.lines[1].separable) == (None, True)


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        ("data.order.promo_terms_disclosed", "yes", "data.order.promo_terms_disclosed", "true or false"),
        ("data.order.lines.0.nth_free", 1, "data.order.lines[0].nth_free", "between 2"),
        ("data.order.gift_value", -1, "data.order.gift_value", "between 0"),
        ("type", "case.renamed", "type", "unknown"),
        ("data", [], "data", "an object is expected"),
        ("data.request_id", ABSENT, "data.request_id", "missing"),
        ("data.request_id", "R/1", "data.request_id", "part of the case's id"),
        ("data.request_id", 17, "data.request_id", "put it in quotes"),
        ("data.request_id", "x" * 190, "data.request_id", "characters"),
        ("data.kind", "dispute", "data.kind", "return_refund, refund_only, compensation"),
        ("data.stage", "unshipped", "data.order.shipped_at", "stage is unshipped"),
        ("data.stage", "in_transit", "data.order.signed_at", "stage is in_transit"),
        ("data.fault", "nobody", "data.fault", "none of buyer"),
        ("data.reason", "", "data.reason", "missing"),
        ("data.amount", 12601, "data.amount", "more than the 12600"),
        ("data.amount", 0, "data.amount", "between 1"),
        ("data.amount", 55.0, "data.amount", "a fraction"),
        ("data.amount", "5500", "data.amount", "a text"),
        ("data.amount", True, "data.amount", "true or false"),
        ("data.amuont", 5500, "data.amuont", "unknown field"),
        ("data.requested_at", "2026-11-21T10:00:00", "data.requested_at", "offset"),
        ("data.requested_at", "yesterday", "data.requested_at", "not a time"),
        ("data.requested_at", "0001-01-01T00:00:00+14:00", "data.requested_at", "century"),
        ("data.items", [], "data.items", "1 to 200"),
        ("data.items.0.line_id", "L9", "data.items[0].line_id", "L1, L2"),
        ("data.items.0.qty", 3, "data.items[0].qty", "more than the 2"),
        ("data.items.0.qty", 0, "data.items[0].qty", "between 1"),
        ("data.order.currency", "yuan", "data.order.currency", "ISO 4217"),
        ("data.order.order_id", 2918463734761365258, "data.order.order_id", "put it in quotes"),
        ("data.order.lines.0.qty", 1.5, "data.order.lines[0].qty", "a fraction"),
        ("data.order.lines.0.unit_price", -1, "data.order.lines[0].unit_price", "between 0"),
        ("data.order.lines.0.unit_price", 10**30, "data.order.lines[0].unit_price", "between 0"),
        ("data.order.lines.1.line_id", "L1", "data.order.lines", "twice"),
        ("data.order.lines.1.line_discount", 1300, "data.order.lines[1].line_discount", "price 1200"),
        ("data.order.lines.0.paid", 11800, "data.order.lines", "state all or none"),
        ("data.order.discounts.0.scope", ["L7"], "data.order.lines", "L7"),
        ("data.order.discounts.0.amount", 99999, "data.order.lines", "exceeds"),
        ("data.order.tenders.0.amount", 12601, "data.order.tenders", "1 more than"),
        ("data.order.tenders.0.kind", "card", "data.order.tenders[0].kind", "unknown field"),
        ("data.order.signed_at", "2026-11-11T09:00:00+08:00", "data.order.signed_at", "before shipped_at"),
        ("data.order.buyer.email", "lin@mail.example\nBcc: all@shop.example", "data.order.buyer.email", "control"),
        ("data.order.buyer.email", "lin", "data.order.buyer.email", "mail address"),
        ("data.order.buyer.time_zone", "Mars/Olympus", "data.order.buyer.time_zone", "time zone"),
        ("data.order.buyer.time_zone", "../../etc/passwd", "data.order.buyer.time_zone", "time zone"),
    ],
)
def test_bad_field_names_itself(path: str, value: object, field: str, words: str) -> None:
    """Every complaint names the field by its whole path, and says what is wrong with it."""
    with pytest.raises(BadMessage) as caught:
        read(at_path(requested(), path, value))

    assert caught.value.field == field
    assert words in caught.value.reason


@pytest.mark.parametrize(
    "slip", ["13911112222", 13911112222, "Lin Qiuyue, 13911112222", {"13911112222": 1}, ["13911112222"]]
)
def test_no_complaint_repeats_what_it_is_about(slip: object) -> None:
    """What slipped into the wrong field may be a phone number; it stays out of answers, logs and lists of errors."""
    paths = [
        *("data.stage", "data.kind", "data.fault", "data.requested_at", "data.amount", "data.items.0.qty"),
        *("data.order.currency", "data.order.paid_at", "data.order.buyer.email", "data.order.buyer.time_zone"),
        *("data.order.tenders.0.amount", "data.order.lines.0.qty", "data.order.freight.mode", "data.13911112222"),
        *("data.order.promo_terms_disclosed", "data.order.lines.0.line_discount", "data.Lin 13911112222", "type"),
    ]
    for path in paths:
        with pytest.raises(BadMessage) as caught:
            read(at_path(requested(), path, slip))
        assert "13911112222" not in str(caught.value), path


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[]", "JSON object"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"a": ' * 33 + b"1" + b"}" * 33, "deeper than 32"),
        (b'{"a": ' + b"[" * 100_000, "deeper than 32"),
        (b'{"a": "\\u0000"}', "control"),
        (b'{"a": "\\ud800"}', "broken Unicode"),
    ],
)
def test_what_is_no_good_json_is_refused(body: bytes, words: str) -> None:
    """Bodies that a lenient reader would take, or choke on, are refused in words."""
    with pytest.raises(BadMessage, match=words):
        json_object(body)


def test_brackets_in_texts_are_no_nesting() -> None:
    """A text full of brackets is a text."""
    assert json_object(json.dumps({"a": "[" * 100 + '\\"{'}).encode()) == {"a": "[" * 100 + '\\"{'}


def test_answers_are_held_against_their_question() -> None:
    """Each question has its own answers."""
    at = "2026-11-22T10:00:00+08:00"
    data = {"request_id": "R-1", "reply_to": "wait_or_intercept", "answer": "intercept", "at": at}
    report = read(message("buyer.replied", data))

    assert isinstance(report, Report)
    assert report.fact == AnswerReported(
        fact="shop:msg_1", question=Question.WAIT_OR_INTERCEPT, answer=Answer.INTERCEPT
    )
    with pytest.raises(BadMessage, match=r"data\.answer: .* does not answer"):
        read(message("buyer.replied", data | {"answer": "accept"}))


def test_words_of_a_buyer_stay_beside_the_fact() -> None:
    """Free text is personal: the fact does not hold it."""
    data = {
        "request_id": "R-1",
        "reply_to": "cancel_reason",
        "answer": "I moved,\nsorry",
        "at": "2026-11-22T10:00:00+08:00",
    }
    report = read(message("buyer.replied", data))

    assert report.words is not None
    assert report.words.text == "I moved,\nsorry"
    assert "moved" not in repr(report.fact)


def test_survey_needs_both_scores() -> None:
    """A survey without its second score says which one is missing."""
    data = {"request_id": "R-1", "reply_to": "survey", "experience": 5, "at": "2026-11-22T10:00:00+08:00"}
    with pytest.raises(BadMessage, match=r"data\.expectation: missing"):
        read(message("buyer.replied", data))


def test_other_messages_become_facts() -> None:
    """A waybill, a ruling and a withdrawal each become their fact."""
    at = "2026-11-22T10:00:00+08:00"
    assert isinstance(read(shipped()).fact, ParcelReported)
    assert read(shipped()).carries == ("yto", "BACK-1")
    ruling = {"request_id": "R-1", "ruling_id": "rl-1", "in_favour_of": "buyer", "amount": 100, "at": at}
    assert isinstance(read(message("case.ruled", ruling)).fact, RulingReported)
    assert isinstance(read(message("case.withdrawn", {"request_id": "R-1", "at": at})).fact, WithdrawalReported)


def test_shops_own_reasons_come_first() -> None:
    """A shop's table beats the common one, and the longest entry that fits says it most exactly."""
    own = Reasons({"不想要": Meant(ground=Ground.OTHER, fault=Fault.NONE)})

    assert own.meant("多拍/错拍/不想要", Stage.UNSHIPPED).ground is Ground.OTHER
    assert Reasons().meant("多拍/错拍/不想要", Stage.UNSHIPPED).ground is Ground.NOT_WANTED
    assert Reasons().meant("多拍/错拍/不想要", Stage.RECEIVED).ground is Ground.NO_REASON
    assert Reasons().meant("缺货", Stage.UNSHIPPED).fault is Fault.SELLER
    assert Reasons().meant("协商一致退款", Stage.RECEIVED) == Meant(ground=Ground.OTHER, fault=Fault.NONE)


INVOICE = {"kind": "paper", "number": "B1", "title": "Lin", "amount": 12600, "tax": 1450}


def test_an_invoice_and_what_is_asked_of_it_are_read() -> None:
    """The order carries its invoice; a request for another title carries the wish, on a ground of its own."""
    asked = requested(kind="invoice", invoice={"title": "Lin Ltd", "tax_no": "91X"})
    asked["data"]["order"]["invoice"] = INVOICE
    found = read(asked)
    assert found.order.invoice == Invoice(kind=InvoiceKind.PAPER, number="B1", title="Lin", amount=12600, tax=1450)
    assert (found.request.ground, found.request.invoice) == (Ground.INVOICE, InvoiceWish(title="Lin Ltd", tax_no="91X"))


@pytest.mark.parametrize(
    ("invoice", "wish", "field"),
    [
        (None, {"title": "Lin Ltd"}, "data.order.invoice"),
        (INVOICE, {"tax_no": "91X"}, "data.invoice.title"),
        (INVOICE | {"tax": 12601}, {"title": "Lin Ltd"}, "data.order.invoice.tax"),
        (INVOICE | {"kind": "clay"}, {"title": "Lin Ltd"}, "data.order.invoice.kind"),
    ],
)
def test_an_invoice_that_cannot_be_is_refused(invoice: Any, wish: dict[str, Any], field: str) -> None:
    """With the field that is wrong."""
    asked = requested(kind="invoice", invoice=wish)
    if invoice is not None:
        asked["data"]["order"]["invoice"] = invoice
    with pytest.raises(BadMessage) as wrong:
        read(asked)
    assert wrong.value.field == field


@pytest.mark.parametrize(("given", "kept"), [({"channel": "phone"}, Way.PHONE), ({}, None)])
def test_the_way_a_request_came_by_is_kept(given: dict[str, str], kept: Way | None) -> None:
    """However it came, it is one form of case; who does not say is not guessed for."""
    message = requested()
    message["data"] |= given
    assert read(message).request.way is kept
