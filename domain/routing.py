"""Which remedy a request begins with, where its words alone do not say it."""

from dataclasses import replace

from domain.complaints.flaw import Remedy
from domain.fault import Fault
from domain.order import Order, Stage
from domain.request import Ground, Request, Scenario
from domain.terms import Terms
from domain.windows import after_days


def about_delivery(request: Request, order: Order) -> bool:
    """A buyer asks for money because a parcel that has left did not come."""
    refund = request.kind is Scenario.REFUND_ONLY and request.ground is Ground.NOT_RECEIVED
    return refund and order.stage is not Stage.UNSHIPPED and bool(order.outbound_waybill)


def about_origin(request: Request, order: Order) -> bool:
    """A buyer who has the goods says that they are fakes: the seller proves their origin first, and answers for it."""
    money_back = request.kind in {Scenario.RETURN_REFUND, Scenario.REFUND_ONLY} and order.stage is Stage.RECEIVED
    return request.kind is Scenario.COUNTERFEIT or (money_back and request.ground is Ground.COUNTERFEIT)


def about_defect(request: Request, order: Order, terms: Terms) -> bool:
    """A buyer wants to return what is faulty after the days in which the law gives a return for the asking (F84, F85).

    Inside them the request stays a return: nothing may stand before that. Without a date of receipt it does too.
    """
    late = order.signed_at is not None and request.requested_at >= after_days(
        order.signed_at, terms.quality_return_days, terms.time_zone
    )
    return request.kind is Scenario.RETURN_REFUND and request.ground is Ground.QUALITY and late


def about_what_arrived(request: Request, order: Order) -> bool:
    """A buyer who has the goods asks for money for what was short, wrong or damaged, and sends nothing back.

    A request for a return on the same grounds stays one: the goods themselves come back and are looked at.
    """
    refund = request.kind is Scenario.REFUND_ONLY and order.stage is Stage.RECEIVED
    return refund and request.ground in {Ground.SHORT, Ground.WRONG_ITEM, Ground.DAMAGED}


def routed(request: Request, order: Order, terms: Terms) -> Request:
    """The request as the case is opened with: what is said of parcel or goods is looked into first (R27, R31, R103).

    So is a defect, once a return is not due for it.
    """
    if about_origin(request, order):
        return replace(request, kind=Scenario.COUNTERFEIT, ground=Ground.COUNTERFEIT, fault=Fault.SELLER)
    if about_delivery(request, order):
        return replace(request, kind=Scenario.DELIVERY)
    return replace(request, kind=Scenario.QUALITY) if about_defect(request, order, terms) else request
    if about_what_arrived(request, order):
        return replace(request, kind=Scenario.COMPLAINT, wish=request.wish or Remedy.REFUND)
    return request
