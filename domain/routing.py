"""Which remedy a request begins with, where its words alone do not say it."""

from dataclasses import replace

from domain.order import Order, Stage
from domain.request import Ground, Request, Scenario


def about_delivery(request: Request, order: Order) -> bool:
    """A buyer asks for money because a parcel that has left did not come."""
    refund = request.kind is Scenario.REFUND_ONLY and request.ground is Ground.NOT_RECEIVED
    return refund and order.stage is not Stage.UNSHIPPED and bool(order.outbound_waybill)


def routed(request: Request, order: Order) -> Request:
    """The request as the case is opened with: one for a parcel that did not come is looked into first (R27)."""
    return replace(request, kind=Scenario.DELIVERY) if about_delivery(request, order) else request
