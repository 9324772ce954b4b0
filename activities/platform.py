"""The platform's side of a case: reading the request, agreeing to a return, refusing."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.faults import failure
from domain.request import Claim
from gateways.assembly import Gateways
from gateways.errors import Fault, GatewayError
from gateways.platform import PlatformRefund


@dataclass(frozen=True, kw_only=True)
class ClaimOrder:
    """What is done about a platform's request; `claim` is the standing that the decision was based on."""

    case_id: str
    shop: str
    claim: Claim
    reason: str = ""
    evidence: tuple[str, ...] = ()
    seller_pays_freight: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimAnswer:
    """How the request stands now; `done` is False when it had changed meanwhile, and must be decided again."""

    claim: Claim
    done: bool


class PlatformDesk:
    """Our desk at the marketplace."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="read_claim")
    async def read(self, order: ClaimOrder) -> ClaimAnswer:
        """Read the request as the platform has it now."""
        return ClaimAnswer(claim=await self._claim(order), done=True)

    @activity.defn(name="agree_return")
    async def agree_return(self, order: ClaimOrder) -> ClaimAnswer:
        """Agree to take the goods back; the platform sends the return address. Safe to repeat: it reads first."""
        now = await self._claim(order)
        if now.status in {"WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"}:
            return ClaimAnswer(claim=now, done=True)
        if now.version != order.claim.version:
            return ClaimAnswer(claim=now, done=False)
        try:
            await self.gateways(order.shop).platform.agree_return(
                now.refund_id, version=now.version, phase=now.phase, seller_pays_freight=order.seller_pays_freight
            )
        except GatewayError as error:
            return await self._after(error, order)
        return ClaimAnswer(claim=await self._claim(order), done=True)

    @activity.defn(name="refuse_claim")
    async def refuse(self, order: ClaimOrder) -> ClaimAnswer:
        """Refuse, with reason and evidence. Safe to repeat: it reads first."""
        now = await self._claim(order)
        if now.status == "SELLER_REFUSE_BUYER":
            return ClaimAnswer(claim=now, done=True)
        if now.version != order.claim.version:
            return ClaimAnswer(claim=now, done=False)
        try:
            await self.gateways(order.shop).platform.refuse(
                now.refund_id, version=now.version, phase=now.phase, reason=order.reason, evidence=order.evidence
            )
        except GatewayError as error:
            return await self._after(error, order)
        return ClaimAnswer(claim=await self._claim(order), done=True)

    async def _after(self, error: GatewayError, order: ClaimOrder) -> ClaimAnswer:
        """A stale write is answered by the newest standing; everything else is a failure of the step."""
        if error.fault is not Fault.STALE:
            raise failure(error) from error
        return ClaimAnswer(claim=await self._claim(order), done=False)

    async def _claim(self, order: ClaimOrder) -> Claim:
        try:
            return claim_of(await self.gateways(order.shop).platform.refund(order.claim.refund_id))
        except GatewayError as error:
            raise failure(error) from error


def claim_of(refund: PlatformRefund) -> Claim:
    """The platform's standing of a request, in the words of a case."""
    return Claim(
        refund_id=refund.refund_id,
        version=refund.version,
        phase=refund.phase,
        status=refund.status,
        amount=refund.amount,
        modified_at=refund.modified_at,
        deadline=refund.deadline,
        cannot_refuse=refund.cannot_refuse,
        cs_status=refund.cs_status,
        waybill=refund.waybill,
        carrier=refund.carrier,
    )
