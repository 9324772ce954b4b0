"""Who acts when an act is due, and the loop that lets them."""

import asyncio
import logging
from collections.abc import Callable

from sandbox import buyer, courier, desk, packings, parcels, payments, picking, repairs, warehouse
from sandbox.schedule import Act
from sandbox.taobao import officer
from sandbox.world import World

log = logging.getLogger("sandbox")

Doing = Callable[[World, Act], None]


def _plain(do: Callable[..., None]) -> Doing:
    return lambda world, act: do(world, **act.args)


DOINGS: dict[str, Doing] = {
    "buyer.reply": lambda world, act: buyer.reply(world, act.story, **act.args),
    "buyer.ship": lambda world, act: buyer.ship(world, act.story, act.args["content"]),
    "buyer.attach": lambda world, act: buyer.attach(world, act.story, act.args["content"]),
    "buyer.choose": lambda world, act: buyer.choose(world, act.story, act.args["content"]),
    "buyer.pay": lambda world, act: buyer.pay(world, act.story),
    "buyer.modify": lambda world, act: buyer.modify(world, act.story, act.args["content"]),
    "buyer.escalate": lambda world, act: buyer.escalate(world, act.story),
    "buyer.withdraw": lambda world, act: buyer.withdraw(world, act.story),
    "buyer.refuse_at_door": lambda world, act: buyer.refuse_at_door(world, act.story),
    "shop.rule": lambda world, act: buyer.rule(world, act.story),
    "parcel.scan": _plain(parcels.scanned),
    "courier.intercepted": _plain(courier.intercepted),
    "courier.answered": _plain(desk.answered),
    "courier.decided": _plain(desk.decided),
    "warehouse.packed": _plain(packings.packed),
    "warehouse.asks": lambda world, act: picking.asks(world, act.story),
    "warehouse.departs": lambda world, act: picking.departs(world, act.story),
    "warehouse.inspect": _plain(warehouse.inspect),
    "repairs.report": _plain(repairs.reported),
    "payments.settle": _plain(payments.settle),
    "payments.fail": _plain(payments.fail),
    "payments.reverse": _plain(payments.reverse),
    "platform.deadline": _plain(officer.deadline_passed),
    "platform.step_in": _plain(officer.step_in),
    "platform.rule": _plain(officer.rule),
}


def act_due(world: World) -> int:
    """Let every due act happen, each in a transaction with its being done; how many there were."""
    due = world.schedule.due()
    for act in due:
        try:
            with world.books.writing():
                if world.schedule.is_pending(act):  # an act before it may have cancelled it
                    DOINGS[act.name](world, act)
                    world.schedule.finish(act)
        except Exception as wrong:
            # One broken story must not stop the world; it stays visible as a failed act.
            log.exception("act %s of order %s failed", act.name, act.order_id)
            with world.books.writing():
                world.schedule.finish(act, "failed", f"{type(wrong).__name__}: {wrong}")
    return len(due)


async def live(world: World) -> None:
    """Act and deliver for as long as the world is up."""
    deliveries: set[asyncio.Task[int]] = set()
    while True:
        acted = act_due(world)
        # A slow receiver of one notice must hold up neither the actors nor the other notices.
        for errand in (world.notices.deliver_due(), picking.ask_due(world)):
            task = asyncio.create_task(errand)
            deliveries.add(task)
            task.add_done_callback(deliveries.discard)
            task.add_done_callback(_report)
        await asyncio.sleep(0 if acted else world.pace.tick)


def _report(task: asyncio.Task[int]) -> None:
    if not task.cancelled() and (wrong := task.exception()):
        log.error("delivering notices failed", exc_info=wrong)
