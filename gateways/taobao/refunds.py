"""Taobao as a payment channel: the platform pays the buyer when we agree to its request.

The request itself is the key: it can be paid once, and stays readable for ever. So every payout reads it first.
"""

from gateways.errors import Fault, GatewayError
from gateways.payments import Claim, KeyLife, Payout, PayoutAnswer, PayoutState
from gateways.platform import PlatformRefund, PlatformStatus
from gateways.reading import JunkError, Row, flag, optional_text, text
from gateways.taobao.calls import PROVIDER, TopApi
from gateways.taobao.errors import error_of
from gateways.taobao.parsing import CURRENCY, listed
from gateways.taobao.platform import TaobaoPlatform, must_be_unchanged

# While the buyer is to send the goods, too: the parcel may be here although he never entered its waybill.
AGREEABLE = frozenset(
    {
        PlatformStatus.WAIT_SELLER_AGREE,
        PlatformStatus.WAIT_BUYER_RETURN_GOODS,
        PlatformStatus.WAIT_SELLER_CONFIRM_GOODS,
    }
)


class TaobaoRefunds:
    """Pays a request by agreeing to it. The amount is the request's: another amount is not ours to choose."""

    key_life = KeyLife(lives=None)

    def __init__(self, api: TopApi, platform: TaobaoPlatform, *, name: str = PROVIDER) -> None:
        self.name = name
        self._api = api
        self._platform = platform

    async def pay(self, payout: Payout) -> PayoutAnswer:
        """Agree, unless it is paid already. STALE: the buyer changed it; REFUSED: it cannot be agreed to now."""
        claim = _claim(payout)
        current = await self._platform.refund(claim.refund_id)
        if current.status is PlatformStatus.SUCCESS and current.amount == payout.amount:
            return _answer(payout, current, PayoutState.SETTLED)
        _must_be_payable(current, claim, payout)
        await self._agree(claim, payout.amount)
        return await self._after_agreeing(claim, payout)

    async def look_up(self, payout: Payout) -> PayoutAnswer | None:
        """What the request says now; None while it waits unchanged, STALE when it waits changed: unpaid both times."""
        claim = _claim(payout)
        current = await self._platform.refund(claim.refund_id)
        if current.status is PlatformStatus.SUCCESS:
            return _answer(payout, current, PayoutState.SETTLED)
        if current.status is PlatformStatus.CLOSED:
            return _answer(payout, current, PayoutState.FAILED, "the request was closed unpaid")
        must_be_unchanged(current, claim.version)
        return None

    async def _agree(self, claim: Claim, fen: int) -> None:
        parameters = {
            "refund_infos": f"{claim.refund_id}|{fen}|{claim.version}|{claim.phase}",
            "ignore_code": "true",
        }
        await self._api.write("taobao.rp.refunds.agree", parameters, lambda row: check_agreed(row, claim.refund_id))

    async def _after_agreeing(self, claim: Claim, payout: Payout) -> PayoutAnswer:
        """The agreement stands; whether the money has moved, the request itself says, now or by a later message."""
        pending = PayoutAnswer(
            key=payout.key, state=PayoutState.PENDING, amount=payout.amount, provider_ref=claim.refund_id
        )
        try:
            current = await self._platform.refund(claim.refund_id)
        except (
            GatewayError
        ):  # the agreement is known to stand, so this reading's failure changes nothing: look up later
            return pending
        return _answer(payout, current, PayoutState.SETTLED) if current.status is PlatformStatus.SUCCESS else pending


def check_agreed(row: Row, refund_id: str) -> None:
    """The answer of `taobao.rp.refunds.agree` for our row; raises what the row's failure means.

    Each row has its own outcome, whatever msg_code says of the whole. A row that nothing is said of may have been paid.
    """
    outcomes = listed(row, "results", "refund_mapping_result", dict)
    own = next((each for each in outcomes if text(each, "refund_id") == refund_id), None)
    if own is not None and not flag(own, "succ"):
        stated = {"sub_code": optional_text(own, "msg_code"), "sub_msg": optional_text(own, "message")}
        raise row_error(stated)
    if own is not None or (flag(row, "succ") and text(row, "msg_code") == "OP_SUCC"):
        return
    if optional_text(row, "msg_code") == "OP_FAILURE_UE":
        message = optional_text(row, "message") or "the platform agreed to none of the requests"
        raise GatewayError(Fault.REFUSED, PROVIDER, message, code="OP_FAILURE_UE")
    raise JunkError("the answer names neither our request nor a known msg_code")


def row_error(stated: Row) -> GatewayError:
    """The error of a failed row: the table's where it knows the code, else a refusal, since the row says it failed."""
    error = error_of(PROVIDER, stated, writes=True)
    if error.fault is not Fault.UNKNOWN_EFFECT or error.code.startswith("isp."):
        return error
    return GatewayError(Fault.REFUSED, PROVIDER, error.message, code=error.code)


def _claim(payout: Payout) -> Claim:
    """The request behind the payout; the platform pays nothing else."""
    if payout.claim is None or payout.purpose != "refund" or payout.currency != CURRENCY:
        message = "the platform pays only its own refund requests, in CNY; choose another channel for this payout"
        raise GatewayError(Fault.REFUSED, PROVIDER, message, code="no_claim")
    return payout.claim


def _must_be_payable(current: PlatformRefund, claim: Claim, payout: Payout) -> None:
    must_be_unchanged(current, claim.version)
    if current.amount != payout.amount:
        message = f"the request is for {current.amount} fen, the decision for {payout.amount}; decide again"
        raise GatewayError(Fault.STALE, PROVIDER, message, code="amount_changed")
    if current.status not in AGREEABLE:
        message = f"the request is {current.status}, which cannot be agreed to; it must wait for seller or goods first"
        raise GatewayError(Fault.REFUSED, PROVIDER, message, code=current.status)


def _answer(payout: Payout, current: PlatformRefund, state: PayoutState, reason: str = "") -> PayoutAnswer:
    return PayoutAnswer(
        key=payout.key,
        state=state,
        amount=current.amount,
        provider_ref=current.refund_id,
        reason=reason,
        at=current.modified_at,
    )
