"""The register's hand: writes what a case recorded. A local activity: one short, idempotent transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio import activity

from domain.quotes.refund_request import PriorRefund
from domain.register.row import CaseRow
from domain.shipments.supplying import RULE
from store import prior, register
from store.pool import Pool
from store.register import Author, Entry


@dataclass(frozen=True, kw_only=True)
class Page:
    """New entries of one case, its row as it stands after them, and who writes."""

    case_id: str
    entries: tuple[Entry, ...]
    row: CaseRow
    author: Author


@dataclass(frozen=True, kw_only=True)
class OrderOfCase:
    """Which order's account is asked about, and by which case."""

    shop: str
    order_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class PriorRefunds:
    """What other cases have paid back, or hold reserved, on the same order."""

    refunds: tuple[PriorRefund, ...]


@dataclass(frozen=True, kw_only=True)
class Penalties:
    """What other cases of the order gave for goods that were not sent in time, or have promised; minor units."""

    given: int


class Register:
    """Writes the register and reads the ledger."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @activity.defn(name="append_register")
    async def append(self, page: Page) -> None:
        """Write the entries; those already there are left as they are."""
        written = False
        try:
            await register.append(self.pool, page.case_id, page.entries, page.row, page.author)
            written = True
        finally:
            _measure(page, written=written)

    @activity.defn(name="prior_refunds")
    async def prior(self, order: OrderOfCase) -> PriorRefunds:
        """What the order's account says that other cases took."""
        refunds = await prior.prior_refunds(self.pool, order.shop, order.order_id, except_case=order.case_id)
        return PriorRefunds(refunds=refunds)

    @activity.defn(name="penalties_given")
    async def penalties(self, order: OrderOfCase) -> Penalties:
        """What other cases of the order gave for a late or missing shipment."""
        given = await prior.penalties_given(self.pool, order.shop, order.order_id, rule=RULE, except_case=order.case_id)
        return Penalties(given=given)


def _measure(page: Page, *, written: bool) -> None:
    """How far the register is behind its cases, and how often it could not be written: for those who watch."""
    meter = activity.metric_meter()
    failures = meter.create_counter("amends_register_append_failures", "Writes to the register that were in vain.")
    failures.add(0 if written else 1)
    if written:
        # A case that was jumped lives ahead of this clock.
        behind = max(0.0, (datetime.now(UTC) - page.entries[0].at).total_seconds())
        lag = meter.create_histogram_float("amends_register_lag_seconds", "From an event to its entry in the register.")
        lag.record(behind)
