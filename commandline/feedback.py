"""`feedback`: the defects that the departments were told of, or are still to be told of."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import register
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from store.feedback import Kept

HEADINGS = {
    Language.EN: ("Card", "Shop", "Of", "Ground", "Cases", "Made", "Answer due", "Sent"),
    Language.ZH: ("编号", "店铺", "对象", "原因", "单数", "生成", "答复期限", "发送"),
}
WAITS = {Language.EN: "! waits", Language.ZH: "! 未发送"}
NOTHING = {
    Language.EN: "No defect came often enough to be told.",
    Language.ZH: "没有反复出现的质量问题。",
}


async def feedback(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    waiting: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only cards that were not sent yet.")
    ] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List the defects that came again, by article, carrier, packer or supplier, with their cases (R44)."""
    from store import feedback as outbox

    async with register() as pool:
        found = await outbox.kept(pool, shop, waiting=waiting)
    if json:
        for each in found:
            emit(_row(each))
        return
    if not found:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    for each in found:
        add_row(drawn, *_cells(each, lang))
    show(drawn)


def _row(of: "Kept") -> dict[str, object]:
    defect = of.card.defect
    return {
        "card": of.number,
        "shop": of.shop,
        "subject": defect.subject,
        "name": defect.name,
        "ground": defect.ground,
        "cases": list(of.card.cases),
        "days": of.days,
        "made_at": of.made_at.isoformat(),
        "answer_due": of.answer_due.isoformat(),
        "sent_at": of.sent_at.isoformat() if of.sent_at else None,
    }


def _cells(of: "Kept", lang: Language) -> tuple[str, ...]:
    from domain.register.quality import GROUNDS, SUBJECTS

    defect, at = of.card.defect, 0 if lang is Language.ZH else 1
    subject = f"{SUBJECTS[defect.subject][at]} {defect.name}"
    sent = f"{of.sent_at:%Y-%m-%d}" if of.sent_at else WAITS[lang]
    days = f"{of.made_at:%Y-%m-%d}", f"{of.answer_due:%Y-%m-%d}"
    return str(of.number), of.shop, subject, GROUNDS[defect.ground][at], str(len(of.card.cases)), *days, sent
