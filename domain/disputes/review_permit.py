"""What people may do about a public review, and what it becomes (table 3.15 row 6; R112, R113)."""

from dataclasses import dataclass
from typing import assert_never

from domain.authority import Act, Level, Need, suffices
from domain.commands import NotPermitted
from domain.disputes.disclosure import Known, disclosed
from domain.disputes.review import AppealDecided, Review, ReviewAnswered, ReviewAppealed, ReviewEvent, ReviewState
from domain.fit_words import check_words

LONGEST_NUMBER, SHORTEST_REPLY, LONGEST_REPLY = 100, 2, 500  # characters


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """The platform was asked to remove it; `evidence` are the references of the saved chat (E8)."""

    by: str
    number: str
    evidence: tuple[str, ...]
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What the platform came to."""

    by: str
    removed: bool
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The words that are to stand under it; `known` is what is known of the buyer, and what no reply may tell."""

    by: str
    text: str
    known: Known
    role: Level = Level.AGENT


ReviewCommand = Appeal | Decided | Reply


def permit(command: ReviewCommand, review: Review) -> None:
    """Raise NotPermitted when `command` does not fit `review` now, or is not for this person to give."""
    if command.role is Level.NOBODY:
        raise NotPermitted("UNKNOWN_PERSON", f"{command.by} has no role in this shop.")
    if review.state is ReviewState.REMOVED:
        raise NotPermitted("REMOVED", "The platform has removed this review.")
    match command:
        case Appeal():
            _fits_appeal(command, review)
        case Decided():
            if review.state is not ReviewState.APPEALED:
                raise NotPermitted("NO_APPEAL", "No appeal against this review waits for the platform.")
        case Reply():
            _fits_reply(command, review)
        case _:
            assert_never(command)


def effect(command: ReviewCommand) -> ReviewEvent:
    """The event that an accepted command means."""
    match command:
        case Appeal():
            return ReviewAppealed(number=command.number.strip(), evidence=command.evidence, by=command.by)
        case Decided():
            return AppealDecided(removed=command.removed, by=command.by, reason=command.reason)
        case Reply():
            return ReviewAnswered(text=command.text.strip(), by=command.by)
        case _:
            assert_never(command)


def check_appeal(review: Review, evidence: tuple[str, ...]) -> None:
    """Raise NotPermitted where no appeal could stand: without a threat before it, or without the chat that shows it."""
    if not review.posted.leverage:
        raise NotPermitted(
            "NO_LEVERAGE",
            "The case shows no threat before this review, and a bad review by itself is a buyer's right: answer it.",
        )
    if not evidence:
        raise NotPermitted("NOTHING_FILED", "Nothing is filed that shows the threat: attach the chat (E8) to the case.")


def _fits_appeal(command: Appeal, review: Review) -> None:
    if not suffices(command.role, Need(act=Act.REPORT_CONDUCT, level=Level.SUPERVISOR)):
        raise NotPermitted("ABOVE_AUTHORITY", f"An appeal is a supervisor's; {command.by} decides as {command.role}.")
    if review.state is ReviewState.APPEALED or review.number:
        raise NotPermitted("APPEALED_ALREADY", f"The appeal {review.number} is entered already.")
    if not 1 <= len(command.number.strip()) <= LONGEST_NUMBER:
        raise NotPermitted("NO_NUMBER", f"Give the appeal's number, in 1 to {LONGEST_NUMBER} characters.")
    check_appeal(review, command.evidence)


def _fits_reply(command: Reply, review: Review) -> None:
    if review.reply:
        raise NotPermitted("ANSWERED_ALREADY", "The review is answered already; one reply stands under it.")
    if not SHORTEST_REPLY <= len(command.text.strip()) <= LONGEST_REPLY:
        raise NotPermitted("REPLY_LENGTH", f"A reply has {SHORTEST_REPLY} to {LONGEST_REPLY} characters.")
    check_words(command.text)
    if what := disclosed(command.text, command.known):
        raise NotPermitted("PERSONAL_DATA", f"Everybody would read {what}: say it without.")
