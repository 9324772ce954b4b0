"""`buyer export`, `buyer erase`, `buyer purge`: what is kept of a person, for the person, and until when."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.exits import Declined, NotFound
from commandline.options import By, DryRun, Json, Yes, signed
from commandline.output import emit, line, say
from commandline.profiling import Whose, buyer_of
from commandline.roles import role_of

MOST = 1000  # buyers that one purge looks at; the next one goes on


async def export(whose: Whose, /, *, by: By = None) -> None:
    """All that is kept of a buyer as one JSON object, for the buyer who asks for it. A manager's."""
    from store import erasure

    async with register() as pool:
        buyer = await buyer_of(pool, whose)
        found = await erasure.exported(pool, buyer)
    if found is None:
        raise NotFound("NO_SUCH_BUYER", f"Nobody has the reference {buyer}.", "give an id of one of their cases")
    _manager(signed(by), found["person"]["shop"])
    emit(found)


async def erase(whose: Whose, /, *, yes: Yes = False, by: By = None, json: Json = False) -> None:
    """Erase what is personal of a buyer: name, addresses, words, messages, profile. It cannot be undone. A manager's.

    Not while a case is open, nor while one is evidence. Register and ledger stay; they name nobody. An opt-out stays.
    """
    from store import erasure

    if not yes:
        raise Declined("NOT_CONFIRMED", "Nothing was erased: it cannot be undone.", "look at `buyer export`, add --yes")
    async with register() as pool:
        buyer = await buyer_of(pool, whose)
        found = await erasure.exported(pool, buyer)
        if found is None:
            raise NotFound("NO_SUCH_BUYER", f"Nobody has the reference {buyer}.", "give an id of one of their cases")
        _manager(signed(by), found["person"]["shop"])
        try:
            done = await erasure.erase(pool, buyer, now())
        except erasure.NotErasable as needed:
            raise Declined(
                "STILL_NEEDED", f"{needed}.", "close the case first, or wait for the end of the hold"
            ) from None
    if json:
        emit(asdict(done))
    else:
        line(f"{buyer}: erased, with {done.words} words and {done.messages} messages")


async def purge(
    *,
    shop: Annotated[str, Parameter(help="The shop whose terms say for how long (`personal_data`).")],
    dry_run: DryRun = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Erase buyers whose last case ended longer ago than the terms keep personal data. A manager's; safe to repeat."""
    from commandline.profiling import terms_of
    from store import erasure

    _manager(signed(by), shop)
    before = now() - timedelta(days=terms_of(shop).personal_data_days)
    erased, kept = 0, 0
    async with register() as pool:
        for buyer in await erasure.due(pool, shop, before, MOST):
            why = ""
            if not dry_run:
                try:
                    await erasure.erase(pool, buyer, now())
                except erasure.NotErasable as needed:
                    why = str(needed)
            erased, kept = erased + (not why), kept + bool(why)
            if json:
                emit({"buyer": buyer, "kept": why})
            else:
                line(f"{buyer}  {why or ('would be erased' if dry_run else 'erased')}")
    did = "would be" if dry_run else "were"
    say(f"{erased} {did} erased, {kept} are kept as evidence; their last case ended before {before:%Y-%m-%d}.")


def _manager(who: str, shop: str) -> None:
    from domain.authority import Level

    role = role_of(who, f"buyer-{shop}")
    if role is not Level.MANAGER:
        raise Declined("ABOVE_AUTHORITY", f"Personal data is a manager's; {who} decides as {role}.", "ask a manager")
