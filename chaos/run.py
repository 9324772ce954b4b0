"""A run from its first line to its last: storm, healing, judgement."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from temporalio.client import Client

import logs
from activities.money import Money
from chaos import exercises, gather
from chaos.checks import CHECKS, Verdict
from chaos.evidence import Crowd, Due, Evidence, Wanted
from chaos.household import House, start
from chaos.plan import SHOP, Plan, case_id, request_id
from chaos.report import say, table, wrong
from chaos.scenes import UNIT, WANTED, order_id, sample
from chaos.settle import Recovery, converge, live_on
from chaos.storm import Storm, Tally
from codec.converter import data_converter
from demonstration.world import World
from engine.errors import EngineError
from engine.forget import forget
from engine.supervisor import Supervisor
from gateways.assembly import ShopGateways
from gateways.shops import load_shops
from store.pool import Pool, connect

AFTER_EXERCISES = frozenset({"R2", "R5", "A6"})  # judged once everything was tried; the others as the storm left it
INTERRUPTED = 130


def main(plan: Plan, *, repro: str, planted: str = "") -> int:
    """0 when every promise held; 1 when one is broken; 2 when it could not be run."""
    say(f"REPRO: {repro}")
    home = Path(tempfile.mkdtemp(prefix="amends-chaos-"))
    home.chmod(0o755)  # as root Postgres runs as `nobody`, who must get in
    began = time.monotonic()
    try:
        with Supervisor(home) as household:
            verdicts = asyncio.run(_run(household, plan, home, planted))
    except KeyboardInterrupt:
        say("Interrupted; everything was stopped.")
        forget(home)
        return INTERRUPTED
    except EngineError as cannot:
        say(f"The run could not be made: {cannot}")
        return 2
    table(verdicts)
    wrong(verdicts, home)
    held = all(verdict.holds for verdict in verdicts)
    if held:
        forget(home)
    say(f"{'Every promise held' if held else 'A promise is broken'}; {time.monotonic() - began:.0f} s.")
    say(f"REPRO: {repro}")
    return 0 if held else 1


async def _run(household: Supervisor, plan: Plan, home: Path, planted: str) -> list[Verdict]:
    say("Starting Postgres, Temporal, the sandbox's world and the postman")
    house = await start(household, plan, home, planted)
    try:
        async with World(house.at.world) as world:
            return await _stormed(house, world)
    finally:
        await asyncio.to_thread(house.stop)


async def _stormed(house: House, world: World) -> list[Verdict]:
    sizes = house.plan.sizes
    say(f"Fault window of {sizes.window:.0f} s, {sizes.cases} returns and {sizes.exchanges} exchanges")
    tally = await Storm(house, world, say).blow()
    say("Healed: nothing fails any more, everything runs")
    pool = await connect(house.at.settings.database_url, size=20, application_name="amends-chaos")
    try:
        return await _after(house, world, pool, tally)
    finally:
        await pool.close()


async def _after(house: House, world: World, pool: Pool, tally: Tally) -> list[Verdict]:
    recovery = await converge(pool, house, say)
    at = house.at.settings
    client = await Client.connect(
        at.temporal_address,
        namespace=at.temporal_namespace,
        data_converter=data_converter(at.codec_keys_file, at.temporal_namespace),
        runtime=logs.runtime(),
    )
    say("Living through the days of the follow-up")
    samples = [sample(house.plan, number) for number in house.plan.buyers]
    played = await live_on(client, pool, world, house, samples)
    finished = {each.sample.case_id: each.finished for each in played}
    say("Reading the books")
    stormed = await _evidence(house, pool, client, tally, recovery, finished)
    tried = await _tried(house, world, pool, stormed)
    _still_up(house)
    return [check(tried if name in AFTER_EXERCISES else stormed) for name, check in CHECKS.items()]


def _still_up(house: House) -> None:
    """Once all is healed, none of our programs may end by itself. Raises EngineError with its last words."""
    for name, life in house.lives.items():
        if not life.alive:
            raise EngineError(f"{name} ended by itself after healing.\n{life.last_words()}")


async def _evidence(
    house: House, pool: Pool, client: Client, tally: Tally, recovery: Recovery, finished: dict[str, bool]
) -> Evidence:
    books, plan = gather.Books(house.books), house.plan
    return Evidence(
        due=[Due(case_id=case_id(n), order_id=order_id(n), amount=UNIT) for n in plan.returns],
        wanted=[Wanted(case_id=case_id(n), order_id=order_id(n), sku=WANTED, qty=1) for n in plan.exchanges],
        captured=books.captured(),
        paid=books.paid(),
        asked=books.asked(),
        left=books.left(),
        bites=books.bites(),
        letters=books.letters(),
        ledger=await gather.ledger(pool),
        history=await gather.history(pool),
        register=await gather.register(pool),
        breaches=await gather.breaches(pool),
        told=await gather.told(client, [case_id(n) for n in plan.buyers]),
        cases=await gather.cases(pool),
        requests=[(SHOP, "shop", request_id(n)) for n in plan.buyers],
        inbox=await gather.inbox(pool),
        carried=gather.carried(house.post),
        finished=finished,
        tally=tally,
        recovery=recovery,
    )


async def _tried(house: House, world: World, pool: Pool, stormed: Evidence) -> Evidence:
    """The exercises on the recovered service, and the books after them."""
    sizes, keys = house.plan.sizes, [kept.key for kept in stormed.ledger]
    say(f"{sizes.crowded} orders with {exercises.APPROVALS} approvals at once; {sizes.mutations} changed orders")
    mutations, accepted = await exercises.changed_orders(pool, keys, sizes.mutations)
    strange = await exercises.strangers(pool, house.at.settings.server_url, stormed.due[:5])
    crowds = await _crowds(house, world, pool, stormed.due)
    books = gather.Books(house.books)
    return Evidence(
        captured=books.captured(),
        paid=books.paid(),
        crowds=crowds,
        mutations=mutations,
        accepted_mutations=accepted,
        strangers=strange,
    )


async def _crowds(house: House, world: World, pool: Pool, dues: Sequence[Due]) -> list[Crowd]:
    """The provider does not hold the cap itself here, so that its books have something to find."""
    await world.ask("POST", "/faults", json={"on": "payments.refund", "kind": "unguarded", "times": None})
    gateways = ShopGateways(load_shops(house.at.settings.shops_file), clock=exercises.now)
    money = Money(pool, lambda shop, channel: gateways.of(shop).payments(channel), exercises.now)
    crowded = house.plan.sizes.crowded
    try:
        found = [await exercises.crowd(pool, money, due) for due in dues[:crowded]]
    finally:
        await gateways.close()
    return [*found, *[await exercises.raw_crowd(pool, due) for due in dues[crowded : crowded + 5]]]
