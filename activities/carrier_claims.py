"""Claims against carriers: filed by key, further papers sent once, and what happened written down."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity
from temporalio.client import Client

from activities import beside
from activities.faults import failure
from domain.claim import Claim, ClaimBegun, ClaimOpening, ClaimWord, Word
from gateways.assembly import Gateways
from gateways.carrier_desk import ClaimForm, ClaimStanding
from gateways.errors import GatewayError
from store import claims
from store.claims import ClaimRow
from store.codec import Entry
from store.pool import Pool

WORKFLOW = "CarrierClaim"


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """New entries of one claim, and its row as it stands after them."""

    claim_id: str
    entries: tuple[Entry, ...]
    row: ClaimRow


class CarrierClaims:
    """The courier's desk, and our own book of claims."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways], client: Client) -> None:
        self.pool = pool
        self.gateways = gateways
        self.client = client

    @activity.defn(name="begin_claim")
    async def begin(self, claim: ClaimBegun) -> None:
        """Start the claim's own workflow; one that was started before, by whichever run of the case, is left alone."""
        await beside.begin(
            self.client,
            WORKFLOW,
            ClaimOpening(begun=claim),
            workflow_id=claim.claim_id,
            shop=claim.shop,
            order_id=claim.order_id,
            scenario="carrier_claim",
            summary=f"Claim against {claim.carrier[:60]} for parcel {claim.waybill[:80]}",
        )

    @activity.defn(name="file_claim")
    async def file(self, claim: Claim) -> ClaimWord:
        """File it, or ask how it stands: the claim's id is the key, and the form is the one that it began with."""
        start = claim.begun
        form = ClaimForm(
            carrier=start.carrier,
            waybill=start.waybill,
            amount=start.amount,
            currency=start.currency,
            papers=start.papers,
        )
        try:
            return word_of(await self.gateways(start.shop).desk.claim(form, key=claim.claim_id))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="supply_papers")
    async def supply(self, claim: Claim) -> ClaimWord:
        """Send the papers that the carrier does not have yet; the number of the batch is part of the key."""
        key = f"{claim.claim_id}/papers/{claim.batches + 1}"
        try:
            standing = await self.gateways(claim.begun.shop).desk.supply(claim.claim_id, claim.unsent, key=key)
        except GatewayError as error:
            raise failure(error) from error
        return word_of(standing)

    @activity.defn(name="append_claim")
    async def append(self, page: ClaimPage) -> None:
        """Write the entries; those already there are left as they are."""
        await claims.BOOK.append(self.pool, page.claim_id, page.entries, page.row)


def word_of(standing: ClaimStanding, fact: str = "") -> ClaimWord:
    """How a claim stands, in the words of the claim; without an outside id the moment tells words apart."""
    return ClaimWord(
        fact=fact or f"{standing.state}:{standing.at.isoformat()}",
        word=Word(standing.state.value),
        at=standing.at,
        number=standing.number,
        amount=standing.amount,
        papers=standing.papers,
        reason=standing.reason,
    )
