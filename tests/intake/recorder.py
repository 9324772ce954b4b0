"""A case that only remembers what it is told: what intake hands over can be seen without playing a scenario."""

from temporalio import workflow

from domain import facts
from domain.events import CaseOpened
from workflows.messages import Opening


@workflow.defn(name="AfterSalesCase")
class RecordingCase:
    """Remembers its opening and its facts, and ends when told to."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.heard: list[str] = []
        self.ended = False

    @workflow.run
    async def run(self, _opening: Opening) -> list[str]:
        """Wait for the end; the facts that were told."""
        await workflow.wait_condition(lambda: self.ended)
        return self.heard

    @workflow.query
    def told(self) -> list[str]:
        """The outside ids of the facts, in the order in which they came."""
        return self.heard

    @workflow.query
    def opened(self) -> CaseOpened | None:
        """What the run was started with."""
        return self.opening.opened

    @workflow.query
    def resumed_version(self) -> int:
        """The version of the case that the run took up, 0 for a new one."""
        return self.opening.resumed.version if self.opening.resumed is not None else 0

    @workflow.signal
    def end(self) -> None:
        """Be done."""
        self.ended = True

    @workflow.signal
    def claim_reported(self, fact: facts.ClaimReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def parcel_reported(self, fact: facts.ParcelReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def goods_reported(self, fact: facts.GoodsReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def answer_reported(self, fact: facts.AnswerReported) -> None:
        """Remember, with the reference of the words."""
        self.heard.append(f"{fact.fact} {fact.answer} {fact.words}".strip())

    @workflow.signal
    def intercept_reported(self, fact: facts.InterceptReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def payment_reported(self, fact: facts.PaymentReported) -> None:
        """Remember, with the ledger's word."""
        self.heard.append(f"{fact.fact} {fact.state}")

    @workflow.signal
    def ruling_reported(self, fact: facts.RulingReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def withdrawal_reported(self, fact: facts.WithdrawalReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def evidence_reported(self, fact: facts.EvidenceReported) -> None:
        """Remember, with where each piece lies."""
        self.heard.append(" ".join([fact.fact, *(piece.reference for piece in fact.shown)]))

    @workflow.signal
    def abuse_reported(self, fact: facts.AbuseReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def consent_reported(self, fact: facts.ConsentReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)

    @workflow.signal
    def shipment_reported(self, fact: facts.ShipmentReported) -> None:
        """Remember."""
        self.heard.append(fact.fact)
