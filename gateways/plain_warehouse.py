"""A warehouse that speaks our plain JSON form."""

from gateways.plain import PlainApi, confirmed
from gateways.reading import JunkError, Row, flag, inner, moment, optional_text, rows, text, whole
from gateways.warehouse import ExpectedLine, FoundUnits, HoldState, PackingRecord, Shipment, WarehouseFinding


class PlainWarehouse:
    """Holds, announced returns and findings."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def hold(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> HoldState:
        """Stop these lines from leaving; the answer says whether it came in time."""
        body = {"order_id": order_id, "line_ids": list(line_ids), "reference": key}
        return await self._api.write("holds", body=body, key=key, reader=_hold_state)

    async def give_back(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> None:
        """Send refused goods to the buyer again."""
        body = {"order_id": order_id, "line_ids": list(line_ids), "reference": key}
        await self._api.write("givebacks", body=body, key=key, reader=confirmed("given_back"))

    async def release(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> None:
        """Let them leave after all."""
        body = {"order_id": order_id, "line_ids": list(line_ids), "reference": key}
        await self._api.write("releases", body=body, key=key, reader=confirmed("released"))

    async def expect(self, return_no: str, order_id: str, lines: tuple[ExpectedLine, ...], *, waybill: str) -> None:
        """Announce a return; another waybill under the same number adds a parcel."""
        expected = [{"line_id": line.line_id, "sku": line.sku, "qty": line.qty} for line in lines]
        body = {"return_no": return_no, "order_id": order_id, "waybill": waybill, "lines": expected}
        await self._api.write("returns", body=body, reader=confirmed("expected"))

    async def findings(self, return_no: str) -> tuple[WarehouseFinding, ...]:
        """What has been inspected so far."""
        return await self._api.read("returns", return_no, "findings", reader=_findings)

    async def packing(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> PackingRecord | None:
        """Ask for the packing records; the same key tells how the same question stands."""
        body = {"order_id": order_id, "line_ids": list(line_ids), "reference": key}
        return await self._api.write("packings", body=body, key=key, reader=_packing_answer)

    async def stock(self, order_id: str, sku: str) -> int:
        """What the shelf could give this order now."""
        return await self._api.read("stock", order_id, sku, reader=_available)

    async def ship(
        self, order_id: str, sku: str, qty: int, *, key: str, insert: tuple[str, ...] = ()
    ) -> Shipment | None:
        """Send an item, with a slip of these lines; the same key asks what became of the same shipment."""
        body = {"order_id": order_id, "sku": sku, "qty": qty, "reference": key}
        if insert:
            body["insert"] = list(insert)
        return await self._api.write("shipments", body=body, key=key, reader=_shipment)


def finding_of(row: Row) -> WarehouseFinding:
    """One finding, polled or from a notice's `data`; raises JunkError when it is not that form.

    `return_no` is empty when the parcel was not announced: the waybill alone tells whose it is.
    """
    return WarehouseFinding(
        finding_id=text(row, "finding_id"),
        return_no=optional_text(row, "return_no"),
        waybill=text(row, "waybill"),
        inspector=optional_text(row, "inspector"),
        at=moment(row, "at"),
        units=tuple(map(_units, rows(row, "units"))),
        gift_present=None if row.get("gift_present") is None else flag(row, "gift_present"),
        collect_fee=0 if row.get("collect_fee") is None else whole(row, "collect_fee"),
    )


def packing_of(row: Row) -> PackingRecord:
    """One record, of a call or of a notice's `data`; raises JunkError when it is not that form."""
    return PackingRecord(
        at=moment(row, "at"),
        expected=_grams(row, "expected_grams"),
        out=_grams(row, "out_grams"),
        packer=optional_text(row, "packer"),
        video=optional_text(row, "video"),
        shows=None if row.get("shows") is None else flag(row, "shows"),
        merged=row.get("merged") is not None and flag(row, "merged"),
        other_carrier=optional_text(row, "other_carrier"),
        other_waybill=optional_text(row, "other_waybill"),
        other_eta=None if row.get("other_eta") is None else moment(row, "other_eta"),
    )


def _grams(row: Row, name: str) -> int | None:
    if row.get(name) is None:
        return None
    grams = whole(row, name)
    if grams < 0:
        raise JunkError(f"{name} is {grams}: nothing weighs less than nothing")
    return grams


def _packing_answer(row: Row) -> PackingRecord | None:
    return packing_of(inner(row, "packing")) if row.get("packing") is not None else None


def _units(row: Row) -> FoundUnits:
    return FoundUnits(
        line_id=text(row, "line_id"),
        qty=whole(row, "qty"),
        grade=text(row, "grade"),
        note=optional_text(row, "note"),
        photos=_texts(row, "photos"),
        signs=_texts(row, "signs"),
    )


def _texts(row: Row, name: str) -> tuple[str, ...]:
    texts = row.get(name) or []
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise JunkError(f"{name} is not a list of texts")
    return tuple(texts)


def _findings(row: Row) -> tuple[WarehouseFinding, ...]:
    return tuple(map(finding_of, rows(row, "findings")))


def _hold_state(row: Row) -> HoldState:
    try:
        return HoldState(text(row, "state"))
    except ValueError:
        raise JunkError(f"state is none of {', '.join(HoldState)}") from None


def _available(row: Row) -> int:
    available = whole(row, "available")
    if available < 0:
        raise JunkError(f"available is {available}: a shelf holds no less than nothing")
    return available


def _shipment(row: Row) -> Shipment | None:
    state = text(row, "state")
    if state == "out_of_stock":
        return None
    if state != "shipped":
        raise JunkError(f"state {state!r} is neither shipped nor out_of_stock")
    return Shipment(carrier=text(row, "carrier"), waybill=text(row, "waybill"))
