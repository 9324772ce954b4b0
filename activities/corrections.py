"""Corrections of invoices: begun once, every call to the tax platform under a key, and what happened written down."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity
from temporalio.client import Client

from activities import beside
from activities.faults import failure
from domain.invoices.correction import ConfirmationHeard, Copies, Correction, CorrectionBegun
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.invoices import BlueForm, RedForm
from store import corrections
from store.codec import Entry
from store.corrections import CorrectionRow
from store.pool import Pool

WORKFLOW = "InvoiceCorrection"


@dataclass(frozen=True, kw_only=True)
class CorrectionPage:
    """New entries of one correction, and its row as it stands after them."""

    correction_id: str
    entries: tuple[Entry, ...]
    row: CorrectionRow


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """The number that the tax platform gave."""

    number: str


class Corrections:
    """The tax platform, and our own book of corrections."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways], client: Client) -> None:
        self.pool = pool
        self.gateways = gateways
        self.client = client

    @activity.defn(name="begin_correction")
    async def begin(self, start: CorrectionBegun) -> None:
        """Start the correction's own workflow; one that was started before, by whichever run of the case, is left."""
        await beside.begin(
            self.client,
            WORKFLOW,
            start,
            workflow_id=start.correction_id,
            shop=start.shop,
            order_id=start.order_id,
            scenario="invoice_correction",
            summary=f"Invoice {start.number[:80] or 'not issued yet'}: {start.action}",
        )

    @activity.defn(name="confirm_red")
    async def confirm(self, correction: Correction) -> ConfirmationHeard:
        """Ask for the red confirmation, or how it stands: the number of the try is part of the key."""
        key = f"{correction.correction_id}/confirmation/{correction.tries}"
        try:
            standing = await self.gateways(correction.begun.shop).invoices.confirm(_red(correction), key=key)
        except GatewayError as error:
            raise failure(error) from error
        return ConfirmationHeard(confirmation=standing.state, number=standing.number, reason=standing.reason)

    @activity.defn(name="issue_red")
    async def reverse(self, correction: Correction) -> Numbered:
        """Issue the red invoice."""
        key = f"{correction.correction_id}/red"
        try:
            number = await self.gateways(correction.begun.shop).invoices.reverse(_red(correction), key=key)
        except GatewayError as error:
            raise failure(error) from error
        return Numbered(number=number)

    @activity.defn(name="issue_blue")
    async def issue(self, correction: Correction) -> Numbered:
        """Issue the blue invoice."""
        start, key = correction.begun, f"{correction.correction_id}/blue"
        form = BlueForm(
            order_id=start.order_id,
            title=start.title,
            tax_no=start.tax_no,
            amount=start.new,
            tax=start.new_tax,
            currency=start.currency,
            replaces=start.number,
        )
        try:
            number = await self.gateways(start.shop).invoices.issue(form, key=key)
        except GatewayError as error:
            raise failure(error) from error
        return Numbered(number=number)

    @activity.defn(name="append_correction")
    async def append(self, page: CorrectionPage) -> None:
        """Write the entries; those already there are left as they are."""
        await corrections.BOOK.append(self.pool, page.correction_id, page.entries, page.row)


def _red(correction: Correction) -> RedForm:
    start, back = correction.begun, correction.copies is Copies.BACK
    return RedForm(
        number=start.number,
        amount=start.red,
        tax=start.red_tax,
        currency=start.currency,
        reason=start.reason,
        confirmation="" if back else correction.confirmation,
        copies_back=back,
    )
