"""A repair shop that speaks our plain JSON form."""

from domain.defects.defect import Cause
from domain.defects.repair import RepairReport, RepairState
from gateways.plain import PlainApi
from gateways.reading import JunkError, Row, moment, optional_text, rows, text, whole
from gateways.repair_shop import JobForm, JobReport
from gateways.warehouse import Shipment


class PlainRepairs:
    """Jobs by key: a repeat is never a second one."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def book(self, form: JobForm, *, key: str) -> tuple[JobReport, ...]:
        """Ask for a job."""
        item = form.item
        body = {
            "order_id": form.order_id,
            "kind": form.kind.value,
            "item": {"sku": item.sku, "title": item.title, "qty": item.qty, "serial_no": item.serial_no},
            "symptom": form.symptom,
            "waybill": form.waybill,
            "free": form.free,
            "reference": key,
        }
        return await self._api.write("jobs", body=body, key=key, reader=_reports)

    async def standing(self, key: str) -> tuple[JobReport, ...]:
        """What was said so far."""
        return await self._api.read("jobs", key, reader=_reports)

    async def answer(self, job: str, *, accepted: bool, key: str) -> tuple[JobReport, ...]:
        """The owner's yes or no to the quote."""
        body = {"job": job, "accepted": accepted, "reference": key}
        return await self._api.write("answers", body=body, key=key, reader=_reports)

    async def send_back(self, job: str, papers: tuple[str, ...], *, key: str) -> Shipment:
        """Send the goods back."""
        body = {"job": job, "papers": list(papers), "reference": key}
        return await self._api.write("returns", body=body, key=key, reader=_shipment)


def report_of(row: Row) -> JobReport:
    """One word of the shop, polled or from a notice's `data`; raises JunkError when it is not that form."""
    found = optional_text(row, "found")
    try:
        report = RepairReport(
            state=RepairState(text(row, "state")),
            at=moment(row, "at"),
            cause=optional_text(row, "cause"),
            cure=optional_text(row, "cure"),
            course=optional_text(row, "course"),
            result=optional_text(row, "result"),
            parts=optional_text(row, "parts"),
            hours=_count(row, "hours"),
            amount=_count(row, "amount"),
            eta=None if row.get("eta") is None else moment(row, "eta"),
            found=Cause(found) if found else None,
            paper=optional_text(row, "paper"),
        )
    except JunkError:
        raise
    except ValueError as unknown:
        raise JunkError(f"report: {unknown}") from None
    return JobReport(report_id=text(row, "report_id"), report=report)


def _count(row: Row, name: str) -> int:
    return 0 if row.get(name) is None else whole(row, name)


def _reports(row: Row) -> tuple[JobReport, ...]:
    return tuple(map(report_of, rows(row, "reports")))


def _shipment(row: Row) -> Shipment:
    return Shipment(carrier=text(row, "carrier"), waybill=text(row, "waybill"))
