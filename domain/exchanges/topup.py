"""What a buyer pays by a link: on top for a dearer item, or a repair; one a time, under a key of ours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TopUpState(StrEnum):
    """Where one link stands."""

    OPEN = "open"
    LAPSED = "lapsed"  # its time is up, and the provider takes no payment under it any more
    PAID = "paid"


@dataclass(frozen=True, kw_only=True)
class TopUp:
    """One link to pay: `amount` in minor units, of which `freight` is the second way out."""

    key: str
    amount: int
    freight: int
    asked_at: datetime
    expires_at: datetime
    link: str = ""
    state: TopUpState = TopUpState.OPEN
    paid_at: datetime | None = None
    provider_ref: str = ""
    job: str = ""  # the key of the repair that it pays; "" for another item
