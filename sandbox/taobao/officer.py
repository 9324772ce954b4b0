"""The marketplace acting by itself: its deadlines pass, its officer steps in and decides."""

from sandbox.stories import scene_of, stir
from sandbox.taobao import requests
from sandbox.taobao.requests import APPLIED, FOR_BUYER, FOR_SELLER, OFFICER_IN, Refund
from sandbox.world import World


def deadline_passed(world: World, refund_id: str, timer: int) -> None:
    """What silence means (rules F1 to F6): the seller's agrees or pays, the buyer's closes."""
    refund = requests.find(world, refund_id)
    if refund is None or refund["timer"] != timer:
        return
    match refund["status"]:
        case requests.WAIT_SELLER_AGREE if refund["has_good_return"]:
            requests.agree_return(world, refund)
        case requests.WAIT_SELLER_AGREE | requests.WAIT_SELLER_CONFIRM:
            requests.pay(world, refund, "deadline")
        case requests.WAIT_BUYER_RETURN | requests.REFUSED:
            requests.close(world, refund)
        case _:
            pass  # it is over, and nothing waits any more


def apply(world: World, refund: Refund) -> bool:
    """The buyer asks for an officer: clocks stop, and the decision will come. False when it is too late for that."""
    if refund["status"] not in requests.OPEN or refund["cs_status"] in (APPLIED, OFFICER_IN):
        return False
    refund["cs_status"] = APPLIED
    requests.change(world, refund, "TaobaoInterApplied")
    ruling = scene_of(world, refund["refund_id"]).platform.ruling
    if ruling is not None:
        _later(world, refund, "platform.step_in", ruling.after / 2)
        _later(world, refund, "platform.rule", ruling.after)
    return True


def _later(world: World, refund: Refund, name: str, after: float) -> None:
    world.schedule.later(
        name, order_id=refund["tid"], story=refund["refund_id"], after=after, args={"refund_id": refund["refund_id"]}
    )


def step_in(world: World, refund_id: str) -> None:
    """The officer takes the case."""
    refund = requests.find(world, refund_id)
    if refund and refund["cs_status"] == APPLIED and refund["status"] in requests.OPEN:
        refund["cs_status"] = OFFICER_IN
        requests.change(world, refund, "TaobaoIntervened")


def rule(world: World, refund_id: str) -> None:
    """The officer decides as the scene says; nothing when the parties settled before."""
    refund = requests.find(world, refund_id)
    ruling = scene_of(world, refund_id).platform.ruling
    if refund is None or ruling is None or refund["cs_status"] not in (APPLIED, OFFICER_IN):
        return
    if refund["status"] not in requests.OPEN:
        return
    refund["article"] = ruling.article
    if ruling.in_favour_of == "seller":
        refund["cs_status"] = FOR_SELLER
        requests.change(world, refund, "TaobaoIntervened")
        requests.close(world, refund)
    else:
        _for_buyer(world, refund, ruling.amount, by_platform=ruling.executed_by == "platform")
    stir(world, refund_id, "ruled")


def _for_buyer(world: World, refund: Refund, amount: int | None, *, by_platform: bool) -> None:
    refund["cs_status"] = FOR_BUYER
    refund["refund_fee"] = amount or refund["refund_fee"]
    # The seller can agree only from a status that money may leave from.
    refund["has_good_return"] = refund["has_good_return"] and refund["goods_back"]
    status = requests.WAIT_SELLER_CONFIRM if refund["goods_back"] else requests.WAIT_SELLER_AGREE
    requests.change(world, refund, "TaobaoIntervened", status=status)
    if by_platform:
        requests.pay(world, refund, "ruling")
