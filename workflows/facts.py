"""What the outside reports, as signals: durable at once, absorbed once by their outside id, never refused."""

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import facts
    from domain.events import CaseReopened, PaymentChanged, RequestWithdrawn
    from workflows.casefile import CaseFile
    from workflows.running import StillFailing, still_failing
    from workflows.steps import conduct, consenting, wishes


class Facts:
    """Signals of a case; none waits, none runs an activity."""

    file: CaseFile

    @workflow.signal(description="The platform's standing of the request, read anew.")
    def claim_reported(self, fact: facts.ClaimReported) -> None:
        """The platform's standing changed."""
        self.file.absorb(fact)

    @workflow.signal(description="A parcel was posted, or moved.")
    def parcel_reported(self, fact: facts.ParcelReported) -> None:
        """A parcel moved; before this patch what came after it was paid for took up closed cases only."""
        told = facts.observe(fact, self.file.case)
        taken_up = self.file.case.resolution is None and any(isinstance(event, CaseReopened) for event in told)
        if taken_up and not workflow.patched("goods-after-the-money"):
            told = tuple(event for event in told if not isinstance(event, CaseReopened))
        self.file.record(*told)

    @workflow.signal(description="The warehouse's finding on one parcel.")
    def goods_reported(self, fact: facts.GoodsReported) -> None:
        """Goods were inspected."""
        self.file.absorb(fact)

    @workflow.signal(description="The buyer answered a question.")
    def answer_reported(self, fact: facts.AnswerReported) -> None:
        """The buyer answered; a wish that is not open is answered with what is, a threat with a no."""
        before = self.file.case
        self.file.absorb(fact)
        consenting.follow(self.file, before)
        if self.file.case.version > before.version:  # not one that was heard before
            wishes.seen(self.file)
        if fact.threat:
            self.file.meanwhile(conduct.tell_no_trade(self.file))

    @workflow.signal(description="The courier stopped a parcel, or could not.")
    def intercept_reported(self, fact: facts.InterceptReported) -> None:
        """An interception ended."""
        self.file.absorb(fact)

    @workflow.signal(description="A payment's outcome, after the ledger took it in.")
    def payment_reported(self, fact: facts.PaymentReported) -> None:
        """A payment's state is known; before this patch only the newest of a kind was paid again in an open case."""
        told = facts.observe(fact, self.file.case)
        anew = [event for event in told if isinstance(event, PaymentChanged) and event.owed_anew]
        if anew and not workflow.patched("older-payment-reversed"):
            told = tuple(
                replace(event, owed_anew=False) if isinstance(event, PaymentChanged) else event for event in told
            )
        self.file.record(*told)

    @workflow.signal(description="A dispute was decided outside.")
    def ruling_reported(self, fact: facts.RulingReported) -> None:
        """A ruling came."""
        self.file.absorb(fact)

    @workflow.signal(description="The buyer took the request back.")
    def withdrawal_reported(self, fact: facts.WithdrawalReported) -> None:
        """The request was withdrawn; before this patch also where something had left or was lost by us."""
        told = facts.observe(fact, self.file.case)
        late = [event for event in told if isinstance(event, RequestWithdrawn) and event.too_late]
        if late and not workflow.patched("taken-back-too-late"):
            told = tuple(replace(event, too_late=False) for event in late)
        self.file.record(*told)

    @workflow.signal(description="The platform found an abuse of rights.")
    def abuse_reported(self, fact: facts.AbuseReported) -> None:
        """An abuse was found."""
        self.file.absorb(fact)

    @workflow.signal(description="The carrier answered an inquiry.")
    def inquiry_reported(self, fact: facts.InquiryReported) -> None:
        """The carrier answered."""
        self.file.absorb(fact)

    @workflow.signal(description="The buyer sent pictures, a video or a paper.")
    def evidence_reported(self, fact: facts.EvidenceReported) -> None:
        """The buyer showed something."""
        self.file.absorb(fact)

    @workflow.signal(description="The correction of the order's invoice has ended.")
    def correction_reported(self, fact: facts.CorrectionReported) -> None:
        """An invoice was corrected."""
        self.file.absorb(fact)

    @workflow.signal(description="The buyer wants other items than before.")
    def wanted_reported(self, fact: facts.WantedReported) -> None:
        """Another wish."""
        self.file.absorb(fact)

    @workflow.signal(description="The buyer has paid on top, by the provider's word.")
    def top_up_reported(self, fact: facts.TopUpReported) -> None:
        """Money came in."""
        self.file.absorb(fact)

    @workflow.signal(description="The repair shop tells how one of our jobs stands.")
    def repair_reported(self, fact: facts.RepairReported) -> None:
        """The repair shop has news."""
        self.file.absorb(fact)

    @workflow.signal(description="The warehouse's records of how the order was packed.")
    def records_reported(self, fact: facts.RecordsReported) -> None:
        """The warehouse looked it up."""
        self.file.absorb(fact)

    @workflow.signal(
        description="The buyer wants goods shipped although their refund was asked for, or takes that back."
    )
    def consent_reported(self, fact: facts.ConsentReported) -> None:
        """The buyer's word on goods that are held."""
        before = self.file.case
        self.file.absorb(fact)
        consenting.follow(self.file, before)

    @workflow.signal(description="Goods of the order left the warehouse.")
    def shipment_reported(self, fact: facts.ShipmentReported) -> None:
        """Goods left."""
        before = self.file.case
        self.file.absorb(fact)
        consenting.follow(self.file, before)

    @workflow.signal(description="The worker's watchdog: a step is still tried again beyond its soft limit.")
    def step_retrying(self, report: StillFailing) -> None:
        """A step keeps failing."""
        still_failing(self.file, report)
