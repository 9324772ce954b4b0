"""Opening a case: who the buyer is, which terms bind, and the claim of its identity, all in one transaction.

What the workflow will be started with is stored with the identity. So a dispatcher that is killed between the claim and
the start loses nothing, and a message that comes twice is answered by what the first one opened.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.events import CaseOpened
from domain.neighbours import Neighbour, check_neighbours
from domain.order import Order, Stage
from domain.quotes.discounts import line_paid
from domain.request import Scenario
from domain.routing import routed
from intake.calendar import no_reason_until, work_calendar
from intake.messages import CaseRequest, case_id
from intake.policies import Policy
from store import accounts, backgrounds, buyers, identity, inbox
from store.codec import decode, encode
from store.pool import Connection, Database, Pool
from store.prior import prior_refunds


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """The case of a request; `fresh` is what it is to be started with, None when the request had opened it before."""

    case_id: str
    fresh: CaseOpened | None

    @property
    def new(self) -> bool:
        """The request was not a case before."""
        return self.fresh is not None


def case_opened(asked: CaseRequest, policy: Policy) -> CaseOpened:
    """The event that opens the case. Pure: it also answers what a message would open. Raises CalendarUnknown."""
    return CaseOpened(
        case_id=case_id(asked.shop, asked.source, asked.external_id),
        shop=asked.shop,
        source=asked.source,
        external_id=asked.external_id,
        buyer=buyers.reference(asked.shop, asked.person.platform_id),
        order=_with_window(asked, policy),
        request=routed(asked.request, asked.order, policy.terms),
        terms=policy.terms,
        claim=asked.claim,
        calendar=work_calendar(policy.terms, asked.request.requested_at),
    )


def _with_window(asked: CaseRequest, policy: Policy) -> Order:
    """The end of the no-reason window belongs to the opening: a later calendar must not move it (rule 3.0.2 (5))."""
    order, last_good = asked.order, policy.terms.window_from_choice == "last_good"
    signed_at = order.last_signed_at if last_good and order.last_signed_at is not None else order.signed_at
    if signed_at is None:
        return order
    until = no_reason_until(signed_at, asked.request.requested_at, policy.terms)
    return replace(order, no_reason_until=until)


async def claim(pool: Pool, asked: CaseRequest, policy: Policy, now: datetime) -> Claimed:
    """Make the request a case of ours, for ever; nothing changes when it is one already.

    Raises CalendarUnknown, store.identity.IdTaken, store.payment.OrderDisagrees and domain.neighbours.Conflict.
    """
    event = case_opened(asked, policy)
    async with pool.acquire() as connection, connection.transaction():
        others = await _neighbours(connection, event)
        before = await prior_refunds(connection, event.shop, event.order.order_id, except_case=event.case_id)
        await _remember(connection, asked)
        since = now - timedelta(days=policy.terms.malice_window_days)
        known = await backgrounds.of_buyer(connection, event.buyer, except_case=event.case_id, since=since, now=now)
        event = replace(event, prior=before, background=known)
        new = await identity.claim_case(
            connection,
            case_id=event.case_id,
            shop=event.shop,
            source=event.source,
            external_id=event.external_id,
            opened_at=now,
            opening=stored(event),
        )
        if new:
            if event.claim is None:
                check_neighbours(event.request, event.order, others)
            await accounts.open_order(connection, event.order, line_paid(event.order))
            await _register_parcels(connection, event)
    return Claimed(case_id=event.case_id, fresh=event if new else None)


async def _neighbours(connection: Connection, event: CaseOpened) -> list[Neighbour]:
    found = await identity.open_on_order(
        connection, shop=event.shop, order_id=event.order.order_id, except_case=event.case_id
    )
    return [Neighbour(case_id=other, request=restored(opening).request) for other, opening in found]


async def _remember(connection: Connection, asked: CaseRequest) -> None:
    person = asked.person
    await buyers.remember(
        connection,
        shop=asked.shop,
        platform_id=person.platform_id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        address=dict(person.address),
        locale=person.locale,
        time_zone=person.time_zone,
        orders=person.orders,
    )


async def _register_parcels(connection: Connection, event: CaseOpened) -> None:
    """The parcel on its way out, and one on its way back that the platform already knows of."""
    parcels = [(event.order.outbound_carrier, event.order.outbound_waybill)]
    if event.claim is not None:
        parcels.append((event.claim.carrier, event.claim.waybill))
    for carrier, waybill in parcels:
        if waybill:
            await register_parcel(connection, event.case_id, carrier, waybill)


async def register_parcel(db: Database, of_case: str, carrier: str, waybill: str) -> None:
    """News of this parcel are this case's, also those that came before we knew."""
    await identity.register_waybill(db, carrier=carrier, waybill=waybill, case_id=of_case)
    await inbox.requeue_unrouted(db, waybill=waybill)


def keeps_goods(opening: dict[str, Any]) -> bool:
    """Whether a case was opened to keep goods from leaving."""
    request, order = restored(opening).request, restored(opening).order
    return request.kind is Scenario.REFUND_ONLY and order.stage is Stage.UNSHIPPED


def stored(event: CaseOpened) -> dict[str, Any]:
    """The opening as the identity keeps it."""
    return encode(event)[1]


def restored(opening: dict[str, Any]) -> CaseOpened:
    """The opening that the identity kept."""
    event = decode(CaseOpened.__name__, opening)
    assert isinstance(event, CaseOpened)  # decode answers the type it is asked for
    return event
