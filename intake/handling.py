"""What is done about each kind of message: cases are opened, facts are told, platforms are read again.

Everything here may be done twice and comes to the same end. What is in the way is raised, for the dispatcher to decide
when to try again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog

from domain.contact.permission import asks_to_stop
from domain.events import CaseOpened
from domain.facts import AnswerReported, PaymentReported
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.platform import PlatformStatus
from intake import conversing, lookups
from intake.circuits import Circuits
from intake.claims import tell_claim
from intake.delivery import Desk, start, tell
from intake.messages import (
    ByKey,
    ByRequest,
    ByReturn,
    ByWaybill,
    CaseRequest,
    ClaimNotice,
    Consented,
    Departure,
    Hint,
    Ignored,
    Meaning,
    OptOut,
    PaymentNotice,
    Report,
    ReviewNotice,
    Route,
    Source,
    Wrote,
    case_id,
)
from intake.opening import Claimed, claim, keeps_goods, register_parcel, restored
from intake.policies import Policy
from intake.reviewing import Reviewed
from intake.reviewing import take as take_review
from intake.taobao_form import buyers_words, claim_report, shown_body, written_body
from intake.taobao_order import read_request
from store import buyers, claims, identity, inbox, ledger, movements, profiles
from store import payment as money
from store.codec import UnknownEvent
from store.inbox import Message
from store.pool import Pool
from tracing import spans

log = structlog.get_logger(__name__)

Told = TypeVar("Told")


class Unrouted(Exception):
    """The message makes sense, but no case of ours is meant by it yet."""

    def __init__(self, reason: str, waybill: str = "") -> None:
        super().__init__(reason)
        self.waybill = waybill


class NotYet(Exception):
    """The message belongs to a case that is not here yet."""


class Handling:
    """Does what messages mean."""

    def __init__(
        self,
        pool: Pool,
        desk: Desk,
        *,
        gateways: Callable[[str], Gateways],
        circuits: Circuits,
        clock: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._desk = desk
        self._gateways = gateways
        self._circuits = circuits
        self._clock = clock

    async def act(self, shop: str, meaning: Meaning, policy: Policy) -> str:
        """Do what the message means; the case that it is about, "" when it is about none."""
        match meaning:
            case CaseRequest():
                claimed = await self.claim(meaning, policy)
                await self.start(shop, claimed)
                return claimed.case_id
            case Report():
                return await self._report(shop, meaning)
            case PaymentNotice():
                return await self._paid(shop, meaning)
            case ClaimNotice():
                return await self._claim_answered(shop, meaning)
            case Departure():
                return await self._left(shop, meaning)
            case Hint():
                return await self._reread(shop, meaning, policy)
            case OptOut():
                buyer = await buyers.remember(self._pool, shop=shop, platform_id=meaning.platform_id)
                await buyers.opt_out(self._pool, buyer, opted_out=meaning.opted_out)
                return ""
            case Consented():
                buyer = await buyers.remember(self._pool, shop=shop, platform_id=meaning.platform_id)
                await profiles.consent(
                    self._pool, buyer, given=meaning.given, ref=meaning.ref, by="shop", at=meaning.at
                )
                return ""
            case Wrote():
                return await self._wrote(shop, meaning)
            case ReviewNotice():
                told = Reviewed(
                    external_id=meaning.review_id,
                    order_id=meaning.order_id,
                    stars=meaning.stars,
                    text=meaning.text,
                    at=meaning.at,
                )
                return await take_review(self._pool, shop, told, policy.terms)
            case Ignored():
                return ""

    async def claim(self, asked: CaseRequest, policy: Policy) -> Claimed:
        """Make a request a case of ours; from here on it is started, if not now then later."""
        return await claim(self._pool, asked, policy, self._clock())

    async def start(self, shop: str, claimed: Claimed) -> None:
        """Make sure that Temporal has the case: what is stored counts, not a message that came again."""
        if claimed.fresh is not None:
            await self._start(claimed.fresh)
            return
        for known in await lookups.cases(self._pool, [claimed.case_id], shop=shop):
            await self._started(known)

    async def start_left_over(self, most: int) -> None:
        """Start cases that Temporal could not take at their moment."""
        for case in await identity.unstarted(self._pool, limit=most):
            try:
                await self._start(restored(case.opening))
            except UnknownEvent:
                log.exception("a case's stored opening cannot be read", case_id=case.case_id)

    async def _started(self, known: lookups.Known) -> None:
        """Make sure that Temporal has the case: what is stored counts, not the message that came again."""
        if known.started_at is None:
            await self._start(restored(known.opening))

    async def _start(self, event: CaseOpened) -> None:
        now = self._clock()
        await start(self._desk, event, now)
        await identity.mark_started(self._pool, event.case_id, now)

    async def _report(self, shop: str, report: Report) -> str:
        """Tell a fact to every case that it concerns; the newest of them."""
        found = await lookups.cases(self._pool, await self._routed(shop, report.route), shop=shop)
        if not found:
            raise _nobody(report.route)
        for known in found:
            await self._started(known)
            await self._tell(known.case_id, report)
            if report.words is not None and asks_to_stop(report.words.text):
                await buyers.opt_out(self._pool, known.opening["buyer"])
        return found[0].case_id

    async def _wrote(self, shop: str, wrote: Wrote) -> str:
        """Tell the case that asked; a buyer who wants no more of it is heard, whatever case is meant."""
        if asks_to_stop(wrote.words.text):
            buyer = await buyers.remember(self._pool, shop=shop, platform_id=wrote.platform_id)
            await buyers.opt_out(self._pool, buyer)
        report = await conversing.meant(self._pool, shop, wrote)
        if report is None and asks_to_stop(wrote.words.text):
            return ""
        if report is None:
            raise Unrouted(
                "which of the buyer's cases is meant cannot be told from the words: ask, or enter it by hand"
            )
        return await self._report(shop, report)

    async def _left(self, shop: str, left: Departure) -> str:
        """Tell that goods left to the cases that asked for them to stay; of most parcels nobody did."""
        if left.order_id:
            found = await lookups.of_order(self._pool, left.order_id, shop=shop)
        else:
            parcel = ByWaybill(carrier=left.fact.carrier, waybill=left.fact.waybill)
            found = await lookups.cases(self._pool, await self._routed(shop, parcel), shop=shop)
        concerned = [known for known in found if keeps_goods(known.opening)]
        for known in concerned:
            await self._started(known)
            await tell(self._desk, self._pool, known.case_id, left.fact)
        return concerned[0].case_id if concerned else ""

    async def _tell(self, of_case: str, report: Report) -> None:
        if report.carries is not None:
            carrier, waybill = report.carries
            await register_parcel(self._pool, of_case, carrier, waybill)
        fact = report.fact
        if report.words is not None and isinstance(fact, AnswerReported):
            words = report.words
            reference = await buyers.keep_words(
                self._pool, case_id=of_case, message_id=words.message_id, text=words.text, at=words.at
            )
            fact = replace(fact, words=reference)
        await tell(self._desk, self._pool, of_case, fact)

    async def _routed(self, shop: str, route: Route) -> list[str]:
        match route:
            case ByRequest():
                return [case_id(shop, route.source, route.external_id)]
            case ByKey():
                return [route.key.partition("/")[0]]
            case ByWaybill():
                return await identity.route_waybill(self._pool, waybill=route.waybill, carrier=route.carrier)
            case ByReturn():
                if route.return_no:
                    slip = await identity.route_request(self._pool, shop=shop, external_id=route.return_no)
                    return [slip or route.return_no]
                return await identity.route_waybill(self._pool, waybill=route.waybill)

    async def _paid(self, shop: str, notice: PaymentNotice) -> str:
        """The ledger hears a payment notice first; the case is then told what the ledger knows."""
        movement = await movements.movement(self._pool, notice.key)
        if movement is None or movement.shop != shop:
            raise Unrouted(f"the ledger has no payment {notice.key} of this shop: compare with the provider's books")
        outcome = await ledger.record_outcome(self._pool, notice.key, notice.report, money.Source.NOTICE, self._clock())
        fact = PaymentReported(
            fact=notice.notice_id,
            key=notice.key,
            state=outcome.after,
            provider_ref=outcome.movement.provider_ref,
            reason=outcome.movement.failure,
        )
        return await self._report(shop, Report(route=ByKey(key=f"{movement.case_id}/"), fact=fact))

    async def _claim_answered(self, shop: str, notice: ClaimNotice) -> str:
        """Tell a claim what its carrier said; the case of it, which may have closed long ago."""
        row = await claims.BOOK.one(self._pool, notice.claim_id)
        if row is None or row.shop != shop:
            raise NotYet(f"no claim {notice.claim_id} of this shop is in the book yet")
        await tell_claim(self._desk, self._pool, notice.claim_id, notice.word)
        return row.case_id

    async def _reread(self, shop: str, hint: Hint, policy: Policy) -> str:
        """Read a platform's request again: it opens its case, or is told to it."""
        refund = await self._asked(shop, lambda: self._gateways(shop).platform.refund(hint.request_id))
        report = claim_report(refund)
        if await lookups.cases(self._pool, await self._routed(shop, report.route), shop=shop):
            of_case = await self._report(shop, report)
        elif refund.status is PlatformStatus.CLOSED:
            return ""  # taken back before it was a case: there is nothing to do, and nobody to tell
        else:
            trade = await self._asked(shop, lambda: self._gateways(shop).platform.trade(refund.order_id))
            of_case = await self.act(shop, read_request(shop, refund, trade, policy.reasons), policy)
        if hint.words:
            await self._take_words(shop, hint.request_id)
        return of_case

    async def _take_words(self, shop: str, request_id: str) -> None:
        """Put what the buyer wrote into the inbox, each message for itself: it is told once, though read often."""
        thread = await self._asked(shop, lambda: self._gateways(shop).platform.thread(request_id))
        for written in buyers_words(thread):
            bodies = [written_body(request_id, written)]
            if written.pictures:
                bodies.append(shown_body(request_id, written))
            for message_id, body in bodies:
                message = Message(
                    shop=shop, source=Source.TAOBAO, message_id=message_id, body=body, headers={}, trace=spans.here()
                )
                await inbox.accept(self._pool, message)

    async def _asked(self, shop: str, ask: Callable[[], Awaitable[Told]]) -> Told:
        """One call of a platform, unless it is paused; what its failure says of the whole shop is noted."""
        self._circuits.check(shop)
        try:
            return await ask()
        except GatewayError as error:
            self._circuits.note(shop, error)
            raise


def _nobody(route: Route) -> NotYet | Unrouted:
    match route:
        case ByRequest():
            return NotYet(f"request {route.external_id} has not opened a case")
        case ByKey():
            return Unrouted(f"no case of this shop made the key {route.key}")
        case ByWaybill() | ByReturn():
            return Unrouted(f"no case of this shop knows the parcel {route.waybill}", route.waybill)
