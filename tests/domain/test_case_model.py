"""A case driven by chance: commands and facts in any order, twice, and late.

Whatever happens, no more goes back than was paid, one key pays once, no fact is lost, and the same events make the
same case. Money is decided here as the workflow does it: what is left to pay, never beside an open payment.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import commands, facts
from domain import events as ev
from domain.case import MOVING, Case
from domain.commands import NotPermitted
from domain.events import Answer, CaseOpened, Event, Intercept, Payment, PaymentState, Question, Resolution
from domain.evolution import evolve, opened
from domain.facts import observe
from domain.fault import Fault
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.order import Freight, FreightMode, Order, OrderLine, Stage
from domain.owed import left_to_pay, needs_consent, owed
from domain.permit import effect, permit
from domain.quotes.discounts import line_paid
from domain.register.row import row_of
from domain.request import Claim, Ground, Item, Request, Scenario
from domain.standing import standing
from store.codec import entry, fold
from tests.domain.packs import pack

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
WAYBILLS = ("ST1", "ST2", "OUT1")
ids = st.integers(min_value=1, max_value=6)


def opening(kind: Scenario, stage: Stage, *, platform: bool) -> CaseOpened:
    """A case over three mugs and a cup, 20 000 and freight 800."""
    order = Order(
        shop="shop",
        order_id="O1",
        currency="CNY",
        lines=(
            OrderLine(line_id="1", qty=3, unit_price=5000, title="Mug"),
            OrderLine(line_id="2", qty=1, unit_price=5000, title="Cup"),
        ),
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=800, base=800),
        stage=stage,
        outbound_carrier="yto",
        outbound_waybill="OUT1",
        no_reason_until=NOON + timedelta(days=7),
        gift_value=300,
    )
    claim = _claim(20000, "WAIT_SELLER_AGREE", 1) if platform else None
    request = Request(
        kind=kind,
        ground=Ground.NO_REASON,
        fault=Fault.BUYER,
        items=(Item(line_id="1", qty=3), Item(line_id="2", qty=1)),
        requested_at=NOON,
        amount=20000 if platform else None,
    )
    return CaseOpened(
        case_id="case-shop-shop-1",
        shop="shop",
        source="taobao" if platform else "shop",
        external_id="1",
        buyer="b_1",
        order=order,
        request=request,
        terms=pack("cn_taobao" if platform else "cn_other"),
        claim=claim,
    )


def _claim(amount: int, status: str, version: int) -> Claim:
    return Claim(
        refund_id="1",
        version=str(version),
        phase="aftersale",
        status=status,
        amount=amount,
        modified_at=NOON + timedelta(minutes=version),
    )


class CaseByChance(RuleBasedStateMachine):
    """The case, its events so far, and what the outside has said."""

    case: Case

    @initialize(
        kind=st.sampled_from([Scenario.RETURN_REFUND, Scenario.REFUND_ONLY]),
        stage=st.sampled_from(list(Stage)),
        platform=st.booleans(),
    )
    def opens(self, kind: Scenario, stage: Stage, *, platform: bool) -> None:
        """A request arrives."""
        self.at = NOON
        event = opening(kind, stage, platform=platform)
        self.case = opened(event, self.at)
        self.events: list[tuple[Event, datetime]] = [(event, self.at)]
        self.refusals: list[tuple[str, str]] = []

    def record(self, *happened: Event) -> None:
        """Fold events in, as the case file does."""
        self.at += timedelta(minutes=7)
        for event in happened:
            self.case = evolve(self.case, event, self.at)
            self.events.append((event, self.at))

    def hears(self, fact: facts.Fact) -> None:
        """A fact is absorbed once."""
        self.record(*observe(fact, self.case))
        assert observe(fact, self.case) == () or fact.fact not in self.case.seen

    def asks(self, command: commands.Command) -> None:
        """A person asks; what is not permitted changes nothing."""
        try:
            permit(command, self.case)
        except NotPermitted as refused:
            self.refusals.append((refused.code, str(refused)))
            return
        self.record(*effect(command, self.case))

    @rule(number=ids, waybill=st.sampled_from(WAYBILLS), state=st.sampled_from(list(ParcelState)), sent=st.booleans())
    def parcel(self, number: int, waybill: str, state: ParcelState, *, sent: bool) -> None:
        """A scan, or a waybill that the buyer entered."""
        self.hears(
            facts.ParcelReported(
                fact=f"p{number}{waybill}{state}{sent}",
                carrier="sto",
                waybill=waybill,
                at=self.at,
                state=state,
                sent=sent,
            )
        )
        if waybill != "OUT1":
            assert self.case.parcel(waybill) is not None

    @rule(
        number=ids,
        waybill=st.sampled_from(("ST1", "ST2", "ST3")),
        mugs=st.integers(0, 4),
        cups=st.integers(0, 2),
        grade=st.sampled_from(list(Grade)),
        gift=st.sampled_from([None, True, False]),
        fee=st.sampled_from([0, 0, 1200, 99999]),
    )
    def goods(
        self, number: int, waybill: str, mugs: int, cups: int, grade: Grade, *, gift: bool | None, fee: int
    ) -> None:
        """The warehouse's finding."""
        lines = [FoundLine(line_id="1", qty=mugs, grade=grade), FoundLine(line_id="2", qty=cups, grade=Grade.AS_NEW)]
        finding = Finding(
            finding_id=f"f{number}",
            waybill=waybill,
            inspector="wh",
            at=self.at,
            lines=tuple(line for line in lines if line.qty),
            gift_present=gift,
            collect_fee=fee,
        )
        self.hears(facts.GoodsReported(fact=finding.finding_id, finding=finding))
        assert finding.finding_id in {known.finding_id for known in self.case.findings}

    @rule(number=ids, question=st.sampled_from([None, *Question]), answer=st.sampled_from(list(Answer)))
    def answer(self, number: int, question: Question | None, answer: Answer) -> None:
        """The buyer answers, to whatever."""
        self.hears(facts.AnswerReported(fact=f"a{number}", answer=answer, question=question))

    @rule(
        amount=st.sampled_from([20000, 15000, 9000, 26000]),
        version=st.integers(1, 9),
        status=st.sampled_from(["WAIT_SELLER_AGREE", "WAIT_SELLER_CONFIRM_GOODS", "SELLER_REFUSE_BUYER", "CLOSED"]),
    )
    def claim(self, amount: int, version: int, status: str) -> None:
        """The platform's word, old or new."""
        if self.case.source != "taobao":
            return
        claim = _claim(amount, status, version)
        self.hears(facts.ClaimReported(fact=f"c{version}{status}{amount}", claim=claim))

    @rule(number=ids, state=st.sampled_from([Intercept.STOPPED, Intercept.FAILED]))
    def intercept(self, number: int, state: Intercept) -> None:
        """The courier's word on an interception."""
        self.hears(facts.InterceptReported(fact=f"i{number}", waybill="OUT1", state=state))

    @rule(state=st.sampled_from(list(PaymentState)), pick=st.integers(0, 5), number=ids)
    def notice(self, state: PaymentState, pick: int, number: int) -> None:
        """A payment notice as the ledger lets it through: what is settled stays so, unless it is reversed."""
        if not self.case.payments:
            return
        payment = self.case.payments[pick % len(self.case.payments)]
        if state is PaymentState.REVERSED and payment.state is not PaymentState.SETTLED:
            return
        if payment.state is PaymentState.FAILED:
            return  # the provider was certain
        self.hears(facts.PaymentReported(fact=f"n{number}{payment.key}{state}", key=payment.key, state=state))

    @rule(command=st.sampled_from(["agree", "offer", "refuse", "hold", "release", "close", "retry", "rule", "divert"]))
    def command(self, command: str) -> None:
        """A person does what people do."""
        made: dict[str, commands.Command] = {
            "agree": commands.Agree(by="li"),
            "offer": commands.Agree(by="li", note="worn", depreciation_bp=1500),
            "refuse": commands.Refuse(by="li", reason="not as sold", evidence=("E1",)),
            "hold": commands.Hold(by="li", reason="wait"),
            "release": commands.Release(by="li"),
            "close": commands.Close(by="li", reason="enough"),
            "retry": commands.Retry(by="li"),
            "rule": commands.Rule(by="officer", in_favour_of=ev.Party.BUYER, amount=12000),
            "divert": commands.Divert(by="li", to=Scenario.DISPUTE, reason="talk"),
        }
        self.asks(made[command])

    @rule(outcome=st.sampled_from([PaymentState.SETTLED, PaymentState.FAILED, PaymentState.UNKNOWN]))
    def pays(self, outcome: PaymentState) -> None:
        """The workflow's own rule: follow the open payment, or decide what is left to pay."""
        kind = Payment.REFUND
        moving = [payment for payment in self.case.payments if payment.kind is kind and payment.state in MOVING]
        if not moving:
            if needs_consent(self.case) or self.case.resolution is not None:
                return
            quote = owed(self.case)
            amount = left_to_pay(self.case, quote)[kind]
            if amount <= 0:
                return
            number = 1 + sum(payment.kind is kind for payment in self.case.payments)
            key = f"{self.case.case_id}/{kind}/{number}"
            assert self.case.payment(key) is None
            self.record(ev.PaymentDecided(key=key, kind=kind, decision=number, amount=amount, quote=quote))
            moving = [self.case.payments[-1]]
        self.record(ev.PaymentChanged(key=moving[0].key, state=outcome))

    @rule()
    def closes(self) -> None:
        """The story ends; news may reopen it."""
        if self.case.resolution is None and not self.case.money_moving:
            self.record(ev.CaseClosed(resolution=Resolution.REFUNDED))

    @invariant()
    def never_more_than_was_paid(self) -> None:
        """Goods and freight, and not a cent beyond."""
        if hasattr(self, "case"):
            most = sum(line_paid(self.case.order).values()) + self.case.order.freight.charged
            assert self.case.paid_back() <= most

    @invariant()
    def one_payment_a_key(self) -> None:
        """No key stands for two payments, and two open payments of a kind never stand beside each other."""
        if hasattr(self, "case"):
            keys = [payment.key for payment in self.case.payments]
            assert len(keys) == len(set(keys))
            assert sum(payment.state in MOVING for payment in self.case.payments) <= 1

    @invariant()
    def refusals_say_why(self) -> None:
        """Nobody is turned away without a code and words."""
        assert all(code and why for code, why in getattr(self, "refusals", []))

    @invariant()
    def always_something_to_show(self) -> None:
        """Whatever state the case is in, lists and people can be told where it stands."""
        if hasattr(self, "case"):
            now = standing(self.case)
            assert now.waits_for
            assert row_of(self.case, self.at).version == len(self.events)
            assert owed(self.case).order_refund >= 0

    def teardown(self) -> None:
        """The register alone makes the same case again."""
        if hasattr(self, "case"):
            entries: list[Any] = [entry(event, seq=n, at=at) for n, (event, at) in enumerate(self.events, start=1)]
            assert fold(entries) == self.case


TestCaseByChance = CaseByChance.TestCase
TestCaseByChance.settings = settings(
    max_examples=300,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
