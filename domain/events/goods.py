"""Events of goods that travel, and of those who look at them."""

from dataclasses import dataclass
from datetime import datetime

from domain.events.vocabulary import Hold, Intercept
from domain.goods import Finding, ParcelState
from domain.quotes.quote import Bearer


@dataclass(frozen=True, kw_only=True)
class ParcelSent:
    """The buyer entered a waybill."""

    carrier: str
    waybill: str
    at: datetime
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ParcelMoved:
    """A parcel of the case reached a place that matters."""

    carrier: str
    waybill: str
    state: ParcelState
    at: datetime
    fact: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class GoodsInspected:
    """A parcel was opened and its goods were looked at."""

    finding: Finding
    fact: str = ""
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class ShortfallNoted:
    """No further parcel came: what is here is all there is."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class LossSettled:
    """What was sent back is lost for good: who bears it, and by which rule (MR-35)."""

    bearer: Bearer
    rule: str = "MR-35"
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class GoodsGivenBack:
    """Goods that the buyer had returned, and that we refused for good, travel to the buyer again, who pays the carrier.

    The warehouse sends them, and photos of them are kept (table 3.10 step 4); nobody follows them. What was only here
    to be looked at or mended is `GoodsSentHome`.
    """

    line_ids: tuple[str, ...]
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class WarehouseAnswered:
    """The warehouse said whether the goods can still be stopped."""

    hold: Hold
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class InterceptChanged:
    """Calling back the parcel on its way out: ordered, stopped or failed."""

    state: Intercept
    fact: str = ""
    by: str = "courier"


GoodsEvent = (
    ParcelSent
    | ParcelMoved
    | GoodsInspected
    | ShortfallNoted
    | LossSettled
    | GoodsGivenBack
    | WarehouseAnswered
    | InterceptChanged
)
