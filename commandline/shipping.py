"""`may-ship` and `consent`: what may leave the warehouse while cases are open, and the buyer's word on it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.connections import register
from commandline.exits import Declined, Failed
from commandline.options import AS_USUAL, AnyId, By, How, Json, Lang, Language, signed
from commandline.output import emit, in_language, line

if TYPE_CHECKING:
    from store.pool import Pool
    from store.shipping import Given

Lines = Annotated[list[str] | None, Parameter(name="--line", help="A line of the order; may be given again.")]
YES_NO = {Language.EN: ("yes", "no"), Language.ZH: ("可以", "不可以")}


async def may_ship(
    order: Annotated[str, Parameter(name="ORDER", help="The number of the order.")],
    /,
    *,
    lines: Lines = None,
    shop: Annotated[str | None, Parameter(help="Which shop's order, where several have one of this number.")] = None,
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Say which lines of an order may leave the warehouse, and whether it may be completed. The answer is kept."""
    from domain.shipments.shipping import UnknownLine
    from store import shipping

    asker = shipping.Asker(name=signed(by))
    async with register() as pool:
        of_shop = shop or await _shop_of(pool, order)
        try:
            given = await shipping.answered(pool, shop=of_shop, order_id=order, lines=tuple(lines or ()), asker=asker)
        except UnknownLine as wrong:
            raise Declined("UNKNOWN_LINE", f"{wrong}.", "give one of these with --line, or none for all") from wrong
        except shipping.NotKnownYet as coming:
            raise Failed(
                "NOT_KNOWN", f"{coming}: do not ship.", "ask again in a moment; `starter.py doctor`"
            ) from coming
    if json:
        emit(given.as_json())
        return
    _tell(given, lang)


async def _shop_of(pool: "Pool", order_id: str) -> str:
    from store.shipping import shops_of

    shops = await shops_of(pool, order_id)
    if len(shops) == 1:
        return shops[0]
    if shops:
        raise Declined("WHICH_SHOP", f"{', '.join(shops)} have an order {order_id}.", "say which with --shop")
    raise Declined(
        "NO_CASE",
        f"No case was ever opened on an order {order_id}: nothing here keeps it back, if that is its number.",
        "compare the number; with --shop the same is answered and kept",
    )


def _tell(given: "Given", lang: Language) -> None:
    from domain.shipments.shipping import Because, LineAnswer, Reason
    from domain.words.consent import line_in_words
    from domain.words.speech import sentence

    told, yes_no = given.answer, YES_NO[lang]
    ship, complete = yes_no[not given.may_ship], yes_no[not given.may_complete]
    line(f"整单发货：{ship}" if lang is Language.ZH else f"May the whole order ship: {ship}")
    for row in told["lines"]:
        because = tuple(Because(**each | {"reason": Reason(each["reason"])}) for each in row["because"])
        words = line_in_words(LineAnswer(**row | {"because": because}))
        line(f"  {in_language(sentence(words), lang)}")
    waits = f"（{'、'.join(told['open_cases'])}）" if lang is Language.ZH else f" ({', '.join(told['open_cases'])})"
    waits = waits if told["open_cases"] else ""
    line(f"可以完结订单：{complete}{waits}" if lang is Language.ZH else f"May it be completed: {complete}{waits}")


async def consent(
    case: AnyId,
    /,
    *,
    evidence: Annotated[str, Parameter(help="Where the buyer's word lies: a chat, a letter, a recorded call.")],
    lines: Lines = None,
    withdrawn: Annotated[bool, Parameter(negative=(), help="The buyer took the consent back.")] = False,
    note: Annotated[str, Parameter(help="What the buyer said.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Enter that the buyer wants goods shipped although their refund was asked for; without lines, all of them."""
    from domain import commands

    kind = commands.WithdrawConsent if withdrawn else commands.Consent
    word = kind(by=how.who, evidence=evidence, lines=tuple(lines or ()), note=note)
    await carry(case, word, how)


async def ask_consent(
    case: AnyId,
    /,
    *,
    ship_by: Annotated[datetime, Parameter(help="By when the goods would leave: 2026-12-01T18:00+08:00.")],
    note: Annotated[str, Parameter(help="Why the buyer is asked; the register keeps it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Ask the buyer by letter: the goods after all, by this time, or the refund. Silence leaves the refund as it is."""
    from domain import commands

    moment = ship_by.astimezone(UTC)  # without an offset: the viewer's zone
    asked = commands.AskConsent(by=how.who, ship_by=moment, note=note)
    await carry(case, asked, how)


def draw_answers(answers: "Sequence[Given]", zone: str, lang: Language) -> None:
    """What was answered about an order so far, oldest first; nothing where nobody asked."""
    from domain.telling import local

    if not answers:
        return
    line()
    line("发货问询" if lang is Language.ZH else "Asked whether it may ship")
    for given in answers:
        said = YES_NO[lang][not given.may_ship]
        asker = f"{given.asked_by} {given.message_id}".strip()
        line(f"  {local(given.asked_at, zone)}  {asker}{'：' if lang is Language.ZH else ': '}{said}")
