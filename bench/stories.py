"""Stories for a big register: real events of invented cases, four of five closed, the open ones at various places.

Each story is made by the rules once for every sort and day; its copies differ in their ids, which makes a million
events in seconds. Ten events a case, chained as the register chains them.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import asyncpg

from bench.request import Ticket, message
from domain import events as ev
from domain.events import CaseOpened, Event
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.register.row import CaseRow, row_of
from domain.terms import Terms, read_terms
from intake.messages import CaseRequest
from intake.opening import case_opened
from intake.policies import PACKS, Policy
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from store import cases, register
from store.codec import Entry, entry, fold

SHOPS, DAYS, OPEN_EVERY = 10, 60, 5
ID = "B0000000"  # what a copy replaces by its own number, as long as this
SHOP_ASKED = "shop_3"  # whose lists are asked for
AT_ONCE = 2_000  # cases of one COPY


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case: its entries, and its row after each of them."""

    case_id: str
    entries: Sequence[Entry]
    rows: Sequence[CaseRow]


def shop(number: int) -> str:
    """The shop of the case of this number."""
    return f"shop_{_shop_of(number)}"


def _shop_of(number: int) -> int:
    return number // OPEN_EVERY % SHOPS


def _day_of(number: int) -> int:
    return number // (OPEN_EVERY * SHOPS) % DAYS


def case_id(number: int) -> str:
    """Its id."""
    return f"case-{shop(number)}-shop-B{number:07d}"


def order_id(number: int) -> str:
    """Its order."""
    return f"SB{number:07d}"


def fresh(number: int) -> Story:
    """A case that no register has yet."""
    story = template("closed", 0, 0)
    mine = f"A{number:07d}"
    entries = [replace(each, data=_renamed(each.data, mine)) for each in story]
    rows = [row_of(fold(entries[:upto]), entries[upto - 1].at) for upto in range(1, len(entries) + 1)]
    return Story(case_id=rows[0].case_id, entries=entries, rows=rows)


def _renamed(data: dict[str, Any], mine: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(data).replace(ID, mine))
    return found


@cache
def template(sort: str, of_shop: int, day: int) -> tuple[Entry, ...]:
    """The entries of one sort of case that was opened so many days ago."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=day, hours=1)
    told = [_opened(f"shop_{of_shop}", start, dear=sort == "deciding"), *SORTS[sort](start)]
    return tuple(entry(event, seq=seq, at=start + timedelta(minutes=seq)) for seq, event in enumerate(told, start=1))


def _opened(of_shop: str, start: datetime, *, dear: bool) -> CaseOpened:
    found = message(Ticket(number=ID, price=89_900 if dear else 19_900))
    asked = read_shop_message(found, shop=of_shop, message_id="m", reasons=Reasons({}))
    assert isinstance(asked, CaseRequest)  # what message() makes
    asked = replace(asked, request=replace(asked.request, requested_at=start))
    return case_opened(asked, Policy(terms=_terms(), reasons=Reasons({})))


@cache
def _terms() -> Terms:
    file = PACKS / "cn_other.toml"
    return read_terms(file.read_text(encoding="utf-8"), name=file.name)


def _letter(name: str) -> Event:
    return ev.BuyerContacted(letter=name, channel="mail", key=f"case-shop-{ID}/{name}/1")


def _alarms(start: datetime, times: int) -> list[Event]:
    return [ev.AlarmRaised(clock="respond", percent=50 + n, due_at=start + timedelta(hours=n)) for n in range(times)]


def _deciding(start: datetime) -> list[Event]:
    return _alarms(start, 9)


def _waiting(start: datetime) -> list[Event]:
    agreed = ev.RequestAgreed(by="policy", note="no-reason return within seven days", seller_pays_freight=False)
    window = ev.ReturnWindowOpened(ship_by=start + timedelta(days=7))
    return [agreed, _letter("N7-1"), window, *[_letter("N7-R") for _ in range(6)]]


def _stuck(start: datetime, reason: str = "NEEDS_FUNDS") -> list[Event]:
    words = "payments: the paying account does not pay. Fund or unfreeze it, then retry."
    return [*_waiting(start)[:-1], ev.StepParked(step="refund", reason=reason, message=words)]


def _rarely_stuck(start: datetime) -> list[Event]:
    return _stuck(start, "CREDENTIALS")


def _closed(start: datetime) -> list[Event]:
    waybill = f"W{ID}"
    found = FoundLine(line_id="1", qty=1, grade=Grade.AS_NEW)
    finding = Finding(finding_id=f"f{ID}", waybill=waybill, inspector="wh-07", at=start, lines=(found,))
    key = f"case-shop-{ID}/refund/1"
    return [
        *_waiting(start)[:3],
        ev.ParcelSent(carrier="sto", waybill=waybill, at=start),
        ev.ParcelMoved(carrier="sto", waybill=waybill, state=ParcelState.SIGNED, at=start),
        ev.GoodsInspected(finding=finding),
        ev.PaymentDecided(key=key, kind=ev.Payment.REFUND, decision=1, amount=19_900),
        ev.PaymentChanged(key=key, state=ev.PaymentState.SETTLED, provider_ref=f"P{ID}"),
        ev.CaseClosed(resolution=ev.Resolution.REFUNDED),
    ]


SORTS = {"closed": _closed, "deciding": _deciding, "waiting": _waiting, "stuck": _stuck, "rare": _rarely_stuck}
OPEN_SORTS = (*("waiting", "waiting", "waiting", "deciding", "stuck") * 4, "rare")


def sort_of(number: int) -> str:
    """One in five is open; of these one in five waits for a decision, one in five is stuck, and a few rarely so."""
    return OPEN_SORTS[number // (OPEN_EVERY * SHOPS) % len(OPEN_SORTS)] if number % OPEN_EVERY == 0 else "closed"


async def load(url: str, *, of: int) -> dict[str, Any]:
    """Fill an empty register with so many cases."""
    connection = await asyncpg.connect(url)  # no codec of ours: COPY takes jsonb as text
    try:
        for first in range(0, of, AT_ONCE):
            await _copy(connection, range(first, min(first + AT_ONCE, of)))
        await connection.execute("VACUUM ANALYZE")
        size = await connection.fetchval("SELECT pg_database_size(current_database())")
        events = await connection.fetchval("SELECT count(*) FROM case_events")
    finally:
        await connection.close()
    return {"cases": of, "events": events, "megabytes": round(size / 1e6)}


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", numbers: range) -> None:
    lines, rows = list[tuple[Any, ...]](), list[dict[str, Any]]()
    for number in numbers:
        lines += _chained(number)
        rows.append(_row(number))
    columns = ("case_id", "seq", "type", "at", "actor", "data", "hash")
    await connection.copy_records_to_table("case_events", records=lines, columns=columns)
    await connection.execute(cases.PROJECT_ROWS, json.dumps(rows))


def _chained(number: int) -> Iterator[tuple[Any, ...]]:
    before, mine = b"", case_id(number)
    for kept, text, data in _texts(sort_of(number), _shop_of(number), _day_of(number)):
        own = f"B{number:07d}"
        before = hashlib.sha256(before + text.replace(ID, own).encode()).digest()
        yield (mine, kept.seq, kept.type, kept.at, kept.actor, data.replace(ID, own), before)


@cache
def _texts(sort: str, of_shop: int, day: int) -> tuple[tuple[Entry, str, str], ...]:
    of = f"case-shop_{of_shop}-shop-{ID}"
    story = template(sort, of_shop, day)
    return tuple((each, register.canonical(of, each), json.dumps(each.data)) for each in story)


def _row(number: int) -> dict[str, Any]:
    text = _row_text(sort_of(number), _shop_of(number), _day_of(number))
    found: dict[str, Any] = json.loads(text.replace(ID, f"B{number:07d}"))
    return found


@cache
def _row_text(sort: str, of_shop: int, day: int) -> str:
    story = template(sort, of_shop, day)
    return json.dumps(cases.as_json_row(row_of(fold(story), story[-1].at)))
