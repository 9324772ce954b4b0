"""The part of a scene that says what was bought and paid, and the kinds of values that all parts share."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sandbox.clock import resolve


def _moment(text: str) -> str:
    resolve(text, 0.0)
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as wrong:
        raise ValueError(f"not a regular expression: {wrong}") from wrong
    return text


Moment = Annotated[str, AfterValidator(_moment)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Amount = Annotated[int, Field(ge=0, strict=True)]
Quantity = Annotated[int, Field(ge=1, strict=True)]
Delay = Annotated[float, Field(ge=0, le=600)]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class Strict(BaseModel):
    """A part of a scene: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Buyer(Strict):
    """Who asks. The mail address is the sandbox's own, so it ends in .example."""

    id: Id
    name: str
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.example$")]
    phone: str = ""
    address: str = "华星路99号"  # street and number; the marketplace tells it, a shop of its own does not
    locale: str = "zh-CN"
    time_zone: str = "Asia/Shanghai"


class Line(Strict):
    """One sub-order; `paid`, when given, is what the platform states for the whole line."""

    line_id: Id
    sku: str = ""
    title: str = ""
    category: str = "general"
    qty: Quantity
    unit_price: Amount
    line_discount: Amount = 0
    paid: Amount | None = None
    separable: bool = True  # false: a set sold as one


class Discount(Strict):
    """A discount on the order."""

    id: Id
    amount: Amount
    threshold: Amount | None = None
    funded_by: Literal["seller", "platform"] = "seller"
    scope: tuple[Id, ...] = ()


class Freight(Strict):
    """The way out."""

    mode: Literal["buyer_paid", "free_unconditional", "free_conditional"] = "free_unconditional"
    charged: Amount = 0
    base: Amount = 0
    free_threshold: Amount | None = None


class Tender(Strict):
    """One means of payment."""

    type: Id
    amount: Amount


class Invoice(Strict):
    """The order's invoice, `number` "" while none was issued; `tax_used`: the buyer's company has used the tax.

    It then confirms a reversal after so many days on the order's clock (None: never), or refuses with a reason.
    """

    kind: Literal["paper", "electronic"] = "electronic"
    number: str = ""
    title: str = ""
    amount: Amount
    tax: Amount = 0
    tax_used: bool = False
    confirmed_after_days: Annotated[float, Field(ge=0)] | None = None
    refuses: str = ""


class Order(Strict):
    """What was bought and paid."""

    order_id: Id
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    buyer: Buyer
    lines: Annotated[list[Line], Field(min_length=1)]
    discounts: tuple[Discount, ...] = ()
    freight: Freight = Freight()
    tenders: Annotated[list[Tender], Field(min_length=1)]
    paid_at: Moment
    shipped_at: Moment | None = None
    signed_at: Moment | None = None
    carrier: str = ""
    waybill: str = ""
    eta: Moment | None = None
    remote: bool = False
    insured_value: Amount | None = None
    excluded_category_confirmed: bool = False
    in_production_since: Moment | None = None
    presale: dict[str, int] | None = None  # deposit and price, in the shop's own form
    invoice: Invoice | None = None


class Wanted(Strict):
    """What the buyer wants instead, at the shop's price of now."""

    sku: Id
    unit_price: Amount
    title: str = ""


class Choice(Strict):
    """The buyer wants something else than before, by line."""

    line_id: Id
    wanted: Wanted
