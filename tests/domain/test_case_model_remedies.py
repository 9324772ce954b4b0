"""The newer remedies driven by chance: exchanges, complaints, defects, fakes and goodwill, by facts and commands.

Whatever comes in whatever order, the case can be shown; nobody is given both the goods and the money; and what is paid
beside the order was promised, tested or paid on top.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import commands, facts
from domain import events as ev
from domain.authority import Level
from domain.case import MOVING, Case
from domain.commands import NotPermitted
from domain.compensation import by_rule
from domain.complaints import judging
from domain.complaints.flaw import Remedy
from domain.defects import defect as of_defect
from domain.defects.defect import Cause, Defect, DefectKind, Examiner
from domain.defects.repair import RepairReport, RepairState
from domain.disputes.authenticity import Judgement
from domain.events import Answer, CaseOpened, Event, Means, Payment, PaymentState, Question, Resolution, Rung
from domain.evolution import opened, unfolded
from domain.exchanges import exchanging, on_top, sending
from domain.exchanges.replacement import Purpose, ReplacementState
from domain.facts import observe
from domain.fault import Fault
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.grievance import Grievance, Wrong
from domain.money_request import released
from domain.order import Freight, FreightMode, Order, OrderLine, Stage
from domain.owed import buyer_pays, left_to_pay, owed
from domain.permit import effect, permit
from domain.quotes.discounts import line_paid
from domain.register.row import row_of
from domain.request import Ground, Item, Request, Scenario, Wanted
from domain.standing import standing
from domain.telling import tell
from tests.domain.packs import pack

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
GIVEN_UP = frozenset({ReplacementState.LATE, ReplacementState.LOST, ReplacementState.CAME_BACK})
SHOE = 5000
PRICES = (4300, 5000, 5900)
GROUNDS = {
    Scenario.EXCHANGE: (Ground.NO_REASON, Ground.QUALITY),
    Scenario.COMPLAINT: (Ground.SHORT, Ground.WRONG_ITEM, Ground.DAMAGED),
    Scenario.COMPENSATION: (Ground.COMPENSATION,),
    Scenario.COUNTERFEIT: (Ground.COUNTERFEIT,),
    Scenario.QUALITY: (Ground.QUALITY,),
    Scenario.REPAIR: (Ground.QUALITY,),
    Scenario.DELIVERY: (Ground.NOT_RECEIVED,),
}
ids = st.integers(min_value=1, max_value=5)


def opening(kind: Scenario, ground: Ground, wrong: Wrong, price: int, fault: Fault) -> CaseOpened:
    """A case about one of two shoes, 5000 each, and a sock."""
    order = Order(
        shop="shop",
        order_id="O1",
        currency="CNY",
        lines=(
            OrderLine(line_id="shoe", qty=2, unit_price=5000, sku="S41", title="Shoe"),
            OrderLine(line_id="sock", qty=1, unit_price=1000, sku="SOCK", title="Sock"),
        ),
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=800, base=600),
        stage=Stage.RECEIVED,
        outbound_carrier="yto",
        outbound_waybill="OUT1",
        no_reason_until=NOON + timedelta(days=7),
    )
    wanted = Wanted(sku="BOOT", unit_price=price, title="Boot") if kind is Scenario.EXCHANGE else None
    request = Request(
        kind=kind,
        ground=ground,
        fault=fault,
        items=(Item(line_id="shoe", qty=1, wanted=wanted),),
        requested_at=NOON,
        grievance=Grievance(wrong=wrong, loss=3000, new_unit_price=4000, dropped_at=NOON, rightful_price=9000)
        if kind is Scenario.COMPENSATION
        else None,
        defect=Defect(kind=DefectKind.HIDDEN) if ground is Ground.QUALITY else None,
    )
    return CaseOpened(
        case_id="case-shop-shop-1",
        shop="shop",
        source="shop",
        external_id="1",
        buyer="b_1",
        order=order,
        request=request,
        terms=pack("cn_other"),
    )


class RemedyByChance(RuleBasedStateMachine):
    """The case, and what was tried with it."""

    case: Case

    @initialize(
        kind=st.sampled_from(list(GROUNDS)),
        pick=st.integers(0, 2),
        wrong=st.sampled_from(list(Wrong)),
        price=st.sampled_from(PRICES),
        fault=st.sampled_from([Fault.BUYER, Fault.SELLER, Fault.NONE]),
        depth=st.integers(0, 4),
    )
    def opens(self, kind: Scenario, pick: int, wrong: Wrong, price: int, fault: Fault, depth: int) -> None:
        """A request arrives, and has come some way: agreed to, the goods are here, another leaves, and is there."""
        self.at = NOON
        grounds = GROUNDS[kind]
        self.case = opened(opening(kind, grounds[pick % len(grounds)], wrong, price, fault), self.at)
        self.excused = False  # the new item was given up, or is at fault: the money takes its place
        way = (self.is_agreed, self.is_back, self.is_paid_for, self.is_there)
        for step in way[:depth]:
            step()

    def is_agreed(self) -> None:
        """A person takes the request."""
        self.asks(commands.Agree(by="li", role=Level.MANAGER, seller_pays_freight=True))

    def is_back(self) -> None:
        """What was sold is here, and is sound."""
        if self.case.scenario is Scenario.EXCHANGE:
            self.parcel(1, "ST1", ParcelState.SIGNED, sent=False)
            self.goods(1, 1, Grade.AS_NEW)

    def is_paid_for(self) -> None:
        """The other item costs what it costs, and leaves."""
        self.asks_for_money()
        if (link := exchanging.open_top_up(self.case)) is not None:
            self.pays_on_top(1, 1, link.amount)
        self.sends(sent=True)
        self.promises()

    def is_there(self) -> None:
        """The buyer has it."""
        self.parcel(1, "RP1", ParcelState.SIGNED, sent=False)

    def record(self, *happened: Event) -> None:
        """Fold events in, as the case file does, and tell each."""
        self.at += timedelta(minutes=7)
        for event, after in unfolded(self.case, happened, self.at):
            assert tell(event, self.case).en
            self.case = after
            given_up = any(shipment.state in GIVEN_UP for shipment in after.replacements)
            self.excused = self.excused or given_up or isinstance(event, ev.NewItemFaulty)

    def hears(self, fact: facts.Fact) -> None:
        """A fact is absorbed once."""
        self.record(*observe(fact, self.case))
        assert observe(fact, self.case) == () or fact.fact not in self.case.seen

    def asks(self, command: commands.Command) -> None:
        """What is not permitted, or could not be shown, changes nothing."""
        try:
            permit(command, self.case, self.at)
            happened = effect(command, self.case)
            after = self.case
            for event, after in unfolded(self.case, happened, self.at):
                tell(event, after)
            row_of(after, self.at)
        except (NotPermitted, ValueError):
            return
        self.record(*happened)

    @rule(
        number=ids,
        waybill=st.sampled_from(("ST1", "OUT1", "RP1", "RP2", "HOME1")),
        state=st.sampled_from(list(ParcelState)),
        sent=st.booleans(),
    )
    def parcel(self, number: int, waybill: str, state: ParcelState, *, sent: bool) -> None:
        """A scan, or a waybill that the buyer entered: theirs, or by mistake or guile one of ours."""
        fact = f"p{number}{waybill}{state}{sent}"
        self.hears(facts.ParcelReported(fact=fact, carrier="sto", waybill=waybill, at=self.at, state=state, sent=sent))

    @rule(number=ids, qty=st.integers(0, 2), grade=st.sampled_from(list(Grade)))
    def goods(self, number: int, qty: int, grade: Grade) -> None:
        """The warehouse's finding."""
        lines = (FoundLine(line_id="shoe", qty=qty, grade=grade),) if qty else ()
        finding = Finding(finding_id=f"f{number}", waybill="ST1", inspector="wh", at=self.at, lines=lines)
        self.hears(facts.GoodsReported(fact=finding.finding_id, finding=finding))

    @rule(
        number=ids,
        question=st.sampled_from([None, *Question]),
        answer=st.sampled_from(list(Answer)),
        stars=st.sampled_from([None, 1, 5]),
    )
    def answer(self, number: int, question: Question | None, answer: Answer, stars: int | None) -> None:
        """The buyer answers, to whatever."""
        self.hears(facts.AnswerReported(fact=f"a{number}", answer=answer, question=question, experience=stars))

    @rule(number=ids)
    def withdrawn(self, number: int) -> None:
        """The buyer takes it back."""
        self.hears(facts.WithdrawalReported(fact=f"w{number}"))

    @rule(number=ids, price=st.sampled_from(PRICES))
    def another_wish(self, number: int, price: int) -> None:
        """The buyer wants something else."""
        self.hears(facts.WantedReported(fact=f"x{number}", wanted={"shoe": Wanted(sku="HAT", unit_price=price)}))

    @rule(number=ids, link=st.integers(1, 2), amount=st.sampled_from([100, 600, 900, 1500]))
    def pays_on_top(self, number: int, link: int, amount: int) -> None:
        """Money comes in under one of our links, in time or not."""
        key = f"t/{link}"
        if any(one.key == key for one in self.case.topups):
            self.hears(facts.TopUpReported(fact=f"t{number}{key}", key=key, amount=amount, at=self.at))

    @rule(number=ids, state=st.sampled_from(list(RepairState)), amount=st.sampled_from([0, 800]))
    def shop_says(self, number: int, state: RepairState, amount: int) -> None:
        """The repair shop has a word."""
        report = RepairReport(state=state, at=self.at, amount=amount, found=Cause.NO_DEFECT if number == 1 else None)
        self.hears(facts.RepairReported(fact=f"r{number}", key="job/1", report=report))

    @rule(state=st.sampled_from(list(PaymentState)), pick=st.integers(0, 5), number=ids)
    def notice(self, state: PaymentState, pick: int, number: int) -> None:
        """A payment notice as the ledger lets it through."""
        if not self.case.payments:
            return
        payment = self.case.payments[pick % len(self.case.payments)]
        if state is PaymentState.REVERSED and payment.state is not PaymentState.SETTLED:
            return
        if payment.state is PaymentState.FAILED:
            return
        self.hears(facts.PaymentReported(fact=f"n{number}{payment.key}{state}", key=payment.key, state=state))

    @rule(
        name=st.sampled_from(
            [
                "agree",
                "offer",
                "refuse",
                "hold",
                "release",
                "close",
                "retry",
                "reship",
                "faulty",
                "attach",
                "cash",
                "coupon",
                "payout",
                "judge",
                "suspect",
                "examine",
                "choose",
                "keep",
                "redress",
                "refund",
                "fault",
                "unfault",
                "order",
            ]
        ),
        level=st.sampled_from([Level.AGENT, Level.MANAGER, Level.FINANCE]),
    )
    def command(self, name: str, level: Level) -> None:
        """A person does what people do."""
        by: dict[str, Any] = {"by": "li", "role": level}
        made: dict[str, commands.Command] = {
            "agree": commands.Agree(**by, seller_pays_freight=True),
            "offer": commands.Agree(**by, note="worn", depreciation_bp=1500),
            "refuse": commands.Refuse(**by, reason="not as sold", evidence=("E1",)),
            "hold": commands.Hold(**by, reason="wait"),
            "release": commands.Release(**by),
            "close": commands.Close(**by, reason="enough"),
            "retry": commands.Retry(**by),
            "reship": commands.Reship(**by, advance=True),
            "faulty": commands.FaultyAgain(**by, reason="torn"),
            "attach": commands.Attach(**by, code="E11", reference="po-1"),
            "cash": commands.Compensate(**by, rung=Rung.CASH, value=900, floor=500, reason="sorry", line_id="shoe"),
            "coupon": commands.Compensate(**by, rung=Rung.COUPON, value=900, floor=500, reason="sorry", reference="C"),
            "payout": commands.PayOut(**by, payout_id=f"p{len(self.case.payouts)}"),
            "judge": commands.Judge(**by, judgement=Judgement.PAPERS_INVALID, reason="nothing holds"),
            "suspect": commands.Judge(**by, judgement=Judgement.SUSPECTED, reason="our own doubts"),
            "examine": commands.Examine(**by, cause=Cause.NO_DEFECT, note="nothing found", fee=300, paid_by_buyer=True),
            "choose": commands.Choose(**by, remedy=of_defect.Remedy.RETURN, note="by telephone"),
            "keep": commands.Choose(**by, remedy=of_defect.Remedy.KEEP, note="by telephone", amount=200),
            "redress": commands.Redress(**by, remedy=Remedy.KEEP, keep=900, note="by telephone"),
            "refund": commands.Redress(**by, remedy=Remedy.REFUND, note="by telephone"),
            "fault": commands.Correct(**by, field="fault", value=Fault.SELLER, reason="ours"),
            "unfault": commands.Correct(**by, field="fault", value=Fault.NONE, reason="open"),
            "order": commands.OrderExamination(**by, examiner=Examiner.SHOP),
        }
        self.asks(made[name])

    @rule(to=st.sampled_from(list(Scenario)))
    def diverts(self, to: Scenario) -> None:
        """A manager takes the case elsewhere."""
        self.asks(commands.Divert(by="li", to=to, reason="better so", role=Level.MANAGER))

    @rule()
    def asks_for_money(self) -> None:
        """The exchange's own rule: a link for what is not paid yet."""
        ready = self.case.scenario is Scenario.EXCHANGE and self.case.agreement is not None and self.case.findings
        if not ready or exchanging.undetermined(self.case) or exchanging.open_top_up(self.case) is not None:
            return
        amount = buyer_pays(self.case) - exchanging.paid_on_top(self.case)
        if amount > 0:
            key, until = f"t/{len(self.case.topups) + 1}", self.at + timedelta(hours=48)
            self.record(ev.TopUpAsked(key=key, amount=amount, freight=0, expires_at=until, link="https://pay"))

    @rule()
    def link_lapses(self) -> None:
        """Its time is up."""
        if (link := exchanging.open_top_up(self.case)) is not None:
            self.record(ev.TopUpLapsed(key=link.key))

    @rule(sent=st.booleans())
    def sends(self, *, sent: bool) -> None:
        """The other item is ordered once it may be, and leaves or does not."""
        case = self.case
        ready = case.scenario is Scenario.EXCHANGE and case.agreement is not None and not exchanging.undetermined(case)
        off = case.withdrawn or case.refusal is not None or case.resolution is not None or case.held or case.closing
        if ready and not off and case.findings and buyer_pays(case) <= exchanging.paid_on_top(case):
            self.record(*sending.ordered(case, exchanging.wanted(case), Purpose.EXCHANGE, by="policy"))
        for shipment in sending.may_leave(self.case):
            number = 1 + sum(bool(s.waybill) for s in self.case.replacements)
            left = ev.ReplacementShipped(key=shipment.key, carrier="sf", waybill=f"RP{number}")
            self.record(left if sent else ev.ReplacementNotSent(key=shipment.key, reason="out_of_stock"))

    @rule()
    def late(self) -> None:
        """What is on its way is not there in its time."""
        for shipment in sending.on_time(self.case):
            self.record(ev.ReplacementMoved(key=shipment.key, state=ReplacementState.LATE, at=self.at, by="policy"))

    @rule()
    def complaint_goes_on(self) -> None:
        """Judged, offered, and what did not help begins anew."""
        case = self.case
        if case.scenario is not Scenario.COMPLAINT or not judging.complains(case):
            return
        if case.complaint.judged is None:
            self.record(ev.ComplaintJudged(judgement=judging.judged(case)))
        elif case.complaint.choice is None and (options := judging.offered(case)):
            self.record(
                ev.RedressOffered(row=case.complaint.judged.row, remedies=options, keep=judging.keep_offer(case))
            )
        elif judging.did_not_help(case) and case.complaint.chosen is not None:
            self.record(ev.RedressFailed(remedy=case.complaint.chosen, reason="no help"))

    @rule()
    def promises(self) -> None:
        """What the rules give is settled, and a payout is promised."""
        case = self.case
        if case.scenario is Scenario.COMPENSATION and case.settlement is None and case.agreement is not None:
            granted = by_rule(case)
            if granted is not None:
                self.record(granted)
        promise = self.case.settlement
        if promise is None or promise.means is not Means.PAYOUT or case.promised_payout is not None:
            return
        if any(payout.promised_at >= promise.at for payout in self.case.payouts):
            return
        number = f"p{len(self.case.payouts) + 1}"
        due = self.at + timedelta(hours=72)
        self.record(
            ev.PayoutPromised(
                payout_id=number, owner="finance", account="", amount=promise.amount, due_at=due, reason=""
            )
        )

    @rule(outcome=st.sampled_from([PaymentState.SETTLED, PaymentState.FAILED, PaymentState.UNKNOWN]))
    def pays(self, outcome: PaymentState) -> None:
        """The workflow's own rule: follow the open payment, or decide what is left to pay."""
        moving = [payment for payment in self.case.payments if payment.state in MOVING]
        if not moving:
            if not self.may_pay():
                return
            quote = owed(self.case)
            due = [(kind, amount) for kind, amount in left_to_pay(self.case, quote).items() if amount > 0]
            if not due or quote.error is not None:
                return
            self.decide(due[0][0], due[0][1])
            moving = [self.case.payments[-1]]
        self.record(ev.PaymentChanged(key=moving[0].key, state=outcome))

    def decide(self, kind: Payment, amount: int) -> None:
        """A decision under a key of its own."""
        number = 1 + sum(payment.kind is kind for payment in self.case.payments)
        key = f"{self.case.case_id}/{kind}/{number}"
        self.record(ev.PaymentDecided(key=key, kind=kind, decision=number, amount=amount))

    def may_pay(self) -> bool:
        """Money leaves where the scenario has come to it."""
        case = self.case
        off = case.withdrawn or case.refusal is not None or case.resolution is not None or case.held or case.closing
        if off or exchanging.undetermined(case) or case.reopened is not None:
            return False
        match case.scenario:
            case Scenario.EXCHANGE:
                return exchanging.sent_first(case)
            case Scenario.COMPLAINT:
                return case.complaint.chosen in {Remedy.REFUND, Remedy.KEEP}
            case Scenario.COMPENSATION | Scenario.QUALITY:
                return case.settlement is not None
            case Scenario.RETURN_REFUND:
                return case.agreement is not None and bool(case.findings)
            case _:
                return False

    @rule()
    def closes(self) -> None:
        """The story ends: money of the buyer's that is here for nothing goes back first."""
        if self.case.resolution is not None or self.case.money_moving or sending.may_leave(self.case):
            return
        if left := on_top.for_nothing(self.case):
            self.decide(Payment.COMPENSATION, left)
            self.record(ev.PaymentChanged(key=self.case.payments[-1].key, state=PaymentState.SETTLED))
        assert on_top.for_nothing(self.case) == 0
        self.record(ev.CaseClosed(resolution=Resolution.CLOSED_BY_HAND))

    @invariant()
    def never_more_than_was_paid(self) -> None:
        """By the order's channel not more than the order; beside it what was promised, tested, or paid on top."""
        if not hasattr(self, "case"):
            return
        case = self.case
        most = sum(line_paid(case.order).values()) + case.order.freight.charged
        assert case.paid_back() <= most
        beside = (
            released(case) + sum(x.fee for x in case.examinations if x.paid_by_buyer) + exchanging.paid_on_top(case)
        )
        assert case.paid_back(Payment.COMPENSATION) <= beside, (case.paid_back(Payment.COMPENSATION), beside)

    @invariant()
    def goods_or_money(self) -> None:
        """Whoever has the other item, or is about to, does not have the price of the first one too."""
        if hasattr(self, "case") and exchanging.served(self.case) and not self.excused:
            assert self.case.paid_back() < SHOE

    @invariant()
    def always_something_to_show(self) -> None:
        """Whatever state the case is in, lists and people can be told where it stands."""
        if hasattr(self, "case"):
            assert standing(self.case).waits_for
            assert row_of(self.case, self.at).version == self.case.version

    @invariant()
    def what_is_owed_is_bounded(self) -> None:
        """A quote that can be made asks for no more than the account has."""
        if not hasattr(self, "case") or exchanging.undetermined(self.case):
            return
        try:
            quote = owed(self.case)
        except ValueError:
            return
        most = sum(line_paid(self.case.order).values()) + self.case.order.freight.charged
        assert 0 <= quote.order_refund <= most


TestRemedyByChance = RemedyByChance.TestCase
TestRemedyByChance.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
