"""What the paper of a case says, row by row: the same for a terminal, a printer and a program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commandline import paper_words as words
from commandline.options import Language
from domain.defects.repair_slip import RepairSlip
from domain.exchanges.slip import Slip
from domain.money import format_money
from domain.quotes.quote import Bearer
from domain.register.return_slip import ReturnLine, ReturnSlip
from domain.telling.phrases import local
from domain.words.quality import CAUSES

if TYPE_CHECKING:
    from gateways.connections import Care
    from store.buyers import Person

TICKED, EMPTY = "☑", "☐"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All that may be on one paper; None for what the case has not, or what the shops file does not say."""

    slip: ReturnSlip
    exchange: Slip | None
    repair: RepairSlip | None
    person: "Person | None"
    care: "Care | None"
    time_zone: str


Row = tuple[str, str]


def rows_of(paper: Paper, lang: Language) -> list[Row]:
    """Heading and content of each row, in the order in which they are printed; without what is empty."""
    pen = _Pen(lang, paper.slip.currency, paper.time_zone)
    rows = [
        *_of_buyer(paper),
        *_of_return(paper.slip, pen),
        *(_of_exchange(paper.exchange, pen) if paper.exchange is not None else ()),
        *(_of_repair(paper.repair, pen) if paper.repair is not None else ()),
        *_of_shop(paper.care),
    ]
    return [(pen.say(words.LABELS[name]), told) for name, told in rows if told]


class _Pen:
    """Writes values in one language, one currency and one time zone."""

    def __init__(self, lang: Language, currency: str, time_zone: str) -> None:
        self.at = 0 if lang is Language.ZH else 1
        self.currency = currency
        self.time_zone = time_zone

    def say(self, said: words.Words, **values: object) -> str:
        return said[self.at].format_map(values)

    def money(self, amount: int) -> str:
        return format_money(amount, self.currency)

    def moment(self, moment: datetime | None) -> str:
        return local(moment, self.time_zone) if moment is not None else ""

    def boxes(self, choices: tuple[words.Words, words.Words], *, first: bool | None) -> str:
        """Both choices with their boxes; both empty, for a pen, where nobody knows yet."""
        marks = (first is True, first is False)
        return self.ticked(zip(marks, choices, strict=True))

    def ticked(self, choices: Iterable[tuple[bool, words.Words]]) -> str:
        return "  ".join(f"{TICKED if mark else EMPTY} {self.say(said)}" for mark, said in choices)


def _of_buyer(paper: Paper) -> list[Row]:
    """Where the buyer's data were erased, the paper has no name."""
    person = paper.person
    if person is None:
        return []
    return [("nick", person.nick), ("name", person.name), ("phone", person.phone), ("address", person.address)]


def _of_return(slip: ReturnSlip, pen: _Pen) -> list[Row]:
    asked = pen.say(words.UNSAID) if slip.asked is None else pen.say(words.ASKED, amount=pen.money(slip.asked))
    paid = pen.say(words.PAID, amount=pen.money(slip.paid_back)) if slip.paid_back else ""
    handlings = ((slip.handling is each, said) for each, said in words.HANDLINGS.items())
    return [
        ("order", slip.order_id),
        ("bought", "\n".join(_line(line, pen) for line in slip.lines)),
        ("gift", pen.boxes(words.YES_NO, first=slip.gift_sent)),
        ("gift_back", pen.boxes(words.IS_SO, first=slip.gift_back) if slip.gift_sent else ""),
        ("signed", pen.moment(slip.signed_at)),
        ("handling", pen.ticked(handlings)),
        ("refund", f"{asked}{paid}"),
        ("reason", slip.reason),
        ("packaging", pen.boxes(words.PACKAGING, first=slip.packaging_intact)),
        ("goods", pen.boxes(words.GOODS, first=slip.goods_damaged)),
        ("late", pen.boxes(words.IS_SO, first=slip.late_receipt)),
        ("freight", pen.ticked((slip.freight is each, said) for each, said in words.BEARERS.items())),
        ("send_by", pen.moment(slip.ship_by)),
        ("waybill", ", ".join(slip.waybills)),
    ]


def _line(line: ReturnLine, pen: _Pen) -> str:
    article = f" [{line.sku}]" if line.sku and line.sku != line.title else ""
    counted = pen.say(words.FOUND, **vars(line)) if line.intact or line.worn or line.foreign else ""
    return f"{line.qty} x {line.title}{article}{counted}"


def _of_exchange(slip: Slip, pen: _Pen) -> list[Row]:
    """The form of an exchange, of what comes in and what goes out (R73 to R75)."""
    out = [f"{row.qty} x {row.wanted}{f' {row.sent}' if row.sent else ''}" for row in slip.lines if row.wanted]
    return [
        ("out", "\n".join(out)),
        ("postage", pen.money(slip.postage) if slip.postage_due else pen.say(words.BEARERS[Bearer.SELLER])),
        ("recharged", pen.money(slip.recharged) if slip.recharged else ""),
        ("booked", pen.boxes(words.IS_SO, first=slip.booked)),
        ("handler", slip.handler),
        ("handled_at", pen.moment(slip.handled_at)),
    ]


def _of_repair(slip: RepairSlip, pen: _Pen) -> list[Row]:
    """The form of a repair: what is wrong, what was done, what it cost, and how long it is guaranteed (R55)."""
    price = "" if slip.price is None else pen.money(slip.price) if slip.price else pen.say(words.FREE)
    found = CAUSES[slip.examined] if slip.examined is not None else None
    return [
        ("serial", slip.serial_no),
        ("symptom", slip.symptom),
        ("tried", "\n".join(slip.steps)),
        ("examined", pen.say(found) if found is not None else ""),
        ("cause", slip.cause),
        ("cure", slip.cure),
        ("parts", slip.parts),
        ("hours", str(slip.hours) if slip.hours else ""),
        ("price", price),
        ("result", slip.result),
        ("attempts", str(slip.attempts)),
        ("days", str(slip.days)),
        ("guarantee", pen.moment(slip.guarantee_until)),
    ]


def _of_shop(care: "Care | None") -> list[Row]:
    if care is None:
        return []
    hotline = f"{care.hotline} ({care.hours})" if care.hours else care.hotline
    told = [("hotline", hotline), ("contact", care.contact), ("leaflet", care.leaflet)]
    return [("return_to", care.return_address), *told]
