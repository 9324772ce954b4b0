"""Events between the shop and the buyer: letters, answers, windows and offers."""

from dataclasses import dataclass
from datetime import datetime

from domain.events.vocabulary import Answer, CallOutcome, CallStep, Question


@dataclass(frozen=True, kw_only=True)
class BuyerContacted:
    """A message left for the buyer."""

    letter: str
    channel: str
    key: str
    question: Question | None = None
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ContactDeferred:
    """A message waits for an hour at which the buyer may be written to (rule 3.0.5)."""

    letter: str
    until: datetime
    reason: str
    channel: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ChannelFailed:
    """A channel did not take a message for good, or may not be used for it: the buyer's next one is tried."""

    letter: str
    channel: str
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ContactDenied:
    """A message was not sent: a cap over all of the buyer's cases, an opt-out, or no channel that takes it."""

    letter: str
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class BuyerCalled:
    """A person called the buyer, and this is what became of it; `done` are the steps that were gone (R117, R123)."""

    outcome: CallOutcome
    by: str
    note: str = ""
    done: tuple[CallStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BuyerAnswered:
    """The buyer answered a question of ours. `words` is a reference to what was written."""

    question: Question
    answer: Answer
    experience: int | None = None  # 1 to 5
    expectation: int | None = None
    words: str = ""
    threat: bool = False  # the words name a bad review or a complaint as the price of a no
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class WishUnmet:
    """The buyer asked for what is not among what was offered; `remedies` is what is open to them (of that question)."""

    question: Question
    answer: Answer
    remedies: tuple[str, ...]
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ReturnWindowOpened:
    """The buyer knows where to send the goods, and until when."""

    ship_by: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ReturnWindowLapsed:
    """Nothing was sent back in time."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class DeductionOffered:
    """The buyer was offered less than asked: `amount` is what would be paid back, minor units."""

    amount: int
    reason: str
    depreciation_bp: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class OfferLapsed:
    """The buyer did not answer an offer in time: silence is no consent."""

    by: str = "policy"


BuyerEvent = (
    BuyerContacted
    | ContactDeferred
    | ChannelFailed
    | ContactDenied
    | BuyerAnswered
    | BuyerCalled
    | ReturnWindowOpened
    | ReturnWindowLapsed
    | DeductionOffered
    | OfferLapsed
    | WishUnmet
)
