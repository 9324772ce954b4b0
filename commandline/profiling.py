"""`profile`: what is known of a buyer for tone, timing and offers. It decides nothing about money."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.exits import Declined, Exit, NotFound
from commandline.finding import case_of
from commandline.options import By, Json, Lang, Language, signed
from commandline.output import add_row, emit, line, say, show, table
from commandline.roles import role_of

if TYPE_CHECKING:
    from domain.contact.profile import Profile
    from domain.terms import Terms
    from store.pool import Pool

Whose = Annotated[str, Parameter(name="BUYER", help="A buyer's reference (b_...), or any id of one of their cases.")]
Shop = Annotated[str | None, Parameter(help="Only this shop.")]


class Tone(StrEnum):
    """How to write."""

    PLAIN = "plain"
    WARM = "warm"
    FORMAL = "formal"
    UNSET = "unset"


class Pace(StrEnum):
    """How fast they want things done."""

    SLOW = "slow"
    FAST = "fast"
    UNSET = "unset"


class Price(StrEnum):
    """How they see prices."""

    RELAXED = "relaxed"
    STRICT = "strict"
    UNSET = "unset"


class Origin(StrEnum):
    """How they came to the shop."""

    SELF = "self"
    REFERRED = "referred"
    UNSET = "unset"


class Way(StrEnum):
    """By which channel they would rather hear from us."""

    PLATFORM = "platform"
    MAIL = "mail"
    PHONE = "phone"
    UNSET = "unset"


class Hours(StrEnum):
    """When they would rather hear from us."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    UNSET = "unset"


WORDS = {
    "cases": ("cases", "售后单"),
    "orders": ("orders", "订单"),
    "claims": ("cases on 100 orders", "每百单售后"),
    "trend": ("satisfaction", "满意度走势"),
    "surveys": ("surveys (met/expected)", "评分（实际/预期）"),
    "written": ("messages by channel", "各渠道消息数"),
    "consent": ("consent to offers", "同意接收优惠信息"),
    "opted": ("opted out, no calls", "退订、免打电话"),
}
UNSET = {Language.EN: "not set", Language.ZH: "未设置"}


async def view(whose: Whose, /, *, json: Json = False, lang: Lang = Language.EN) -> None:
    """A buyer's profile: counted from the register, with what agents set, when and by whom."""
    async with register() as pool:
        known = await _known(pool, whose)
    if json:
        emit({**asdict(known), "claims_percent": known.claims_percent, "trend": known.trend})
        return
    drawn = table(known.buyer, known.shop)
    for name, told in _counted(known).items():
        add_row(drawn, WORDS[name][lang is Language.ZH], told)
    for made in known.traits:
        add_row(drawn, made.trait, f"{made.value} ({made.by}, {made.at:%Y-%m-%d})")
    if not known.traits:
        add_row(drawn, "tone, pace, price, ...", UNSET[lang])
    show(drawn)


async def put(
    whose: Whose,
    /,
    *,
    tone: Tone | None = None,
    pace: Pace | None = None,
    price: Price | None = None,
    source: Origin | None = None,
    channel: Way | None = None,
    hours: Hours | None = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Set what you know of a buyer, from the pick-lists; `unset` takes it back. It is for tone and timing only.

    The preferred channel is tried first when the buyer is written to. Everything is kept with your name and the date,
    and is shown to the buyer who asks for it (`buyer export`).
    """
    from domain.contact.profile import Set, Trait
    from store import profiles

    who, at = signed(by), now()
    given = {"tone": tone, "pace": pace, "price": price, "source": source, "channel": channel, "hours": hours}
    chosen = [Set(trait=Trait(name), value=str(value), by=who, at=at) for name, value in given.items() if value]
    if not chosen:
        raise Declined("NOTHING_SET", "Nothing was said.", "give one of --" + ", --".join(given))
    async with register() as pool:
        known = await _known(pool, whose)
        _has_role(who, known.shop)
        for made in chosen:
            await profiles.set_trait(pool, known.buyer, made)
    told = {str(made.trait): made.value for made in chosen}
    if json:
        emit({"buyer": known.buyer, **told})
    else:
        line(f"{known.buyer}: " + ", ".join(f"{trait} {value}" for trait, value in told.items()))


async def consent(
    whose: Whose,
    /,
    *,
    ref: Annotated[str, Parameter(help="Where the buyer's own words are kept: a form, a call, a message.")],
    withdrawn: Annotated[
        bool, Parameter(negative=(), show_default=False, help="They want no offers any more.")
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Enter that a buyer wants to hear of offers, or no more; without it no offer reaches anybody."""
    from store import profiles

    who = signed(by)
    async with register() as pool:
        known = await _known(pool, whose)
        _has_role(who, known.shop)
        await profiles.consent(pool, known.buyer, given=not withdrawn, ref=ref, by=who, at=now())
    if json:
        emit({"buyer": known.buyer, "consented": not withdrawn, "ref": ref})
    else:
        line(f"{known.buyer}: {'wants no offers any more' if withdrawn else 'may hear of offers'} ({ref})")


async def reachable(
    *,
    shop: str,
    easy_going: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those at ease about prices, or content when asked.")
    ] = False,
    json: Json = False,
) -> None:
    """Whom an offer may reach now: consented, not opted out, no open case, and not offered enough this month."""
    from domain.contact.profile import easy_going as at_ease
    from store import profiles

    most = terms_of(shop).offers_a_month_count
    async with register() as pool:
        found = await profiles.may_reach(pool, shop=shop, now=now(), most=most)
    chosen = [each for each in found if at_ease(each)] if easy_going else found
    for each in chosen:
        if json:
            emit({"buyer": each.buyer, "consent": each.consent_ref, "offers": len(each.offers)})
        else:
            line(each.buyer)
    say(f"{len(chosen)} of {len(found)} whom an offer may reach.")


async def offered(
    whose: Whose,
    /,
    *,
    offer: Annotated[str, Parameter(help="Your id of the offer: the same one counts once for a buyer.")],
    by: By = None,
    json: Json = False,
) -> Exit:
    """Ask, just before an offer leaves, whether it may reach this buyer, and count it. Ends with 2 where it may not.

    Whatever sends offers calls this for each buyer: an opt-out of a second ago holds.
    """
    from store import profiles

    who = signed(by)
    async with register() as pool:
        known = await _known(pool, whose)
        _has_role(who, known.shop)
        most = terms_of(known.shop).offers_a_month_count
        why = await profiles.take(pool, known.buyer, offer_id=offer, by=who, at=now(), most=most)
    if why:
        raise Declined("NO_OFFER", f"No offer to {known.buyer}: {why}.", "leave this buyer out")
    if json:
        emit({"buyer": known.buyer, "offer": offer, "may_send": True})
    else:
        line(f"{known.buyer}: {offer} may be sent now")
    return Exit.OK


async def buyer_of(pool: "Pool", whose: str) -> str:
    """The reference that is meant: itself, or of the buyer of a case. Raises NotFound."""
    from store import cases

    if whose.startswith("b_"):
        return whose
    case_id = await case_of(whose)
    row = await cases.one(pool, case_id)
    if row is None:
        raise NotFound("NO_SUCH_CASE", f"The register has no {case_id}.", "`starter.py list` shows the cases")
    return row.buyer


async def _known(pool: "Pool", whose: str) -> "Profile":
    from store import profiles

    buyer = await buyer_of(pool, whose)
    found = await profiles.profiles(pool, [buyer])
    if not found:
        raise NotFound("NO_SUCH_BUYER", f"Nobody has the reference {buyer}.", "give an id of one of their cases")
    return found[0]


def _has_role(who: str, shop: str) -> None:
    from domain.authority import Level

    if role_of(who, f"buyer-{shop}") is Level.NOBODY:
        what = f"{who} has no role in {shop}."
        raise Declined("UNKNOWN_PERSON", what, "roles stand in the shops file, in the section `people`")


def terms_of(shop: str) -> "Terms":
    """The shop's terms as its file has them now. Raises NotFound."""
    from commandline.connections import settings
    from gateways.shops import load_shops
    from intake.policies import load_policies

    policies = load_policies(settings().shops_file, load_shops(settings().shops_file))
    if shop not in policies:
        raise NotFound("NO_SUCH_SHOP", f"The shops file has no {shop}.", f"it has {', '.join(sorted(policies))}")
    return policies[shop].terms


def _counted(known: "Profile") -> dict[str, str]:
    percent = known.claims_percent
    return {
        "cases": f"{known.cases} ({known.open_cases} open)",
        "orders": str(known.orders),
        "claims": "-" if percent is None else str(percent),
        "trend": known.trend,
        "surveys": ", ".join(f"{each.experience}/{each.expectation}" for each in known.surveys) or "-",
        "written": ", ".join(f"{channel} {times}" for channel, times in known.written.items()) or "-",
        "consent": known.consent_ref if known.consented else "-",
        "opted": f"{known.opted_out}, {known.no_calls}".lower(),
    }
