"""Commands that keep an installation whole: migrate, register verify, register rebuild."""

from typing import Annotated

from cyclopts import Parameter

from commandline.connections import place, register, settings
from commandline.exits import Exit, Unreachable
from commandline.faults import DOCTOR
from commandline.finding import cases_of
from commandline.options import AnyId, DryRun, Json
from commandline.output import emit, line, say

OneCase = Annotated[AnyId | None, Parameter(name="CASE", help="Only this case; any id that you have.")]


async def migrate(*, dry_run: DryRun = False, json: Json = False) -> None:
    """Bring the database's schema up to this version; safe to repeat."""
    import asyncpg

    from store import migrate as schema

    dsn = settings().database_url
    try:
        names = await (schema.pending(dsn) if dry_run else schema.migrate(dsn))
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InvalidCatalogNameError) as away:
        raise Unreachable("NO_POSTGRES", f"Postgres at {place(dsn)} cannot be reached: {away}.", DOCTOR) from away
    if json:
        emit({"applied": [] if dry_run else names, "pending": names if dry_run else []})
        return
    for name in names:
        line(f"{'would apply' if dry_run else 'applied'}  {name}")
    say(f"{len(names)} migrations {'are pending' if dry_run else 'applied'}." if names else "The schema is up to date.")


async def verify(case: OneCase = None, /, *, json: Json = False) -> Exit:
    """Check that the register is whole: no event changed, removed or reordered, and the list of cases tells the same.

    Ends with 1 when something is wrong.
    """
    from store import checks
    from store.verify import verify as breaches

    wrong = 0
    async with register() as pool:
        ids = [None] if case is None else await cases_of(pool, case)
        for case_id in ids:
            async for breach in breaches(pool, case_id):
                wrong += not breach.note
                if json:
                    told = {"case_id": breach.case_id, "seq": breach.seq, "what": breach.what}
                    emit({**told, "kind": "note" if breach.note else "breach"})
                else:
                    mark = "note" if breach.note else "WRONG"
                    line(f"{mark:<6} {breach.case_id} {breach.seq or ''}: {breach.what}")
        if case is None:
            await checks.note(pool, checks.Subject.REGISTER, wrong)
    if not wrong:
        say("The register is whole.")
        return Exit.OK
    say(f"{wrong} breaches. What to do: compare the case with its workflow's history in the Temporal UI. Where only")
    say("the list of cases differs, `starter.py register rebuild` makes it anew from the events.")
    return Exit.ERROR


async def rebuild(case: OneCase = None, /, *, json: Json = False) -> None:
    """Make the list of cases anew from the events; cases may go on meanwhile."""
    from store.verify import rebuild as make_anew

    async with register() as pool:
        ids = [None] if case is None else await cases_of(pool, case)
        made = sum([await make_anew(pool, case_id) for case_id in ids])
    if json:
        emit({"rows": made})
    else:
        line(f"{made} rows were made anew.")
