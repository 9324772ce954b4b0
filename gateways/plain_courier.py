"""A courier that speaks our plain JSON form."""

from gateways.carrier import InterceptState, Pickup, Scan, ScanState, Trace
from gateways.plain import PlainApi, confirmed
from gateways.reading import JunkError, Row, moment, optional_text, rows, text


class PlainCourier:
    """Traces by push and poll, and interceptions. An empty trace is normal in the first hours."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def subscribe(self, carrier: str, waybill: str) -> None:
        """Ask for pushes about this waybill; a second time changes nothing."""
        body = {"carrier": carrier, "waybill": waybill}
        await self._api.write("subscriptions", body=body, reader=confirmed("subscribed"))

    async def track(self, carrier: str, waybill: str) -> Trace:
        """Poll the trace."""
        return await self._api.read("traces", carrier, waybill, reader=lambda row: _trace(row, carrier, waybill))

    async def intercept(self, carrier: str, waybill: str, *, key: str) -> InterceptState:
        """Order the parcel back; asked again with the same key, it tells how the order stands."""
        body = {"carrier": carrier, "waybill": waybill, "reference": key}
        return await self._api.write("intercepts", body=body, key=key, reader=_intercept_state)

    async def pick_up(self, carrier: str, waybill: str, *, order_id: str, key: str) -> Pickup:
        """Order a pick-up at the door where this parcel went; asked again with the same key, it is the same one."""
        body = {"carrier": carrier, "waybill": waybill, "order_id": order_id, "reference": key}
        return await self._api.write("pickups", body=body, key=key, reader=_pickup)


def scan_of(row: Row) -> Scan:
    """One scan, of a trace or of a notice's `data`; raises JunkError when it is not that form."""
    return Scan(
        event_id=text(row, "event_id"),
        state=_scan_state(text(row, "state")),
        at=moment(row, "at"),
        place=optional_text(row, "place"),
        note=optional_text(row, "note"),
    )


def _trace(row: Row, carrier: str, waybill: str) -> Trace:
    scans = sorted(map(scan_of, rows(row, "scans")), key=lambda scan: scan.at)
    if (text(row, "carrier"), text(row, "waybill")) != (carrier, waybill):
        raise JunkError("the trace is of another waybill than the one asked for")
    return Trace(carrier=carrier, waybill=waybill, scans=tuple(scans))


def _scan_state(word: str) -> ScanState:
    try:
        return ScanState(word)
    except ValueError:
        raise JunkError(f"state is none of {', '.join(ScanState)}") from None


def _pickup(row: Row) -> Pickup:
    state = text(row, "state")
    if state == "impossible":
        return Pickup()
    if state != "booked":
        raise JunkError("state is none of booked, impossible")
    return Pickup(carrier=text(row, "carrier"), waybill=text(row, "waybill"))


def _intercept_state(row: Row) -> InterceptState:
    try:
        return InterceptState(text(row, "state"))
    except ValueError:
        raise JunkError(f"state is none of {', '.join(InterceptState)}") from None
