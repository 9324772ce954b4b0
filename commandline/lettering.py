"""`letters preview`: what buyers read, filled in with an example, in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from cyclopts import Parameter

from commandline.exits import NotFound
from commandline.options import Json
from commandline.output import emit, line

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


async def preview(
    letter: Annotated[
        str | None, Parameter(name="LETTER", help="One letter, such as N7-1; all of them without it.")
    ] = None,
    /,
    *,
    json: Json = False,
) -> None:
    """Show the letters to buyers as they would be read, filled in with the facts of an example."""
    from activities.letters import LANGUAGES, Letters, Words

    letters = Letters.read()
    if letter is not None and letter not in letters.names:
        known = ", ".join(sorted(letters.names))
        raise NotFound("NO_SUCH_LETTER", f"There is no letter {letter!r}.", f"the letters are {known}")
    for name in letters.names if letter is None else (letter,):
        for language in LANGUAGES:
            zh = language == "zh"
            words = Words(
                amount=19900,
                date=NOON,
                eta=NOON + timedelta(days=2),
                reason="外箱破损" if zh else "damaged in transit",
                waybill="ST1234567890",
                because="row:3.6.1",
                seller_pays_freight=True,
                agent="小李" if zh else "Li",
                item="马克杯" if zh else "mug",
                carrier="申通" if zh else "STO",
                address="上海市青浦区1号" if zh else "1 Warehouse Road, Shanghai",
                option1="补发" if zh else "a new one",
                option2="退款" if zh else "a refund",
            )
            told = letters.render(
                name, words, order="9000000000000000001", shop="lantern", locale=language, zone="Asia/Shanghai"
            )
            if json:
                emit({"letter": name, "language": language, "subject": told.subject, "text": told.text})
            else:
                line(f"{name} {language}  {told.subject}\n    {told.text}\n")
