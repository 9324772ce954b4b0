"""Word to the department that answers for what is disturbed: of the beginning and of the end of an incident (R158)."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.faults import failure
from domain.register.incident import What
from domain.register.incident_letter import letter
from gateways.assembly import Gateways
from gateways.connections import QualityConnection
from gateways.errors import GatewayError
from gateways.messaging import Letter
from store import incidents
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class IncidentWord:
    """Which incident of which shop, and whether its end is told; times are written in this zone."""

    shop: str
    number: int
    ended: bool
    time_zone: str


class Incidents:
    """Tells them; addresses are in the shops file, and go no further than the gateway."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="tell_incident")
    async def tell(self, word: IncidentWord) -> bool:
        """Tell the department, once; False where the shop names none. A repeat is the same letter to mail."""
        gateways = self.gateways(word.shop)
        if gateways.shop.quality is None:
            return False
        incident = await incidents.one(self.pool, word.number)
        if incident is None:
            raise ApplicationError(f"no incident has the number {word.number}", type="NO_INCIDENT", non_retryable=True)
        subject, text = letter(incident, await incidents.touched(self.pool, incident), zone=word.time_zone)
        mail = Letter(
            key=f"incident-{word.shop}-{word.number}-{'ended' if word.ended else 'begun'}",
            shop=word.shop,
            case_id="",  # it is of none alone
            to=address(gateways.shop.quality, incident.what),
            subject=subject,
            text=text,
        )
        try:
            await gateways.mail.send(mail)
        except GatewayError as error:
            raise failure(error) from error
        await incidents.told(self.pool, word.number, ended=word.ended)
        return True


def address(of: QualityConnection, what: What) -> str:
    """Who answers for what is disturbed; the product department where nobody of their own is named."""
    named = {
        What.ORDER_SYSTEM: of.information,
        What.PLATFORM: of.information,
        What.WAREHOUSE: of.warehouse,
        What.COURIER: of.logistics,
        What.PAYMENTS: of.finance,
        What.INVOICES: of.finance,
    }
    return named.get(what) or of.address
