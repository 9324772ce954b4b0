"""Events of goods that may not leave while a refund is open on them, unless the buyer wants them all the same (F24)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ConsentAsked:
    """A person has the buyer asked whether they would rather have the goods, which could leave by `ship_by`."""

    ship_by: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ShippingConsented:
    """The buyer wants these lines to leave although their refund was asked for.

    `evidence` says where the buyer's word lies; empty where the word itself came in as a message.
    """

    lines: tuple[str, ...]
    evidence: str = ""
    note: str = ""
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn:
    """The buyer does not want these lines any more after all, and they have not left."""

    lines: tuple[str, ...]
    evidence: str = ""
    note: str = ""
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class GoodsLeft:
    """Goods whose refund is open left the warehouse: with the buyer's consent, or against it (MR-22)."""

    carrier: str
    waybill: str
    at: datetime
    fact: str = ""
    by: str = "warehouse"


ConsentEvent = ConsentAsked | ShippingConsented | ConsentWithdrawn | GoodsLeft
