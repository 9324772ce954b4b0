"""Which remedy a request begins with, where its words alone do not say it."""

from dataclasses import replace

from domain.fault import Fault
from domain.order import Order, Stage
from domain.request import Ground, Request, Scenario


def about_delivery(request: Request, order: Order) -> bool:
    """A buyer asks for money because a parcel that has left did not come."""
    refund = request.kind is Scenario.REFUND_ONLY and request.ground is Ground.NOT_RECEIVED
    return refund and order.stage is not Stage.UNSHIPPED and bool(order.outbound_waybill)


def about_origin(request: Request, order: Order) -> bool:
    """A buyer who has the goods says that they are fakes: the seller proves their origin first, and answers for it."""
    money_back = request.kind in {Scenario.RETURN_REFUND, Scenario.REFUND_ONLY} and order.stage is Stage.RECEIVED
    return request.kind is Scenario.COUNTERFEIT or (money_back and request.ground is Ground.COUNTERFEIT)


def routed(request: Request, order: Order) -> Request:
    """The request as the case is opened with: one for a parcel that did not come is looked into first (R27, R103)."""
    if about_origin(request, order):
        return replace(request, kind=Scenario.COUNTERFEIT, ground=Ground.COUNTERFEIT, fault=Fault.SELLER)
    return replace(request, kind=Scenario.DELIVERY) if about_delivery(request, order) else request
