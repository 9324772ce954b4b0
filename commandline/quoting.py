"""`quote`: what the money rules say to one worked example, each line explained."""

import json as jsonlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from commandline.exits import Failed
from commandline.options import Json, Lang, Language
from commandline.output import emit, line, say

EXPLAINED = "refund_quote"  # the kind of example whose lines can be explained one by one


def quote(
    file: Annotated[
        Path,
        Parameter(
            name="FILE",
            allow_leading_hyphen=True,
            help="One example: an object with `kind`, `jurisdiction`, `inputs`. `-`: standard input.",
        ),
    ],
    /,
    *,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Answer one example of the money rules, every line with the rule that made it."""
    from domain.quotes.example_form import ExampleError
    from domain.quotes.examples import quote_example

    example = _read(file)
    try:
        answer = quote_example(example)
    except ExampleError as wrong:
        raise Failed("BAD_EXAMPLE", f"{file}: {wrong}.", "tests/domain/money_examples.json shows the form") from wrong
    except ValueError as wrong:
        raise Failed("IMPOSSIBLE", f"{file}: {wrong}.", "correct the amounts of the example") from wrong
    if json:
        emit(answer)
        return
    if example.get("kind") == EXPLAINED:
        _explain(example, lang)
    else:
        _explain_formula(example, answer, lang)
    say("金额以最小货币单位（分）计" if lang is Language.ZH else "Amounts below are in minor units.")
    for name, value in answer.items():
        line(f"{name}: {jsonlib.dumps(value, ensure_ascii=False)}")


def _read(file: Path) -> Mapping[str, Any]:
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    try:
        found = jsonlib.loads(text)
    except ValueError as wrong:
        raise Failed("BAD_JSON", f"{file} is not JSON: {wrong}.", "give one object") from wrong
    if not isinstance(found, dict):
        raise Failed("BAD_EXAMPLE", f"{file} has no object, but a {type(found).__name__}.", "give one object")
    return found


def _explain(example: Mapping[str, Any], lang: Language) -> None:
    from domain.money import format_money
    from domain.quotes.examples import quote_of
    from domain.quotes.explain import explain

    quoted = quote_of(example)
    for count, said in enumerate(explain(quoted)):
        amount = quoted.lines[count].amount if count < len(quoted.lines) else 0
        shown = format_money(amount, quoted.currency) if amount else ""
        line(f"{shown:>14}  {said.zh if lang is Language.ZH else said.en}")
    line(f"{format_money(quoted.buyer_receives_total, quoted.currency):>14}  {TOTAL[lang]}")
    line()


def _explain_formula(example: Mapping[str, Any], answer: Mapping[str, object], lang: Language) -> None:
    from domain.quotes.explain_others import explain_formula

    said = explain_formula(example["kind"], example["inputs"], answer)
    line(said.zh if lang is Language.ZH else said.en)
    line()


TOTAL = {Language.EN: "the buyer receives", Language.ZH: "买家共得"}
