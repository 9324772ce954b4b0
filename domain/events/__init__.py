"""What happened in a case, past tense and immutable: the register is the list of these.

`by` names the person, or `policy`, `platform`, `buyer`, `warehouse`, `courier`; `fact` is the outside id of the report
that an event comes from, so that the same report is absorbed once. Amounts are minor units of the order's currency.
"""

from domain.events.approvals import (
    ApprovalAsked,
    ApprovalDeclined,
    ApprovalEvent,
    ApprovalGiven,
)
from domain.events.buyer import (
    BuyerAnswered,
    BuyerCalled,
    BuyerContacted,
    BuyerEvent,
    ChannelFailed,
    ContactDeferred,
    ContactDenied,
    DeductionOffered,
    OfferLapsed,
    ReturnWindowLapsed,
    ReturnWindowOpened,
)
from domain.events.compensation import (
    CompensationEvent,
    CompensationLapsed,
    CompensationOffered,
    CompensationSettled,
    OffersPrepared,
    PayoutLate,
    PayoutPromised,
    PayoutReleased,
    Planned,
)
from domain.events.complaint import (
    ComplaintEvent,
    ComplaintJudged,
    PackingAsked,
    PackingReported,
    RedressChosen,
    RedressFailed,
    RedressOffered,
    RestTraced,
    WrongGoodsAwaited,
    WrongGoodsWrittenOff,
)
from domain.events.conduct import (
    AbuseFound,
    ConductEvent,
    MaliceReviewed,
    MaliceScored,
    SignalNoted,
)
from domain.events.consent import (
    ConsentEvent,
    ConsentWithdrawn,
    GoodsLeft,
    ShippingConsented,
)
from domain.events.counterfeit import (
    AuthenticityJudged,
    ConductReported,
    CounterfeitEvent,
    DepartmentAlarmed,
    SaleStopped,
)
from domain.events.decisions import (
    CaseCorrected,
    ClaimChanged,
    DecisionsEvent,
    EvidenceFiled,
    RequestAgreed,
    RequestRefused,
    RequestWithdrawn,
    RulingGiven,
    ScenarioChanged,
)
from domain.events.disputing import (
    BuyersPartDone,
    DisputeResumed,
    DisputeSuspended,
    DisputingEvent,
    MediationAsked,
    SettlementAgreed,
    SettlementBroken,
    SettlementPerformed,
)
from domain.events.exchange import (
    ExchangeEvent,
    NewItemFaulty,
    TopUpAsked,
    TopUpLapsed,
    TopUpPaid,
    WantedChanged,
)
from domain.events.goods import (
    GoodsEvent,
    GoodsGivenBack,
    GoodsInspected,
    InterceptChanged,
    LossSettled,
    ParcelMoved,
    ParcelSent,
    ShortfallNoted,
    WarehouseAnswered,
)
from domain.events.handling import (
    CaseAssigned,
    CaseHandedOver,
    CaseNoted,
    HandlingEvent,
    HandoverOverdue,
    ProgressOwed,
    RootCauseSet,
    TagAdded,
    TagRemoved,
)
from domain.events.invoices import (
    CorrectionStarted,
    InvoiceCorrected,
    InvoicesEvent,
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
from domain.events.proof import ProofAsked, ProofEvent, ProofLapsed
from domain.events.quality import (
    DiagnosisEnded,
    ExaminationOrdered,
    GoodsExamined,
    GoodsSentHome,
    GuaranteeMoved,
    OwnGoodsLost,
    PastRepairsRead,
    QualityEvent,
    RemedyChosen,
    RepairBooked,
    RepairGivenUp,
    RepairProgressed,
    SentHomeMoved,
    StepsAdvised,
)
from domain.events.sending import (
    ReplacementMoved,
    ReplacementNotSent,
    ReplacementOrdered,
    ReplacementShipped,
    SendingEvent,
    StockRead,
)
from domain.events.steps import (
    StepParked,
    StepRecovered,
    StepRetried,
    StepRetrying,
    StepsEvent,
    StepSkipped,
)
from domain.events.trail import (
    CarrierClaimed,
    InquiryAnswered,
    InquiryOpened,
    ParcelTraced,
    TraceRead,
    TrailEvent,
)
from domain.events.vocabulary import (
    CERTAINTY,
    Answer,
    CallOutcome,
    Hold,
    Intercept,
    Means,
    Party,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
    Rung,
)

Event = (
    CaseOpened
    | DecisionsEvent
    | LifecycleEvent
    | BuyerEvent
    | GoodsEvent
    | MoneyEvent
    | StepsEvent
    | ApprovalEvent
    | CompensationEvent
    | TrailEvent
    | ProofEvent
    | InvoicesEvent
    | HandlingEvent
    | SendingEvent
    | ConductEvent
    | DisputingEvent
    | CounterfeitEvent
    | ExchangeEvent
    | QualityEvent
    | ComplaintEvent
    | ConsentEvent
)

__all__ = [
    "CERTAINTY",
    "AbuseFound",
    "AccountRead",
    "AlarmRaised",
    "Answer",
    "ApprovalAsked",
    "ApprovalDeclined",
    "ApprovalEvent",
    "ApprovalGiven",
    "AuthenticityJudged",
    "BuyerAnswered",
    "BuyerCalled",
    "BuyerContacted",
    "BuyerEvent",
    "BuyersPartDone",
    "CallOutcome",
    "CarrierClaimed",
    "CaseAssigned",
    "CaseClosed",
    "CaseCorrected",
    "CaseHandedOver",
    "CaseHeld",
    "CaseNoted",
    "CaseOpened",
    "CaseReleased",
    "CaseReopened",
    "CaseTakenUp",
    "ChannelFailed",
    "ClaimChanged",
    "ClosureOrdered",
    "CompensationEvent",
    "CompensationLapsed",
    "CompensationOffered",
    "CompensationSettled",
    "ComplaintEvent",
    "ComplaintJudged",
    "ConductEvent",
    "ConductReported",
    "ConsentEvent",
    "ConsentWithdrawn",
    "ContactDeferred",
    "ContactDenied",
    "CorrectionStarted",
    "CounterfeitEvent",
    "DeadlinePassed",
    "DecisionsEvent",
    "DeductionOffered",
    "DepartmentAlarmed",
    "DiagnosisEnded",
    "DisputeResumed",
    "DisputeSuspended",
    "DisputingEvent",
    "Event",
    "EvidenceFiled",
    "ExaminationOrdered",
    "ExchangeEvent",
    "GoodsEvent",
    "GoodsExamined",
    "GoodsGivenBack",
    "GoodsInspected",
    "GoodsLeft",
    "GoodsSentHome",
    "GuaranteeMoved",
    "HandlingEvent",
    "HandoverOverdue",
    "Hold",
    "InquiryAnswered",
    "InquiryOpened",
    "Intercept",
    "InterceptChanged",
    "InvoiceCorrected",
    "InvoicesEvent",
    "LifecycleEvent",
    "LossSettled",
    "MaliceReviewed",
    "MaliceScored",
    "Means",
    "MediationAsked",
    "MoneyEvent",
    "NewItemFaulty",
    "OfferLapsed",
    "OffersPrepared",
    "OwnGoodsLost",
    "PackingAsked",
    "PackingReported",
    "ParcelMoved",
    "ParcelSent",
    "ParcelTraced",
    "Party",
    "PastRepairsRead",
    "Payment",
    "PaymentChanged",
    "PaymentDecided",
    "PaymentState",
    "PayoutLate",
    "PayoutPromised",
    "PayoutReleased",
    "Planned",
    "ProgressOwed",
    "ProofAsked",
    "ProofEvent",
    "ProofLapsed",
    "QualityEvent",
    "Question",
    "RedressChosen",
    "RedressFailed",
    "RedressOffered",
    "RemedyChosen",
    "ReopenReason",
    "RepairBooked",
    "RepairGivenUp",
    "RepairProgressed",
    "ReplacementMoved",
    "ReplacementNotSent",
    "ReplacementOrdered",
    "ReplacementShipped",
    "RequestAgreed",
    "RequestRefused",
    "RequestWithdrawn",
    "Resolution",
    "RestTraced",
    "ReturnWindowLapsed",
    "ReturnWindowOpened",
    "RootCauseSet",
    "RulingGiven",
    "Rung",
    "SaleStopped",
    "ScenarioChanged",
    "SendingEvent",
    "SentHomeMoved",
    "SettlementAgreed",
    "SettlementBroken",
    "SettlementPerformed",
    "ShippingConsented",
    "ShortfallNoted",
    "SignalNoted",
    "StepParked",
    "StepRecovered",
    "StepRetried",
    "StepRetrying",
    "StepSkipped",
    "StepsAdvised",
    "StepsEvent",
    "StockRead",
    "TagAdded",
    "TagRemoved",
    "TermsRevised",
    "TopUpAsked",
    "TopUpLapsed",
    "TopUpPaid",
    "TraceRead",
    "TrailEvent",
    "WantedChanged",
    "WarehouseAnswered",
    "WrongGoodsAwaited",
    "WrongGoodsWrittenOff",
]
