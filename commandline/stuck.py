"""`stuck`: every case that cannot go on by itself, its class, its age, its cause, and the command that mends it."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register, settings, temporal
from commandline.exits import Declined
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, in_language, say, show, table

if TYPE_CHECKING:
    from datetime import datetime

    from domain.case import Case
    from domain.stuck import Stuck

HEADINGS = {
    Language.EN: ("", "For", "Case", "Cause", "What helps", "Command"),
    Language.ZH: ("", "时长", "售后单", "原因", "办法", "命令"),
}
NOTHING = {Language.EN: "Nothing is stuck.", Language.ZH: "没有卡住的售后单。"}
REVIEW = {
    Language.EN: "A supervisor is to look: {words}. starter.py review-conduct {case} normal --reason ...",
    Language.ZH: "待主管复核：{words}。starter.py review-conduct {case} normal --reason ...",
}
MORE = {
    Language.EN: "{left} more were not looked at: raise --limit.",
    Language.ZH: "还有{left}单未检查：请加大--limit。",
}


async def stuck(
    *,
    only: Annotated[str | None, Parameter(name="--class", help="Only this class: S1 to S7.")] = None,
    limit: Annotated[int, Parameter(help="How many suspects are looked at more closely at most.")] = 1000,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List what is stuck: S1 code, S2 no worker, S3 parked, S4 retrying, S5 paused, S6 overdue, S7 dead.

    Each case has exactly one class, the first that fits. Nothing is changed.
    """
    from commandline import stuck_signs
    from domain.stuck import StuckClass
    from domain.stuck import stuck as classified
    from store.tasks import open_reviews

    if only is not None and only.upper() not in set(StuckClass):
        raise Declined("BAD_CLASS", f"There is no class {only!r}.", "the classes are S1 to S7")
    if not 1 <= limit <= 100_000:
        raise Declined("BAD_LIMIT", f"--limit {limit} is not between 1 and 100000.", "1000 is usual")
    client = await temporal()
    async with register() as pool:
        listed = await stuck_signs.lists(client, pool)
        suspects = listed.suspects(now(), jumps=settings().time_skipping)
        signs = await stuck_signs.signs(client, pool, listed, suspects[:limit])
        reviews = [] if only is not None else await open_reviews(pool)
    found = [told for one in signs if (told := classified(one))]
    found = [one for one in found if only is None or one.stuck_class == only.upper()]
    found.sort(key=lambda one: (one.stuck_class, one.since or now(), one.case_id))
    _tell(found, as_json=json, lang=lang)
    _tell_reviews(reviews, lang)
    if len(suspects) > limit:
        say(MORE[lang].format(left=len(suspects) - limit))


def _tell(found: "list[Stuck]", *, as_json: bool, lang: Language) -> None:
    at = now()
    if as_json:
        for one in found:
            emit(_as_json(one, at, lang))
        return
    if not found:
        say(NOTHING[lang])
        return
    from commandline.clocks import in_words

    drawn = table(*HEADINGS[lang])
    for one in found:
        age = in_words(at - one.since, lang) if one.since is not None else "-"
        cause, helps = in_language(one.cause, lang), in_language(one.helps, lang)
        add_row(drawn, one.stuck_class, age, one.case_id, cause, helps, one.command)
    show(drawn)
    counts = Counter(one.stuck_class.value for one in found)
    say(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())))


def _tell_reviews(cases: "list[Case]", lang: Language) -> None:
    """Beside what is stuck: scores that a supervisor is to look at. Nothing waits for it."""
    from domain.words.conduct import score_in_words

    for case in cases:
        assert case.score is not None  # a review is due of a score alone
        words = score_in_words(case.score)[lang is not Language.ZH]
        say(REVIEW[lang].format(case=case.case_id, words=words))


def _as_json(one: "Stuck", at: "datetime", lang: Language) -> dict[str, object]:
    return {
        "class": one.stuck_class,
        "case_id": one.case_id,
        "since": one.since,
        "age_seconds": None if one.since is None else max(0, round((at - one.since).total_seconds())),
        "cause": in_language(one.cause, lang),
        "helps": in_language(one.helps, lang),
        "command": one.command,
    }
