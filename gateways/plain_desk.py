"""A courier's desk in our plain JSON form."""

from datetime import datetime

from domain.fault import Fault
from domain.trail import CarrierWord, Inquiry, Outcome, SignedBy
from gateways.carrier_desk import ClaimForm, ClaimStanding, ClaimState, InquiryStanding
from gateways.plain import PlainApi
from gateways.reading import JunkError, Row, flag, inner, moment, optional_text, text, whole


class PlainDesk:
    """Inquiries and claims by key: a repeat is never a second one."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def inquire(self, carrier: str, waybill: str, inquiry: Inquiry, *, key: str) -> InquiryStanding:
        """Ask about a parcel."""
        body = {"carrier": carrier, "waybill": waybill, "kind": inquiry.value, "reference": key}
        return await self._api.write("tickets", body=body, key=key, reader=_inquiry)

    async def claim(self, form: ClaimForm, *, key: str) -> ClaimStanding:
        """File a claim."""
        body = {
            "carrier": form.carrier,
            "waybill": form.waybill,
            "amount": form.amount,
            "currency": form.currency,
            "papers": _papers(form.papers),
            "reference": key,
        }
        return await self._api.write("claims", body=body, key=key, reader=claim_of)

    async def supply(self, claim: str, papers: tuple[tuple[str, str], ...], *, key: str) -> ClaimStanding:
        """Send further papers."""
        body = {"claim": claim, "papers": _papers(papers), "reference": key}
        return await self._api.write("claims", "papers", body=body, key=key, reader=claim_of)


def word_of(row: Row) -> CarrierWord:
    """An answer to an inquiry, of a call or of a notice; raises JunkError when it is not that form."""
    signer, fault = optional_text(row, "signed_by"), optional_text(row, "fault")
    try:
        return CarrierWord(
            outcome=Outcome(text(row, "outcome")),
            at=moment(row, "at"),
            eta=_optional_moment(row, "eta"),
            signed_by=SignedBy(signer) if signer else None,
            fault=Fault(fault) if fault else None,
            proof=optional_text(row, "proof"),
            note=optional_text(row, "note"),
            accepted_grams=_grams(row, "accepted_grams"),
            delivered_grams=_grams(row, "delivered_grams"),
            opened=row.get("opened") is not None and flag(row, "opened"),
        )
    except JunkError:
        raise
    except ValueError as unknown:
        raise JunkError(f"answer: {unknown}") from None


def claim_of(row: Row) -> ClaimStanding:
    """How a claim stands, of a call or of a notice; raises JunkError when it is not that form."""
    try:
        state = ClaimState(text(row, "state"))
    except ValueError:
        raise JunkError(f"state is none of {', '.join(ClaimState)}") from None
    amount = whole(row, "amount") if state is ClaimState.ACCEPTED else 0
    if amount < 0:
        raise JunkError("amount is below nothing")
    papers = row.get("papers") or []
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise JunkError("papers is not a list of texts")
    return ClaimStanding(
        number=text(row, "claim_id"),
        state=state,
        at=moment(row, "at"),
        amount=amount,
        papers=tuple(papers),
        reason=optional_text(row, "reason"),
    )


def _inquiry(row: Row) -> InquiryStanding:
    answer = word_of(inner(row, "answer")) if row.get("answer") is not None else None
    return InquiryStanding(number=text(row, "ticket_id"), answer=answer)


def _optional_moment(row: Row, name: str) -> datetime | None:
    return moment(row, name) if row.get(name) is not None else None


def _grams(row: Row, name: str) -> int | None:
    return whole(row, name) if row.get(name) is not None else None


def _papers(papers: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"code": code, "reference": reference} for code, reference in papers]
