"""Every worked example of money_examples.json, and what happens to one that cannot be read."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.quotes.example_form import ExampleError
from domain.quotes.examples import KINDS, quote_example, quote_of
from domain.quotes.explain import explain
from domain.quotes.quote import ORDER_CHANNEL, Quote, total

EXAMPLES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("money_examples.json").read_text(encoding="utf-8")
)["examples"]
REFUNDS = [example for example in EXAMPLES if example["kind"] == "refund_quote"]
QUOTES = TypeAdapter(Quote)


def named(example: dict[str, Any]) -> str:
    """The example's id, for the test's name."""
    return str(example["id"])


def test_every_kind_of_the_file_is_answered() -> None:
    """No example is passed over because its kind is unknown."""
    assert {example["kind"] for example in EXAMPLES} == set(KINDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_the_rules_give_what_the_example_expects(example: dict[str, Any]) -> None:
    """All fields of `expected`, to the last fen, and no others."""
    assert json.loads(json.dumps(quote_example(example))) == example["expected"]


@pytest.mark.parametrize("example", REFUNDS, ids=named)
def test_a_quote_survives_json_and_stays_small(example: dict[str, Any]) -> None:
    """Histories carry the quote: it comes back equal, in under a kilobyte."""
    quote = quote_of(example)
    sent = QUOTES.dump_json(quote)

    assert QUOTES.validate_json(sent) == quote
    assert len(sent) < 1000


@pytest.mark.parametrize("example", REFUNDS, ids=named)
def test_the_lines_of_a_quote_make_its_totals(example: dict[str, Any]) -> None:
    """What is explained is what is paid."""
    quote = quote_of(example)

    assert total(quote.lines, *ORDER_CHANNEL) == quote.order_refund
    assert sum(quote.goods_by_line().values()) == quote.goods_refund
    assert sum(quote.compensation.values()) == quote.compensation_total


@pytest.mark.parametrize("example", REFUNDS, ids=named)
def test_every_line_is_explained_in_both_languages(example: dict[str, Any]) -> None:
    """Each line, each flag and the tenders have a sentence without a hole."""
    quote = quote_of(example)
    said = explain(quote)

    assert len(said) == len(quote.lines) + len(quote.flags) + bool(quote.tender_split)
    assert all(one.zh and one.en and "{" not in one.zh + one.en for one in said)


def test_an_explanation_shows_its_arithmetic() -> None:
    """M10: two of five units, by the rule that made the amount."""
    example = next(example for example in EXAMPLES if example["id"] == "M10")

    sentence = explain(quote_of(example))[0]

    assert sentence.en == "line L1, 2 of 5 units of 59.12: floor(5912*2/5) = 23.64 (MR-3)"
    assert "floor(5912*2/5) = 23.64" in sentence.zh


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["kind"], "refund", r"example.kind 'refund' is unknown: the kinds are carrier_claim, "),
        (["inputs", "lines", 0, "qty"], 0, r"inputs.lines\[0\].qty: must be a whole number of 1 or more, got 0"),
        (["inputs", "lines", 0, "qty"], True, r"inputs.lines\[0\].qty: must be a whole number"),
        (["inputs", "lines", 0, "unit_price"], 59.9, r"inputs.lines\[0\].unit_price: .* got 59.9"),
        (["inputs", "lines"], {}, r"inputs.lines: must be a list"),
        (["inputs", "request", "kind"], "refund", r"inputs.request.kind: must be one of cancel, .* got 'refund'"),
        (["inputs", "request", "fault"], None, r"inputs.request.fault: is missing"),
        (["inputs", "request", "packaging_fee_agred"], 5, r"perhaps 'packaging_fee_agreed' was meant"),
        (["inputs", "request", "abuse_confirmed"], "yes", r"inputs.request.abuse_confirmed: must be true or false"),
        (["inputs", "freight", "mode"], "free", r"inputs.freight.mode: must be one of buyer_paid"),
    ],
)
def test_an_example_that_cannot_be_read_names_the_field(path: list[Any], value: object, words: str) -> None:
    """The message says which field is wrong and why."""
    example = deepcopy(EXAMPLES[0])
    at: Any = example
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value

    with pytest.raises(ExampleError, match=words):
        quote_example(example)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"requested_qty": 1}, {"decision": "approve", "order_refund": 3333}),
        ({"requested_qty": 4}, {"decision": "reject", "order_refund": 0, "error": "QTY_EXCEEDS_REMAINING"}),
        ({"requested_amount": 10000}, {"decision": "approve", "order_refund": 10000}),
        ({"requested_amount": 10001}, {"decision": "reject", "order_refund": 0, "error": "AMOUNT_EXCEEDS_REMAINING"}),
    ],
)
def test_the_guard_holds_units_and_amounts(inputs: dict[str, int], expected: dict[str, object]) -> None:
    """MR-1: neither more units than were bought nor more money than was paid."""
    asked = {"line_paid": 10000, "qty": 3} | inputs

    assert quote_example({"kind": "guard", "inputs": asked}) == expected
