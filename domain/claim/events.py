"""What happened with a claim against a carrier, and what the carrier says of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Paper = tuple[str, str]  # its code (E5, E21, E22 ...), and a reference


class Word(StrEnum):
    """What the carrier says of a claim."""

    OPEN = "open"
    PAPERS_ASKED = "papers_asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class ClaimWord:
    """One word of the carrier: `amount` in minor units is what it grants, `papers` the codes that it wants."""

    fact: str
    word: Word
    at: datetime
    number: str = ""
    amount: int = 0
    papers: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimBegun:
    """A claim was begun, with all that it needs to live without its case."""

    claim_id: str
    case_id: str
    shop: str
    order_id: str
    carrier: str
    waybill: str
    currency: str
    amount: int
    basis: str
    papers: tuple[Paper, ...]
    time_zone: str
    file_hours: int
    chase_hours: int
    write_off_days: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimFiled:
    """The carrier has it, under its own number."""

    number: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimAnswered:
    """The carrier said something."""

    word: ClaimWord
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class PapersAdded:
    """A person gave further papers; they are sent next."""

    papers: tuple[Paper, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class PapersSent:
    """The carrier has the further papers."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimBlocked:
    """The carrier's desk does not take it: a person looks, and it is tried again when it is next chased."""

    reason: str
    message: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimRetried:
    """It is tried again."""

    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ClaimDropped:
    """A person lets it go, or its time is up (`policy`): the loss stays with the shop."""

    reason: str
    by: str


ClaimEvent = (
    ClaimBegun | ClaimFiled | ClaimAnswered | PapersAdded | PapersSent | ClaimBlocked | ClaimRetried | ClaimDropped
)
