"""Table 3.15 row 6: reviews that followed a threat may be appealed, others are answered, and no reply names anybody."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from domain import events as ev
from domain.authority import Level
from domain.commands import NotPermitted
from domain.disputes.authenticity import Judgement
from domain.disputes.conduct import Signal
from domain.disputes.disclosure import Known, disclosed
from domain.disputes.review import (
    AppealDecided,
    Review,
    ReviewAnswered,
    ReviewAppealed,
    ReviewEvent,
    ReviewPosted,
    ReviewState,
    begun,
    evolve_review,
    leverage,
)
from domain.disputes.review_permit import Appeal, Decided, Reply, effect, permit
from domain.words.review import told
from tests.domain.case_forms import HOUR, NOON, case_of
from tests.domain.contest_forms import claimed, judged

POSTED = ReviewPosted(
    shop="s", order_id="7001", case_id="case-s-shop-1", external_id="R-9", stars=1, words="w_1", leverage=True,
    hours=48, appeal_hours=168,
)  # fmt: skip
BUYER = Known(
    name="林小雨", nick="rain_lin", phone="138 0000 1234", email="lin@x.example", street="长宁路1018号",
    numbers=("90000001", "ST123"),
)  # fmt: skip
APPEAL = Appeal(by="sun", number="AP-1", evidence=("chat-3",), role=Level.SUPERVISOR)
REPLY = Reply(by="ann", text="检测报告显示商品正常，我们随时愿意再次检测。", known=BUYER)
KEPT = Decided(by="ann", removed=False, reason="the words are the buyer's own opinion")


def after(*commands: Any, **more: Any) -> Review:
    """The review once all of this was done, an hour apart."""
    review, at = begun(replace(POSTED, **more), NOON), NOON
    for command in commands:
        at += HOUR
        permit(command, review)
        review = evolve_review(review, effect(command), at)
    return review


@pytest.mark.parametrize(
    ("review", "state", "due", "human"),
    [
        (after(), ReviewState.POSTED, NOON + 48 * HOUR, True),
        (after(hours=0, stars=5), ReviewState.POSTED, None, False),
        (after(REPLY), ReviewState.ANSWERED, None, False),
        (after(APPEAL), ReviewState.APPEALED, NOON + 169 * HOUR, False),
        (after(APPEAL, REPLY), ReviewState.APPEALED, NOON + 169 * HOUR, False),
        (after(APPEAL, KEPT), ReviewState.KEPT, NOON + 50 * HOUR, True),
        (after(APPEAL, KEPT, REPLY), ReviewState.ANSWERED, None, False),
        (after(APPEAL, REPLY, KEPT), ReviewState.ANSWERED, None, False),
        (after(APPEAL, replace(KEPT, removed=True)), ReviewState.REMOVED, None, False),
    ],
)
def test_where_a_review_stands(review: Review, state: ReviewState, due: object, *, human: bool) -> None:
    """Answered or removed it has ended; an appeal that failed leaves it to be answered."""
    assert (review.state, review.due_at, review.needs_human) == (state, due, human)


@pytest.mark.parametrize(
    ("code", "review", "command"),
    [
        ("NO_LEVERAGE", after(leverage=False), APPEAL),
        ("NOTHING_FILED", after(), replace(APPEAL, evidence=())),
        ("ABOVE_AUTHORITY", after(), replace(APPEAL, role=Level.AGENT)),
        ("UNKNOWN_PERSON", after(), replace(REPLY, role=Level.NOBODY)),
        ("NO_NUMBER", after(), replace(APPEAL, number=" ")),
        ("APPEALED_ALREADY", after(APPEAL), APPEAL),
        ("APPEALED_ALREADY", after(APPEAL, KEPT), APPEAL),
        ("NO_APPEAL", after(), KEPT),
        ("REMOVED", after(APPEAL, replace(KEPT, removed=True)), REPLY),
        ("ANSWERED_ALREADY", after(REPLY), REPLY),
        ("REPLY_LENGTH", after(), replace(REPLY, text="x")),
        ("UNFIT_WORDS", after(), replace(REPLY, text="改好评我们就退款")),
        ("UNFIT_WORDS", after(), replace(REPLY, text="You are a liar")),
        ("PERSONAL_DATA", after(), replace(REPLY, text="林小雨您好，商品已检测")),
    ],
)
def test_what_is_not_taken(code: str, review: Review, command: Any) -> None:
    """A bad review by itself is a buyer's right; nothing is traded for one; a supervisor appeals."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, review)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("感谢反馈，检测报告显示正常", ""),
        ("林 小 雨，您好", "the buyer's name"),
        ("Dear RAIN-LIN", "the buyer's name on the platform"),
        ("we wrote to lin@X.example", "the buyer's mail address"),
        ("寄往长宁路 1018 号的包裹", "the buyer's address"),
        ("尾号 00001234 的手机", "the buyer's phone number"),
        ("电话 ０００－１２３４ 打不通", "the buyer's phone number"),
        ("尾号1234", ""),
        ("order 90000001 was sent", "the number of the order, the request or a parcel"),
        ("parcel st-123", "the number of the order, the request or a parcel"),
    ],
)
def test_what_a_reply_may_not_tell(text: str, what: str) -> None:
    """Blanks, case, width and marks hide nothing; a few last digits tell nothing."""
    assert disclosed(text, BUYER) == what


def test_nothing_known_discloses_nothing() -> None:
    """An order without a case: all that is known is empty, and empty words are in every text."""
    assert disclosed("anything at all", Known()) == ""


@pytest.mark.parametrize(
    ("case", "levered"),
    [
        (case_of(), False),
        (case_of(ev.BuyerAnswered(question=ev.Question.SURVEY, answer=ev.Answer.WORDS, threat=True)), True),
        (case_of(ev.SignalNoted(signal=Signal.THREAT, by="ann")), True),
        (case_of(ev.SignalNoted(signal=Signal.SERIAL, by="ann")), False),
        (claimed(judged(Judgement.EXTORTION)), True),
        (claimed(judged(Judgement.PAPERS_VALID)), False),
        (replace(case_of(), request=replace(case_of().request, reason="不退款我就给差评")), True),
    ],
)
def test_what_counts_as_a_lever(case: Any, *, levered: bool) -> None:
    """Words of the buyer, what a person noted, and a claim that was judged to be extortion."""
    assert leverage(case) is levered


EXAMPLES: tuple[ReviewEvent, ...] = (
    POSTED,
    ReviewAppealed(number="AP-1", evidence=("chat-3",), by="sun"),
    AppealDecided(removed=True, by="ann"),
    AppealDecided(removed=False, by="ann", reason="an opinion"),
    ReviewAnswered(text="facts", by="ann"),
)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_every_event_is_told_in_both_languages(event: ReviewEvent) -> None:
    """One sentence each."""
    said = told(event)
    assert said.en.endswith(".")
    assert said.zh.endswith("。")
    assert not set(said.en + said.zh) & set("{}")


def test_every_kind_of_event_has_an_example() -> None:
    """A new one fails here until it is told."""
    assert {type(event) for event in EXAMPLES} == set(get_args(ReviewEvent))
