"""What a buyer who keeps the goods wants made good, and the figures that the claim rests on (table 3.13)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.instants import check_instant


class Wrong(StrEnum):
    """What is to be made good: the rows of table 3.13."""

    PRICE_DROP = "price_drop"
    OVERCHARGED = "overcharged"
    MINOR_FLAW = "minor_flaw"
    SERVICE = "service"  # a failure of service without any loss
    OUT_OF_POCKET = "out_of_pocket"  # dry cleaning, postage, a test
    LATE_SHIPMENT = "late_shipment"
    OUT_OF_STOCK = "out_of_stock"
    FAKE_SHIPMENT = "fake_shipment"
    LEGAL_MULTIPLE = "legal_multiple"


SHIPMENT = frozenset({Wrong.LATE_SHIPMENT, Wrong.OUT_OF_STOCK, Wrong.FAKE_SHIPMENT})


@dataclass(frozen=True, kw_only=True)
class Grievance:
    """The claim behind a request for compensation; amounts in minor units.

    `receipt` is a reference of the proof of a loss (E14, E17, E22). `settled_as` is the request under which the same
    ground was settled and performed (F16). `account` is where the buyer wants a loss paid to, masked.
    `dissatisfaction` is 1 to 5; `public` when a public review is threatened or written (R85 to R87).
    """

    wrong: Wrong
    new_unit_price: int | None = None
    dropped_at: datetime | None = None
    coupon: int = 0  # what was used then, and its threshold: it counts again while it still holds (MR-27)
    coupon_threshold: int = 0
    rightful_price: int | None = None  # of all that was asked about, where too much was charged
    loss: int | None = None
    receipt: str = ""
    settled_as: str = ""
    account: str = ""
    dissatisfaction: int | None = None
    public: bool = False
    promised: int = 0  # a shop's own promise for late or missing shipment, where it is more than the rule's

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        if self.dropped_at is not None:
            check_instant(self.dropped_at, "compensation.dropped_at")
