"""Cases from a table: one row an order line, rows of one request below each other.

Columns that say something about the request or the order are filled in the first row of a request, and may be left
empty, or repeated, in the rows below it. Amounts are minor units, times have an offset. `tenders` lists the means of
payment, such as `cash=11800;points=200`. `asked_qty` is how many units of the line the buyer asks for; empty or 0 for a
line that is only part of the order. In an exchange `wanted_sku` and `wanted_price` name the other item; in a complaint
about what arrived `flaw` and `wish` say what is wrong and what the buyer would like. For goods that have not left
`supply_until` is a new date, and `supply_sku`, `supply_price` and `supply_title` another item that can be sent.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake.fields import field_name
from intake.messages import BadMessage

# column: where its value stands in the generic form; whole numbers end in a colon and "int".
REQUEST_COLUMNS: Mapping[str, str] = {
    "request_id": "request_id",
    "kind": "kind",
    "stage": "stage",
    "reason": "reason",
    "fault": "fault",
    "amount": "amount:int",
    "requested_at": "requested_at",
    "channel": "channel",
    "flaw": "flaw",
    "wish": "wish",
    "order_id": "order.order_id",
    "currency": "order.currency",
    "tenders": "order.tenders",
    "paid_at": "order.paid_at",
    "shipped_at": "order.shipped_at",
    "signed_at": "order.signed_at",
    "confirmed_at": "order.confirmed_at",
    "ship_by": "order.ship_by",
    "in_production_since": "order.in_production_since",
    "presale_price": "order.presale.contract_price:int",
    "presale_deposit": "order.presale.deposit:int",
    "supply_until": "supply.until",
    "supply_sku": "supply.substitute.sku",
    "supply_price": "supply.substitute.unit_price:int",
    "supply_title": "supply.substitute.title",
    "carrier": "order.carrier",
    "waybill": "order.waybill",
    "buyer_id": "order.buyer.id",
    "buyer_name": "order.buyer.name",
    "buyer_email": "order.buyer.email",
    "buyer_phone": "order.buyer.phone",
    "buyer_locale": "order.buyer.locale",
    "buyer_time_zone": "order.buyer.time_zone",
    "freight_mode": "order.freight.mode",
    "freight_charged": "order.freight.charged:int",
    "freight_base": "order.freight.base:int",
    "freight_free_threshold": "order.freight.free_threshold:int",
    "gift_value": "order.gift_value:int",
    "gift_sku": "order.gift_sku",
    "invoice_kind": "order.invoice.kind",
    "invoice_number": "order.invoice.number",
    "invoice_title": "order.invoice.title",
    "invoice_amount": "order.invoice.amount:int",
    "invoice_tax": "order.invoice.tax:int",
    "asked_title": "invoice.title",
    "asked_tax_no": "invoice.tax_no",
    "defect_kind": "defect.kind",
    "defect_symptom": "defect.symptom",
    "defect_wish": "defect.wish",
    "defect_serial_no": "defect.serial_no",
    "defect_invoice_at": "defect.invoice_at",
    "defect_service_point": "defect.service_point",
}
LINE_COLUMNS: Mapping[str, str] = {
    "line_id": "line_id",
    "sku": "sku",
    "title": "title",
    "category": "category",
    "supplier": "supplier",
    "qty": "qty:int",
    "unit_price": "unit_price:int",
    "line_discount": "line_discount:int",
    "paid": "paid:int",
}
ASKED = "asked_qty"
LINE_FAULT = "line_fault"  # where it is another than that of the request
WANTED: Mapping[str, str] = {
    "wanted_sku": "sku",
    "wanted_price": "unit_price:int",
    "wanted_title": "title",
}
COLUMNS = (*REQUEST_COLUMNS, *LINE_COLUMNS, ASKED, LINE_FAULT, *WANTED)
NEEDED = (
    *("request_id", "kind", "stage", "reason", "fault", "requested_at", "order_id", "currency", "tenders", "paid_at"),
    *("buyer_id", "line_id", "qty", "unit_price", ASKED),
)
WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True)
class TableCase:
    """The rows of one request in the generic form, or what is wrong with them; `row` is the first one's line number."""

    row: int
    found: Mapping[str, Any] | BadMessage


def read_table(lines: Iterable[str]) -> Iterator[TableCase]:
    """The requests of a CSV file with a header. Raises BadMessage when the header is not one of ours."""
    table = csv.DictReader(lines, strict=True, restkey="", restval="")
    _check_header(table.fieldnames)
    group: list[dict[str, str]] = []
    first, seen = 0, set[str]()
    for row in _rows(table):
        request_id = row.get("request_id", "")
        if group and request_id not in {"", group[0]["request_id"]}:
            yield _case(first, group, seen)
            group = []
        first = first if group else table.line_num
        group.append(row)
    if group:
        yield _case(first, group, seen)


def _rows(table: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        for row in table:
            cells = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
            if any(cells.values()) or "" in row:
                yield cells | ({"": "more"} if "" in row else {})
    except csv.Error as wrong:
        raise BadMessage(f"line {table.line_num}", f"not CSV: {wrong}") from None


def _check_header(names: Iterable[str] | None) -> None:
    found = [name.strip() for name in names or ()]
    if unknown := [name for name in found if name not in COLUMNS]:
        raise BadMessage("header", f"unknown column {field_name(unknown[0])}; known are {', '.join(COLUMNS)}")
    if twice := [name for name in found if found.count(name) > 1]:
        raise BadMessage("header", f"column {twice[0]!r} stands twice")
    if missing := [name for name in NEEDED if name not in found]:
        raise BadMessage("header", f"missing column {', '.join(missing)}")


def _case(first: int, rows: list[dict[str, str]], seen: set[str]) -> TableCase:
    try:
        _check_together(rows[0]["request_id"], seen)
        return TableCase(row=first, found=_form(rows))
    except BadMessage as wrong:
        return TableCase(row=first, found=wrong)


def _check_together(request_id: str, seen: set[str]) -> None:
    if request_id in seen:
        raise BadMessage("request_id", "this request came further up: put all rows of a request together")
    seen.add(request_id)


def _form(rows: list[dict[str, str]]) -> dict[str, Any]:
    """The generic form's `data` of one request."""
    form: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        if "" in row:
            raise BadMessage("header", f"row {number} of the request has more cells than the header has columns")
        for column in REQUEST_COLUMNS:
            _place(form, column, row.get(column, ""), number)
    form.setdefault("order", {})["lines"] = [_line(row) for row in rows]
    form["items"] = [
        {"line_id": row["line_id"], "qty": _whole(ASKED, row[ASKED]), **_wanted(row), **_blamed(row)}
        for row in rows
        if row.get(ASKED, "") not in {"", "0"}
    ]
    return form


def _place(form: dict[str, Any], column: str, word: str, number: int) -> None:
    if not word:
        return
    path, _, kind = REQUEST_COLUMNS[column].partition(":")
    value: object = _tenders(word) if column == "tenders" else _whole(column, word) if kind else word
    *outer, name = path.split(".")
    for part in outer:
        form = form.setdefault(part, {})
    if form.setdefault(name, value) != value:
        raise BadMessage(column, f"row {number} of the request says something else than a row above it")


def _line(row: dict[str, str]) -> dict[str, Any]:
    return _cells(row, LINE_COLUMNS)


def _blamed(row: dict[str, str]) -> dict[str, Any]:
    return {"fault": row[LINE_FAULT]} if row.get(LINE_FAULT) else {}


def _wanted(row: dict[str, str]) -> dict[str, Any]:
    """The item that the buyer wants instead, in an exchange."""
    wanted = _cells(row, WANTED)
    return {"wanted": wanted} if wanted else {}


def _cells(row: dict[str, str], columns: Mapping[str, str]) -> dict[str, Any]:
    return {
        path.partition(":")[0]: _whole(column, row[column]) if path.endswith(":int") else row[column]
        for column, path in columns.items()
        if row.get(column)
    }


def _whole(column: str, word: str) -> int:
    if not WHOLE.fullmatch(word):
        raise BadMessage(column, "not a whole number (money in minor units)")
    return int(word)


def _tenders(word: str) -> list[dict[str, Any]]:
    pairs = [part.partition("=") for part in word.split(";") if part.strip()]
    return [{"type": name.strip(), "amount": _whole("tenders", amount.strip())} for name, _, amount in pairs]


def column_of(path: str) -> str:
    """The column that a complaint about a field of the generic form is about."""
    plain = INDEX.sub("", path.removeprefix("data.").partition(" ")[0])
    if plain.startswith("items"):
        name = plain.rpartition(".")[2]
        if name == "fault":
            return LINE_FAULT
        return next((column for column, path in WANTED.items() if path.partition(":")[0] == name), ASKED)
    if plain.startswith("order.lines."):
        return plain.removeprefix("order.lines.")
    named = {where.partition(":")[0]: column for column, where in REQUEST_COLUMNS.items()}
    while plain and plain not in named:
        plain = plain.rpartition(".")[0]
    return named.get(plain, path)
