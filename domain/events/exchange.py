"""Events of an exchange: another wish, what the buyer pays on top, and a new item that is at fault itself."""

from dataclasses import dataclass
from datetime import datetime

from domain.request import Item


@dataclass(frozen=True, kw_only=True)
class WantedChanged:
    """The buyer wants other items now: `items` is what the request is about from here on."""

    items: tuple[Item, ...]
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class TopUpAsked:
    """The buyer has a link to pay what the other item costs more; minor units, `freight` included in `amount`.

    With `job` it is the price of that repair, before its work begins.
    """

    key: str
    amount: int
    freight: int
    expires_at: datetime
    link: str
    job: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class TopUpPaid:
    """It is paid, by the provider's word."""

    key: str
    amount: int
    at: datetime
    provider_ref: str = ""
    fact: str = ""
    by: str = "payments"


@dataclass(frozen=True, kw_only=True)
class TopUpLapsed:
    """The link's time is up, and nothing was paid; the goods wait with us."""

    key: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class NewItemFaulty:
    """What was sent in exchange is itself at fault: it comes back at our cost, and the money goes back (row 5)."""

    reason: str
    by: str


ExchangeEvent = WantedChanged | TopUpAsked | TopUpPaid | TopUpLapsed | NewItemFaulty
