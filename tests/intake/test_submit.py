"""Files of requests: JSON, JSON lines and tables, with an answer for each row."""

import json
from pathlib import Path
from typing import Any

import pytest

from intake.csv_form import COLUMNS, column_of
from intake.messages import BadMessage
from intake.submit import Outcome, Row, RowResult, dry_run, read_file, submit
from tests.intake.conftest import Intake
from tests.intake.intake_forms import at_path, requested, shipped

CELLS = {
    "request_id": "T-1",
    "kind": "return_refund",
    "stage": "received",
    "reason": "no reason",
    "fault": "buyer",
    "amount": "5500",
    "requested_at": "2026-11-21T10:00:00+08:00",
    "order_id": "B-1",
    "currency": "CNY",
    "tenders": "cash=12300;points=500",
    "paid_at": "2026-11-10T10:00:00+08:00",
    "buyer_id": "b-9",
    "buyer_email": "lin@mail.example",
    "line_id": "L1",
    "qty": "2",
    "unit_price": "5900",
    "asked_qty": "1",
}
SECOND = {"request_id": "T-1", "line_id": "L2", "qty": "1", "unit_price": "1000"}


def table(folder: Path, *rows: dict[str, str]) -> Path:
    """A CSV file with a byte-order mark, as spreadsheet programs write it."""
    names = tuple(dict.fromkeys((*CELLS, *(name for row in rows for name in row))))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    file = folder / "cases.csv"
    file.write_text("\r\n".join(lines), encoding="utf-8-sig")
    return file


async def all_of(intake: Intake, file: Path) -> list[RowResult]:
    """The answers to a file, by place."""
    results = submit(
        read_file(file), shop=intake.shop, policy=intake.policies[intake.shop], handling=intake.handling, at_once=4
    )
    return sorted([result async for result in results], key=lambda result: result.place)


def refusal(folder: Path, intake: Intake, *rows: dict[str, str]) -> tuple[str, str]:
    """Field and reason of the first row that is refused."""
    for row in read_file(table(folder, *rows)):
        try:
            dry_run(row, shop=intake.shop, policy=intake.policies[intake.shop])
        except BadMessage as wrong:
            return wrong.field, wrong.reason
    pytest.fail("no row was refused")


async def test_lines_are_opened_and_answered_each_for_itself(intake: Intake, tmp_path: Path) -> None:
    """Good rows are opened beside bad ones, whose answer names field and reason."""
    file = tmp_path / "cases.jsonl"
    bad = at_path(requested("R-2"), "data.items.0.qty", 9)
    file.write_text("\n".join(json.dumps(each) for each in (requested("R-1"), bad, shipped())) + "\n{broken\n")
    results = await all_of(intake, file)

    assert [result.outcome for result in results] == [Outcome.OPENED, *[Outcome.REFUSED] * 3]
    assert [result.field for result in results] == ["", "data.items[0].qty", "type", "body"]
    assert results[1].place == "cases.jsonl, line 2"
    assert await intake.case_ids() == [intake.id("R-1")]


async def test_submitting_again_opens_nothing_twice(intake: Intake, tmp_path: Path) -> None:
    """The same file a second time: every case is open already."""
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([requested(f"R-{number}") for number in range(20)]))
    first, second = await all_of(intake, file), await all_of(intake, file)

    assert {result.outcome for result in first} == {Outcome.OPENED}
    assert {result.outcome for result in second} == {Outcome.ALREADY_OPEN}
    assert len(await intake.case_ids()) == 20


async def test_file_and_webhook_speak_of_the_same_case(intake: Intake, tmp_path: Path) -> None:
    """A request that came by HTTP is open already for the file."""
    await intake.send(requested("R-1"))
    await intake.settle()
    file = tmp_path / "one.json"
    file.write_text(json.dumps(requested("R-1"), indent=2))

    [result] = await all_of(intake, file)
    assert (result.outcome, result.case_id) == (Outcome.ALREADY_OPEN, intake.id("R-1"))


async def test_temporal_away_leaves_a_case_to_be_started(nowhere: Intake, intake: Intake, tmp_path: Path) -> None:
    """A case that Temporal cannot take is claimed, says so, and is started by the next sweep."""
    file = tmp_path / "one.json"
    file.write_text(json.dumps(requested("R-1")))
    [result] = await all_of(nowhere, file)
    assert (result.outcome, result.started) == (Outcome.OPENED, False)

    await intake.dispatcher.sweep()
    assert await intake.told(intake.id("R-1")) == []


async def test_table_rows_of_one_request_are_one_case(intake: Intake, tmp_path: Path) -> None:
    """Two lines of an order, one of them asked back, and the next request below."""
    other = CELLS | {"request_id": "T-2", "order_id": "B-2", "tenders": "cash=11800"}
    results = await all_of(intake, table(tmp_path, CELLS, SECOND, other))

    assert [result.outcome for result in results] == [Outcome.OPENED, Outcome.OPENED]
    opening: dict[str, Any] = await intake.pool.fetchval("SELECT opening FROM case_ids WHERE external_id = 'T-1'")
    assert [line["line_id"] for line in opening["order"]["lines"]] == ["L1", "L2"]
    assert opening["request"]["items"] == [{"line_id": "L1", "qty": 1, "wanted": None, "fault": None, "component": ""}]
    assert [tender["type"] for tender in opening["order"]["tenders"]] == ["cash", "points"]


async def test_an_invoice_is_asked_for_in_a_table(intake: Intake, tmp_path: Path) -> None:
    """Its columns carry the invoice as it was issued, and the title that is asked for."""
    issued = {"invoice_number": "B1", "invoice_title": "Lin", "invoice_amount": "12600", "invoice_tax": "1450"}
    asked = {"kind": "invoice", "asked_title": "Lin Ltd", "asked_tax_no": "91X", "invoice_kind": "paper"}
    results = await all_of(intake, table(tmp_path, CELLS | {"tenders": "cash=11800"} | issued | asked))
    assert [result.outcome for result in results] == [Outcome.OPENED]
    opening: dict[str, Any] = await intake.pool.fetchval("SELECT opening FROM case_ids WHERE external_id = 'T-1'")
    assert (opening["order"]["invoice"]["kind"], opening["order"]["invoice"]["tax"]) == ("paper", 1450)
    assert (opening["request"]["invoice"]["title"], opening["request"]["invoice"]["tax_no"]) == ("Lin Ltd", "91X")


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"qty": "two"}, "qty", "whole number"),
        ({"unit_price": "59.00"}, "unit_price", "minor units"),
        ({"asked_qty": "3"}, "asked_qty", "more than the 2"),
        ({"tenders": "cash=1;points=1"}, "tenders", "11798 less than"),
        ({"buyer_email": "lin"}, "buyer_email", "mail address"),
        ({"currency": "yuan"}, "currency", "ISO 4217"),
        ({"requested_at": "21.11.2026"}, "requested_at", "not a time"),
        ({"asked_qty": ""}, "asked_qty", "1 to 200"),
    ],
)
def test_bad_cell_names_its_column(
    nowhere: Intake, tmp_path: Path, changes: dict[str, str], column: str, words: str
) -> None:
    """Complaints about a table speak of its columns, not of the form behind them."""
    field, reason = refusal(tmp_path, nowhere, CELLS | {"tenders": "cash=11800"} | changes)
    assert field == column
    assert words in reason


def test_rows_that_contradict_each_other_are_refused(nowhere: Intake, tmp_path: Path) -> None:
    """A request cannot be of two orders, nor stand in two places of a table."""
    assert refusal(tmp_path, nowhere, CELLS, SECOND | {"order_id": "B-9"})[0] == "order_id"
    other = CELLS | {"request_id": "T-2", "tenders": "cash=11800"}
    torn = (CELLS | {"tenders": "cash=11800"}, other, SECOND)
    assert refusal(tmp_path, nowhere, *torn)[1].startswith("this request came further up")


@pytest.mark.parametrize(
    ("header", "words"),
    [("request_id,colour", "unknown column colour"), ("request_id", "missing column"), ("", "missing column")],
)
def test_header_is_checked_first(tmp_path: Path, header: str, words: str) -> None:
    """A table with other columns is not guessed at."""
    file = tmp_path / "cases.csv"
    file.write_text(header + "\nx\n")
    with pytest.raises(BadMessage, match=words):
        list(read_file(file))


def test_dry_run_says_what_would_open_and_writes_nothing(nowhere: Intake) -> None:
    """The event that would be the case's first, without a database."""
    row = Row(place="here", found=requested("R-1"))
    event = dry_run(row, shop=nowhere.shop, policy=nowhere.policies[nowhere.shop])
    assert (event.case_id, event.order.order_id) == (nowhere.id("R-1"), "A-R-1")


def test_every_column_is_found_from_its_field() -> None:
    """Each place of the form leads back to a column of the table."""
    places = {"order.buyer.id": "buyer_id", "items[0].qty": "asked_qty", "order.lines[3].qty": "qty", "kind": "kind"}
    assert {place: column_of(place) for place in places} == places
    assert set(places.values()) <= set(COLUMNS)
