"""What is known of a buyer for the sake of tone, timing and offers: never for money (rule 3.18, R136 to R140).

Nothing that decides about a case may read this: a contract of the import linter holds it. What agents set comes from
closed pick-lists; everything else is counted from the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Trait(StrEnum):
    """What an agent may set of a buyer."""

    TONE = "tone"
    PACE = "pace"
    PRICE = "price"
    SOURCE = "source"
    CHANNEL = "channel"
    HOURS = "hours"


# The whole vocabulary: no free words about a person (rule 3.18; minimisation, no treatment by judgement of character).
CHOICES: Mapping[Trait, tuple[str, ...]] = {
    Trait.TONE: ("plain", "warm", "formal"),
    Trait.PACE: ("slow", "fast"),
    Trait.PRICE: ("relaxed", "strict"),
    Trait.SOURCE: ("self", "referred"),
    Trait.CHANNEL: ("platform", "mail", "phone"),
    Trait.HOURS: ("morning", "afternoon", "evening"),
}
UNSET = "unset"  # takes a trait back


class Trend(StrEnum):
    """How satisfaction went."""

    UNKNOWN = "unknown"  # fewer than two surveys
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, kw_only=True)
class Set:
    """One trait as it was set: by whom, and when."""

    trait: Trait
    value: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """Two numbers of a buyer, 1 to 5: what was met and what was expected (R154)."""

    experience: int
    expectation: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One order that a case was about, with when it left and arrived (R137)."""

    order_id: str
    paid_at: datetime | None
    shipped_at: datetime | None
    signed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A buyer by reference. `orders` is what the shop told of, and never fewer than the cases are about."""

    buyer: str
    shop: str
    cases: int = 0
    open_cases: int = 0
    orders: int = 0
    bought: tuple[Bought, ...] = ()
    surveys: tuple[Surveyed, ...] = ()  # oldest first
    written: Mapping[str, int] = field(default_factory=dict)  # messages that left, by channel
    last_contact_at: datetime | None = None
    opted_out: bool = False
    no_calls: bool = False
    consented: bool = False
    consent_ref: str = ""
    consent_at: datetime | None = None
    offers: tuple[datetime, ...] = ()  # that left, oldest first
    traits: tuple[Set, ...] = ()  # as they are set now

    @property
    def claims_percent(self) -> int | None:
        """Cases on a hundred orders; None where no order is known."""
        return self.cases * 100 // self.orders if self.orders else None

    @property
    def trend(self) -> Trend:
        """The newest survey beside those before it, by what was met less what was expected."""
        *before, newest = [each.experience - each.expectation for each in self.surveys] or [0]
        if not before:
            return Trend.UNKNOWN
        against = newest * len(before) - sum(before)
        return Trend.SAME if against == 0 else Trend.BETTER if against > 0 else Trend.WORSE

    def trait(self, trait: Trait) -> str:
        """What is set, "" where nothing is."""
        return next((each.value for each in self.traits if each.trait is trait), "")


def fit(trait: Trait, value: str) -> bool:
    """Whether this value is in the pick-list of the trait, or takes it back."""
    return value == UNSET or value in CHOICES[trait]


def current(history: Sequence[Set]) -> tuple[Set, ...]:
    """Each trait as it was set last, `history` being the oldest first; one that was taken back is none."""
    newest = {each.trait: each for each in history}
    return tuple(each for each in newest.values() if each.value != UNSET)


MONTH = timedelta(days=30)


def may_be_offered(profile: Profile, now: datetime, *, most: int) -> str:
    """Why no offer may reach this buyer now, "" where one may (rule 3.16 row 6; F97, F98).

    Consent comes first, an opt-out holds on every channel at once, `most` is how many a month are enough; and nobody
    who waits for us in an open case is advertised to.
    """
    if profile.opted_out:
        return "opted out"
    if not profile.consented:
        return "no consent"
    if profile.open_cases:
        return "an open case"
    if sum(at > now - MONTH for at in profile.offers) >= most:
        return f"{most} offers in 30 days already"
    return ""


def easy_going(profile: Profile) -> bool:
    """Whom R136 would approach: at ease about the price, or content when last asked, and no stranger to the shop."""
    content = bool(profile.surveys) and profile.surveys[-1].experience >= profile.surveys[-1].expectation
    relaxed = profile.trait(Trait.PRICE) == "relaxed"
    return profile.orders > 1 and profile.trait(Trait.PRICE) != "strict" and (relaxed or content)
