"""The quality loop's hand: makes the cards of defects that came again, and sends those that wait."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from temporalio import activity

from activities.faults import failure
from domain.register.figures import Dated
from domain.register.quality import Card, Defect, Subject, cards, complaint, letter
from gateways.assembly import Gateways
from gateways.connections import QualityConnection
from gateways.errors import GatewayError
from gateways.messaging import Letter
from store import feedback
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class Look:
    """Which cases of a shop are looked at, from how many of them a defect is told, and until when it is answered."""

    shop: str
    time_zone: str
    now: datetime
    days: int
    least: int
    answer_days: int


class Quality:
    """Tells the departments; their addresses are in the shops file, and go no further than the gateway."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="make_feedback")
    async def make(self, look: Look) -> int:
        """Make the cards of defects that enough untold cases show; how many. Done again it makes none."""

        def choose(stories: Sequence[Sequence[Dated]], told: Collection[tuple[Defect, str]]) -> tuple[Card, ...]:
            return cards(map(complaint, stories), told, least=look.least)

        since, due = look.now - timedelta(days=look.days), look.now + timedelta(days=look.answer_days)
        return await feedback.make(self.pool, look.shop, since, choose, days=look.days, answer_due=due)

    @activity.defn(name="send_feedback")
    async def send(self, look: Look) -> int:
        """Send the cards that wait, where the shop names an address; how many. A repeat is the same letter to mail."""
        gateways = self.gateways(look.shop)
        if gateways.shop.quality is None:
            return 0
        waiting = await feedback.kept(self.pool, look.shop, waiting=True)
        for each in waiting:
            subject, text = letter(each.card, days=each.days, due=each.answer_due.astimezone(ZoneInfo(look.time_zone)))
            mail = Letter(
                key=f"feedback-{look.shop}-{each.number}",
                shop=look.shop,
                case_id="",  # it is of none alone
                to=address(gateways.shop.quality, each.card.defect.subject),
                subject=subject,
                text=text,
            )
            try:
                reference = await gateways.mail.send(mail)
            except GatewayError as error:
                raise failure(error) from error
            await feedback.sent(self.pool, each.number, reference)
        return len(waiting)


def address(of: QualityConnection, subject: Subject) -> str:
    """Who answers for a subject of cards."""
    named = {Subject.CARRIER: of.logistics, Subject.PACKER: of.warehouse, Subject.SUPPLIER: of.purchasing}
    return named.get(subject) or of.address
