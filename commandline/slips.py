"""What leaves a case and comes into it, on its page: the slip of an exchange, and goods that were sent again."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from commandline.labels import label
from commandline.options import Language
from commandline.output import line
from domain.exchanges.slip import SlipLine, slip
from domain.money import format_money
from domain.words.sending import STATES

if TYPE_CHECKING:
    from domain.case import Case


def draw_goods(case: "Case", lang: Language) -> None:
    """The slip, and every shipment; nothing where there is neither."""
    _draw_slip(case, lang)
    if not case.replacements:
        return
    line()
    line(label("sent_again", lang))
    for shipment in case.replacements:
        state = STATES[shipment.state][0 if lang is Language.ZH else 1]
        parcel = f"{shipment.carrier} {shipment.waybill}".strip()
        line(f"  {shipment.qty} x {shipment.sku}  {state}  {parcel}  {shipment.key}")


def _draw_slip(case: "Case", lang: Language) -> None:
    told = slip(case)
    if told is None:
        return
    currency = case.order.currency
    line()
    line(label("slip", lang))
    for row in told.lines:
        line(f"  {_line(row, currency, lang)}")
    postage = format_money(told.postage, currency) if told.postage_due else label("postage_ours", lang)
    line(f"  {label('postage', lang, amount=postage)}")
    if told.recharged:
        line(f"  {label('recharged', lang, amount=format_money(told.recharged, currency))}")
    line(f"  {label('booked' if told.booked else 'not_booked', lang)}")


def _line(row: SlipLine, currency: str, lang: Language) -> str:
    goes_in = label("in", lang, qty=str(row.qty), item=row.returned)
    if not row.wanted:
        return goes_in
    more = format_money(abs(row.difference), currency)
    name = "dearer" if row.difference > 0 else "cheaper" if row.difference < 0 else "same_price"
    out = label("out", lang, qty=str(row.qty), item=row.wanted)
    return f"{goes_in} → {out}, {label(name, lang, amount=more)}{f', {row.sent}' if row.sent else ''}"


def as_json(case: "Case") -> dict[str, Any]:
    """The same for programs: `slip` is None where the case did not begin as an exchange."""
    told = slip(case)
    document = None
    if told is not None:
        at = told.handled_at.isoformat() if told.handled_at is not None else None
        document = asdict(told) | {"handled_at": at}
    shipments = [
        {
            "key": shipment.key,
            "sku": shipment.sku,
            "qty": shipment.qty,
            "state": shipment.state,
            "carrier": shipment.carrier,
            "waybill": shipment.waybill,
            "by": shipment.by,
            "ordered_at": shipment.ordered_at.isoformat(),
        }
        for shipment in case.replacements
    ]
    return {"slip": document, "shipments": shipments}
