"""What people ask of a dispute beside proof and ruling: mediation, suspension, and a settlement (table 3.14)."""

from dataclasses import dataclass

from domain.authority import Level
from domain.disputes.disputing import PLATFORM, Stay


@dataclass(frozen=True, kw_only=True)
class AskMediation:
    """Enter that the shop asked for mediation, with the number that it was given there: the case is a dispute then."""

    by: str
    number: str
    reason: str
    to: str = PLATFORM
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Suspend:
    """Let the dispute stand still; `number` is the proof of court or police (F15)."""

    by: str
    stay: Stay
    reason: str
    number: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Resume:
    """Let the dispute go on before its suspension ends by itself."""

    by: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Settle:
    """Enter what both sides agreed on; `terms` is what the buyer reads, `buyer_does` their part of it.

    `goods_back`: what is here of the buyer's goods goes to them again.
    """

    by: str
    amount: int
    seller_pays_freight: bool
    terms: str
    buyer_does: str = ""
    goods_back: bool = False
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class ReportSettlement:
    """Say whether the buyer did their part of the settlement, or did not, and the dispute goes on."""

    by: str
    kept: bool
    reason: str = ""
    role: Level = Level.AGENT


Disputing = AskMediation | Suspend | Resume | Settle | ReportSettlement
