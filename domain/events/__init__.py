"""What happened in a case, past tense and immutable: the register is the list of these.

`by` names the person, or `policy`, `platform`, `buyer`, `warehouse`, `courier`; `fact` is the outside id of the report
that an event comes from, so that the same report is absorbed once. Amounts are minor units of the order's currency.
"""

from domain.events.buyer import (
    BuyerAnswered,
    BuyerContacted,
    BuyerEvent,
    ContactDeferred,
    ContactDenied,
    DeductionOffered,
    OfferLapsed,
    ReturnWindowLapsed,
    ReturnWindowOpened,
)
from domain.events.decisions import (
    CaseCorrected,
    ClaimChanged,
    DecisionsEvent,
    RequestAgreed,
    RequestRefused,
    RequestWithdrawn,
    RulingGiven,
    ScenarioChanged,
)
from domain.events.goods import (
    GoodsEvent,
    GoodsInspected,
    InterceptChanged,
    ParcelMoved,
    ParcelSent,
    ShortfallNoted,
    WarehouseAnswered,
)
from domain.events.lifecycle import (
    AlarmRaised,
    CaseClosed,
    CaseHeld,
    CaseReleased,
    CaseReopened,
    CaseTakenUp,
    ClosureOrdered,
    DeadlinePassed,
    LifecycleEvent,
    TermsRevised,
)
from domain.events.money import (
    AccountRead,
    MoneyEvent,
    PaymentChanged,
    PaymentDecided,
)
from domain.events.opening import (
    CaseOpened,
)
from domain.events.steps import (
    StepParked,
    StepRecovered,
    StepRetried,
    StepRetrying,
    StepsEvent,
    StepSkipped,
)
from domain.events.vocabulary import (
    CERTAINTY,
    Answer,
    Hold,
    Intercept,
    Party,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
)

Event = CaseOpened | DecisionsEvent | LifecycleEvent | BuyerEvent | GoodsEvent | MoneyEvent | StepsEvent

__all__ = [
    "CERTAINTY",
    "AccountRead",
    "AlarmRaised",
    "Answer",
    "BuyerAnswered",
    "BuyerContacted",
    "BuyerEvent",
    "CaseClosed",
    "CaseCorrected",
    "CaseHeld",
    "CaseOpened",
    "CaseReleased",
    "CaseReopened",
    "CaseTakenUp",
    "ClaimChanged",
    "ClosureOrdered",
    "ContactDeferred",
    "ContactDenied",
    "DeadlinePassed",
    "DecisionsEvent",
    "DeductionOffered",
    "Event",
    "GoodsEvent",
    "GoodsInspected",
    "Hold",
    "Intercept",
    "InterceptChanged",
    "LifecycleEvent",
    "MoneyEvent",
    "OfferLapsed",
    "ParcelMoved",
    "ParcelSent",
    "Party",
    "Payment",
    "PaymentChanged",
    "PaymentDecided",
    "PaymentState",
    "Question",
    "ReopenReason",
    "RequestAgreed",
    "RequestRefused",
    "RequestWithdrawn",
    "Resolution",
    "ReturnWindowLapsed",
    "ReturnWindowOpened",
    "RulingGiven",
    "ScenarioChanged",
    "ShortfallNoted",
    "StepParked",
    "StepRecovered",
    "StepRetried",
    "StepRetrying",
    "StepSkipped",
    "StepsEvent",
    "TermsRevised",
    "WarehouseAnswered",
]
