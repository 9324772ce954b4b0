"""Every event is told in a sentence, in both languages, with who did it and why."""

import ast
import re
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from activities.letters import Letters
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.complaints.complaint import Judgement, Packing
from domain.complaints.flaw import Flaw, Remedy
from domain.contact.permission import Allowed, Channel, Contact, Deferred, contact_allowed, contact_rules
from domain.defects.defect import Cause, Examiner
from domain.defects.defect import Remedy as Cure
from domain.defects.repair import JobKind, RepairReport, RepairState
from domain.disputes.authenticity import Judgement as AuthenticityJudgement
from domain.disputes.conduct import Signal
from domain.disputes.disputing import Stay
from domain.eligibility import verdict
from domain.events import Event
from domain.evolution import evolve, opened
from domain.exchanges.replacement import Purpose, ReplacementState, Shelved
from domain.fault import Fault
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.invoices.invoice import InvoiceAction
from domain.order import Order, OrderLine
from domain.quotes.quote import Bearer
from domain.request import Claim, Ground, Item, Request, Scenario, Supply, Wanted
from domain.shipments.supply import Way
from domain.standing import CaseStage
from domain.telling import clock_in_words, remedy, tell, waiting
from domain.terms import read_terms
from domain.trail import CarrierWord, Inquiry, Outcome, Situation
from domain.windows import Clock
from domain.words import complaint as complaint_words
from domain.words import standing as standing_words
from domain.words import telling as telling_words
from domain.words.letter import CHANNELS, LETTERS
from domain.words.note import note_in_words
from domain.words.speech import Sentence
from gateways.errors import Fault as GatewayFault

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PACK = Path("domain/packs/cn_taobao.toml")
TERMS = read_terms(PACK.read_text(encoding="utf-8"), name=PACK.name)
OPENED = ev.CaseOpened(
    case_id="case-s-shop-1",
    shop="s",
    source="shop",
    external_id="1",
    buyer="b",
    order=Order(shop="s", order_id="7001", currency="CNY", lines=(OrderLine(line_id="L1", qty=2, unit_price=5000),)),
    request=Request(
        kind=Scenario.RETURN_REFUND,
        ground=Ground.NO_REASON,
        fault=Fault.BUYER,
        items=(Item(line_id="L1", qty=2),),
        requested_at=AT,
        amount=10000,
        reason="七天无理由",
    ),
    terms=TERMS,
)
CLAIM = Claim(
    refund_id="R1", version="3", phase="onsale", status="WAIT_SELLER_AGREE", amount=10000, modified_at=AT, deadline=AT
)
FINDING = Finding(
    finding_id="f",
    waybill="ST1",
    inspector="wh-07",
    at=AT,
    lines=(FoundLine(line_id="L1", qty=1, grade=Grade.NOT_INTACT, note="cracked"),),
    gift_present=False,
    collect_fee=1200,
)
VALUES: dict[str, Any] = {
    "clock": "inspect", "percent": 80, "due_at": AT, "at": AT, "until": AT, "ship_by": AT, "claim": CLAIM,
    "finding": FINDING, "terms": TERMS, "to": Scenario.DISPUTE, "question": ev.Question.SURVEY,
    "outcome": ev.CallOutcome.REACHED,
    "answer": ev.Answer.WORDS, "hold": ev.Hold.HELD, "kind": ev.Payment.REFUND, "decision": 2, "amount": 2520,
    "inquiry": Inquiry.TRACE, "situation": Situation.LOST, "action": InvoiceAction.RED_AND_NEW, "bearer": Bearer.SELLER,
    "line_ids": ("L1",),
    "word": CarrierWord(outcome=Outcome.LOCATED, at=AT, eta=AT, note="错分"),
    "in_favour_of": ev.Party.BUYER, "resolution": ev.Resolution.REFUNDED, "by": "li", "evidence": ("e1",),
    "rung": ev.Rung.GIFT, "means": ev.Means.PAYOUT, "floor": 500, "hours": 72, "offer_no": 1,
    "level": "sup", "act": "refund", "offers": (ev.Planned(offer_no=1, rung=ev.Rung.CASH, value=1000),),
}  # fmt: skip


REPORT = RepairReport(state=RepairState.QUOTED, at=AT, cause="the coil", amount=9900, eta=AT)
PACKING = Packing(
    at=AT, expected=1200, out=800, packer="p7", video="v-1", shows=False, merged=True, other_waybill="ST2"
)
JUDGED = Judgement(
    row="3.5.1", fault=Fault.SELLER, remedies=(Remedy.RESHIP,), proposal=Remedy.RESHIP, decider=Level.AGENT
)
# What the fields of one kind hold, where others have fields of the same name.
OF_THEIR_OWN: dict[type[Event], dict[str, Any]] = {
    ev.CompensationOffered: {"value": 1000},
    ev.WantedChanged: {
        "items": (Item(line_id="L1", qty=1, wanted=Wanted(sku="CUP", unit_price=4000, title="Cup")),),
    },
    ev.TopUpAsked: {"freight": 800, "expires_at": AT},
    ev.StockRead: {"shelf": (Shelved(sku="MUG", available=3),)},
    ev.ReplacementMoved: {"state": ReplacementState.DELIVERED},
    ev.ReplacementOrdered: {"purpose": Purpose.AGAIN, "cost": 10000},
    ev.ParcelMoved: {"state": ParcelState.ARRIVED},
    ev.InterceptChanged: {"state": ev.Intercept.STOPPED},
    ev.PaymentChanged: {"state": ev.PaymentState.SETTLED},
    ev.AuthenticityJudged: {"judgement": AuthenticityJudgement.PAPERS_VALID},
    ev.SignalNoted: {"signal": Signal.SERIAL},
    ev.MaliceScored: {"points": 30, "signals": (Signal.SERIAL,)},
    ev.AbuseFound: {"finding": "AB-1"},
    ev.DisputeSuspended: {"stay": Stay.POLICE, "days": 183, "number": "P-7"},
    ev.SettlementAgreed: {"seller_pays_freight": True, "terms": "half", "buyer_does": "withdraw the request"},
    ev.CaseReopened: {"reason": ev.ReopenReason.LATE_PARCEL},
    ev.DiagnosisEnded: {"helped": False},
    ev.ExaminationOrdered: {"examiner": Examiner.LABORATORY, "place": "CTI"},
    ev.GoodsExamined: {"cause": Cause.CANNOT_TELL, "examiner": Examiner.SHOP, "fee": 9900, "report": "E9-1"},
    ev.RemedyChosen: {"remedy": Cure.KEEP, "amount": 500},
    ev.PastRepairsRead: {"repairs": ()},
    ev.RepairBooked: {"kind": JobKind.REPAIR, "number": 1, "free": True},
    ev.RepairProgressed: {"report": REPORT},
    ev.RepairGivenUp: {"row": 4},
    ev.GuaranteeMoved: {"ends_at": AT, "days": 3},
    ev.SentHomeMoved: {"state": ParcelState.SIGNED},
    ev.PackingReported: {"packing": PACKING},
    ev.RestTraced: {"state": ParcelState.SIGNED},
    ev.ComplaintJudged: {"judgement": JUDGED},
    ev.RedressOffered: {"remedies": (Remedy.RESHIP, Remedy.KEEP), "keep": 1000},
    ev.RedressChosen: {"remedy": Remedy.KEEP, "keep": 1000},
    ev.SupplyNamed: {"supply": Supply(until=AT, substitute=Wanted(sku="CUP", unit_price=900))},
    ev.SupplyOffered: {"ways": tuple(Way), "penalty": 1000},
    ev.SupplyChosen: {"way": Way.WAIT, "until": AT},
    ev.SupplyFailed: {"way": Way.SUBSTITUTE},
    ev.RedressFailed: {"remedy": Remedy.RESHIP},
}


def example(kind: type[Event]) -> Event:
    """An event of this kind, every field that must be given filled."""
    if kind is ev.CaseOpened:
        return OPENED
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.default is not MISSING or field.default_factory is not MISSING:
            continue
        given[field.name] = VALUES.get(field.name, f"the-{field.name}")
    return kind(**given | OF_THEIR_OWN.get(kind, {}))


def case() -> Case:
    """The case that the events happen to."""
    return opened(OPENED, AT)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_is_told_in_both_languages(kind: type[Event]) -> None:
    """One sentence each, with nothing left unfilled."""
    said = tell(example(kind), case())
    assert said.en.endswith(".")
    assert said.zh.endswith("。")
    assert said.en[0].isupper() or said.en.startswith("li ")
    assert not set(said.en + said.zh) & set("{}")
    assert any("一" <= letter <= "鿿" for letter in said.zh)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            OPENED,
            Sentence(
                zh="买家就订单7001申请退货退款，金额CNY 100.00：七天无理由。",
                en="The buyer asked for a return with refund on order 7001, CNY 100.00 claimed: 七天无理由.",
            ),
        ),
        (
            ev.DeadlinePassed(clock=Clock.INSPECT, due_at=AT),
            Sentence(
                zh="查验的时限已于2026-11-22 10:00 CST届满，仍未完成。",
                en="The time for inspecting the goods ended 2026-11-22 10:00 CST without it.",
            ),
        ),
        (
            ev.GoodsInspected(finding=FINDING),
            Sentence(
                zh="仓库（wh-07）查验包裹ST1：商品（行L1）×1件不完好：cracked，赠品缺失，到付运费CNY 12.00。",
                en="The warehouse (wh-07) opened parcel ST1: 1 × line L1 not intact: cracked, the gift is missing, "
                "it came freight-collect for CNY 12.00.",
            ),
        ),
        (
            ev.RulingGiven(in_favour_of=ev.Party.BUYER, amount=2520, article="art. 53", by="wang"),
            Sentence(
                zh="wang裁决支持买家，金额CNY 25.20，依据art. 53。",
                en="wang ruled for the buyer, CNY 25.20 to the buyer, by art. 53.",
            ),
        ),
        (
            ev.RequestAgreed(by="policy", seller_pays_freight=False, note="within the limit."),
            Sentence(
                zh="系统同意了申请，退回运费由买家承担：within the limit。",
                en="The system agreed to the request, the way back at the buyer's cost: within the limit.",
            ),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_sentences_read_as_people_speak(event: Event, sentence: Sentence) -> None:
    """Who, what, how much, until when, why; times in the shop's zone, which is named."""
    assert tell(event, case()) == sentence


def test_what_people_write_is_never_read_as_a_template() -> None:
    """Braces in a reason stay braces."""
    assert "{who}" in tell(ev.CaseHeld(by="li", reason="{who}"), case()).en


def test_an_inspector_is_named_once() -> None:
    """A finding that a person entered names that person, not twice."""
    said = tell(ev.GoodsInspected(finding=replace(FINDING, inspector="li"), by="li"), case())
    assert said.en.startswith("li opened parcel ST1")


def test_what_came_back_is_called_by_its_title() -> None:
    """A line's id stands beside its title only where two lines have the same one."""
    lamp = OrderLine(line_id="L1", qty=1, unit_price=5000, title="Desk lamp")
    twin = replace(lamp, line_id="L2")
    one, two = (replace(case(), order=replace(OPENED.order, lines=lines)) for lines in ((lamp,), (lamp, twin)))
    inspected = ev.GoodsInspected(finding=replace(FINDING, collect_fee=0, gift_present=None))
    assert "1 × Desk lamp not intact" in tell(inspected, one).en
    assert "1 × Desk lamp (line L1) not intact" in tell(inspected, two).en
    assert "Desk lamp（行L1）×1件不完好" in tell(inspected, two).zh


def test_every_letter_is_told_by_what_it_is_about() -> None:
    """A new letter fails here until it has its words."""
    assert set(LETTERS) == set(Letters.read().names)
    assert set(CHANNELS) == set(Channel)
    sent = ev.BuyerContacted(letter="N7-1", channel="mail", key="k")
    assert tell(sent, case()).en == "The buyer was sent the letter “how to send the goods back” (N7-1) by mail."
    assert tell(sent, case()).zh == "已通过邮件向买家发送“如何寄回商品”（N7-1）。"
    assert "OLD-1" in tell(replace(sent, letter="OLD-1"), case()).zh


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("hour", [0, 23])
def test_quiet_hours_are_told_in_chinese(channel: Channel, hour: int) -> None:
    """A letter that waits for the morning says so in the reader's language."""
    night = datetime(2026, 11, 22, hour, tzinfo=ZoneInfo(TERMS.time_zone))
    rules = contact_rules(TERMS)
    waits = contact_allowed(night, channel, (), case_id="c", zone=TERMS.time_zone, rules=rules, opted_out=False)
    assert isinstance(waits, Deferred)
    assert in_chinese(ev.ContactDeferred(letter="N7-1", until=waits.until, reason=waits.reason))


def test_the_caps_on_letters_are_told_in_chinese() -> None:
    """So is a letter that has to wait, or stays away, because there were enough."""
    rules = contact_rules(TERMS)
    texts = [Contact(case_id="c", channel=Channel.MAIL, at=AT)] * max(rules.texts_a_day, rules.texts_a_case)
    for of_case in ("c", "another"):
        said = contact_allowed(
            AT, Channel.MAIL, texts, case_id=of_case, zone=TERMS.time_zone, rules=rules, opted_out=False
        )
        assert not isinstance(said, Allowed)
        assert in_chinese(ev.ContactDenied(letter="N7-1", reason=said.reason))


@pytest.mark.parametrize("limit", [0, 10**9])
@pytest.mark.parametrize("ground", [Ground.NO_REASON, Ground.QUALITY])
@pytest.mark.parametrize("kind", [Scenario.RETURN_REFUND, Scenario.REFUND_ONLY])
@pytest.mark.parametrize("category", ["", "fresh"])
def test_what_policy_says_is_told_in_chinese(kind: Scenario, ground: Ground, limit: int, category: str) -> None:
    """Why policy agreed, or left it to a person."""
    lines = tuple(replace(line, category=category) for line in OPENED.order.lines)
    asked = replace(OPENED.request, kind=kind, ground=ground)
    terms = replace(TERMS, auto_limit_minor=limit)
    there = opened(replace(OPENED, request=asked, terms=terms, order=replace(OPENED.order, lines=lines)), AT)
    assert in_chinese(ev.RequestAgreed(by="policy", note=verdict(there, 10000).reason))


def in_chinese(event: Event) -> bool:
    """Whether the sentence has no English words left but names and codes."""
    left = re.sub(r"（(N7-1|Asia/Shanghai|quality)）|CST|F\d+|行?L1|商品L1", "", tell(event, case()).zh)
    return re.search(r"[A-Za-z]{2,}", left) is None


def test_a_payment_is_told_by_its_amount() -> None:
    """The event has only the key; the case knows the rest."""
    decided = ev.PaymentDecided(key="k", kind=ev.Payment.COMPENSATION, decision=1, amount=1500)
    after = evolve(case(), decided, AT)
    settled = ev.PaymentChanged(key="k", state=ev.PaymentState.SETTLED)
    assert tell(settled, after).en == "The compensation of CNY 15.00 was paid."


def test_only_the_opening_stands_alone() -> None:
    """Without the case there is neither a currency nor a time zone."""
    assert tell(OPENED) == tell(OPENED, case())
    with pytest.raises(ValueError, match="CaseHeld is told with the case before it"):
        tell(ev.CaseHeld(by="li", reason="check"))


def test_every_word_that_an_event_can_hold_has_its_words() -> None:
    """A new scenario, state or clock fails here until it can be told."""
    for words, kind in (
        (telling_words.SCENARIOS, Scenario),
        (telling_words.QUESTIONS, ev.Question),
        (telling_words.ANSWERS, ev.Answer),
        (telling_words.GRADES, Grade),
        (telling_words.PARCELS, ParcelState),
        (telling_words.HOLDS, ev.Hold),
        (telling_words.INTERCEPTS, ev.Intercept),
        (telling_words.KINDS, ev.Payment),
        (telling_words.PAYMENTS, ev.PaymentState),
        (telling_words.RESOLUTIONS, ev.Resolution),
        (telling_words.REOPENINGS, ev.ReopenReason),
        (telling_words.SIDES, ev.Party),
        (complaint_words.REMEDIES, Remedy),
        (complaint_words.FLAWS, Flaw),
        (complaint_words.FAULTS, Fault),
        (standing_words.STAGES, CaseStage),
        (standing_words.WAITS, CaseStage),
        (standing_words.CLOCKS, Clock),
    ):
        assert set(words) == set(kind), kind
    assert set(GatewayFault) <= set(standing_words.REMEDIES)


@pytest.mark.parametrize("file", sorted(Path("workflows").rglob("*.py")), ids=str)
def test_what_the_system_notes_by_itself_is_told_in_chinese_too(file: Path) -> None:
    """Every reason that a scenario or a step writes down as a plain text; a code is no text."""
    texts = {
        str(word.value.value)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in {"reason", "note"} and isinstance(word.value, ast.Constant) and " " in str(word.value.value)
    }
    for text in sorted(texts):
        chinese, english = note_in_words(text)
        assert english == text
        assert chinese != text, "add it to domain/words/note.py"


def test_a_wait_is_told_as_the_standing_has_it() -> None:
    """A hold hides a parked step, and a parked step hides the stage."""
    parked = tell(ev.StepParked(step="refund", reason="NEEDS_FUNDS", message="frozen"), case())
    assert "NEEDS_FUNDS" in parked.en
    stuck = evolve(case(), ev.StepParked(step="refund", reason="NEEDS_FUNDS", message="frozen"), AT)
    assert waiting(case()).en == "a decision on the request"
    assert "refund" in waiting(stuck).en
    assert waiting(replace(stuck, held=True)).en == "a person to release the hold"


def test_what_helps_follows_from_the_class_of_the_failure() -> None:
    """An unknown class still gets advice; that for money never says skip it."""
    [parked] = _stuck("refund", "NEEDS_FUNDS").parked
    assert "unfreeze" in remedy(parked).en
    [odd] = _stuck("refund", "SomethingNew").parked
    assert "cannot be skipped" in remedy(odd).en
    [letter] = _stuck("tell_N7-1", "SomethingNew").parked
    assert "skip it" in remedy(letter).en


def _stuck(step: str, reason: str) -> Case:
    return evolve(case(), ev.StepParked(step=step, reason=reason, message="words"), AT)


def test_a_clock_of_an_older_version_is_called_by_its_name() -> None:
    """A register outlives the words."""
    assert clock_in_words("sundial").en == "sundial"
