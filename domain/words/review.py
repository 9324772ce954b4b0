"""Reviews, told in sentences, in Chinese and English."""

from typing import assert_never

from domain.disputes.review import AppealDecided, ReviewAnswered, ReviewAppealed, ReviewEvent, ReviewPosted, ReviewState
from domain.telling import phrases
from domain.words.speech import Sentence, say, whole
from domain.words.telling import NONE, Words

STATES: dict[ReviewState, Words] = {
    ReviewState.POSTED: ("待处理", "to be answered"),
    ReviewState.APPEALED: ("申诉中", "appealed"),
    ReviewState.REMOVED: ("平台已删除", "removed"),
    ReviewState.KEPT: ("申诉未成立，待回复", "not removed, to be answered"),
    ReviewState.ANSWERED: ("已回复", "answered"),
}
POSTED: Words = (
    "买家公开评价{number}：{stars}星{leverage}",
    "The buyer reviewed the order in public, {number}, with {stars} of 5 stars{leverage}",
)
LEVERAGE: Words = ("，此前曾以差评相要挟", ", having named a bad review as the price before")
APPEALED: Words = (
    "{who}向平台申诉，编号{number}，附聊天记录{count}件",
    "{who} asked the platform to remove it, number {number}, with {count} saved chats",
)
REMOVED: Words = ("平台删除了该评价{why}", "The platform removed it{why}")
KEPT: Words = ("平台未删除该评价{why}", "The platform did not remove it{why}")
ANSWERED: Words = ("{who}公开回复：{text}", "{who} answered in public: {text}")


def told(event: ReviewEvent) -> Sentence:
    """What happened to a review."""
    who = phrases.who_acts(event.by)
    match event:
        case ReviewPosted():
            lever = LEVERAGE if event.leverage else NONE
            return whole(say(POSTED, number=event.external_id, stars=str(event.stars), leverage=lever))
        case ReviewAppealed():
            return whole(say(APPEALED, who=who, number=event.number, count=str(len(event.evidence))))
        case AppealDecided():
            return whole(say(REMOVED if event.removed else KEPT, why=phrases.why(event.reason)))
        case ReviewAnswered():
            return whole(say(ANSWERED, who=who, text=phrases.plain(event.text)))
        case _:
            assert_never(event)
