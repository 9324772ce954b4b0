"""Events of what is asked, decided and corrected."""

from dataclasses import dataclass

from domain.events.vocabulary import Party
from domain.request import Claim, Scenario


@dataclass(frozen=True, kw_only=True)
class RequestAgreed:
    """We take the request: the goods may come back, or (refund only) the money may leave."""

    by: str
    note: str = ""
    seller_pays_freight: bool | None = None  # None: nothing was said, so the seller pays (MR-20)
    packaging_fee: int = 0  # of a return out of goodwill (R72), minor units
    round_trip: bool = False  # the buyer bears both ways


@dataclass(frozen=True, kw_only=True)
class RequestRefused:
    """We do not take the request, or not the goods as they came back.

    `unasked`: nobody asked the buyer first (R7); `despite` what shows against us (R114).
    """

    by: str
    reason: str
    evidence: tuple[str, ...] = ()
    unasked: bool = False
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimChanged:
    """The platform's standing of the request changed: status, version, amount or deadline."""

    claim: Claim
    fact: str = ""
    by: str = "platform"


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn:
    """The buyer took the request back; `too_late`: the other item had left, or we had lost theirs."""

    fact: str = ""
    by: str = "buyer"
    too_late: bool = False


@dataclass(frozen=True, kw_only=True)
class RulingGiven:
    """A dispute was decided; `amount` is what the buyer gets, minor units, None when the ruling names none."""

    in_favour_of: Party
    amount: int | None = None
    article: str = ""
    fact: str = ""
    by: str = "platform"


@dataclass(frozen=True, kw_only=True)
class ScenarioChanged:
    """The case went over to another remedy."""

    to: Scenario
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseCorrected:
    """A person mended a value that the case was opened with."""

    field: str
    value: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvidenceFiled:
    """A piece of evidence, by reference: `code` is one of domain.disputes.evidence, `sha256` of what was looked at."""

    code: str
    reference: str
    by: str
    sha256: str = ""
    note: str = ""
    fact: str = ""


DecisionsEvent = (
    RequestAgreed
    | RequestRefused
    | ClaimChanged
    | RequestWithdrawn
    | RulingGiven
    | ScenarioChanged
    | CaseCorrected
    | EvidenceFiled
)
