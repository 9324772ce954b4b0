"""The buyer: answers, ships, changes the request, asks for an officer, withdraws - as the scene's script says."""

from typing import Any

from sandbox import parcels, topups
from sandbox.casting import CARRIERS, carrier_code
from sandbox.clock import rfc3339
from sandbox.scenes import Scene
from sandbox.stories import scene_of, stir
from sandbox.taobao import officer, requests
from sandbox.world import World


def reply(world: World, story: str, content: dict[str, Any], question: str) -> None:
    """The buyer answers, in the channel the case came from."""
    scene = scene_of(world, story)
    text = content.get("text") or _scores(content) or content.get("answer", "")
    if scene.source == "taobao":
        refund = requests.find(world, story)
        if refund:
            requests.write(world, refund, 1, text)
        return
    answer: dict[str, Any] = {"reply_to": question, "answer": content.get("answer") or text}
    scores: dict[str, Any] = {name: content[name] for name in ("experience", "expectation") if name in content}
    _tell(world, scene, "buyer.replied", {**answer, **scores})


def _scores(content: dict[str, Any]) -> str:
    scores = [str(content[name]) for name in ("experience", "expectation") if name in content]
    return ",".join(scores)


def ship(world: World, story: str, name: str) -> None:
    """The buyer hands in a parcel and, unless the scene says otherwise, tells its waybill."""
    scene = scene_of(world, story)
    parcels.send_back(world, scene, name)
    parcel = scene.parcels[name]
    if not parcel.entered:
        return
    if scene.source == "shop":
        _tell(world, scene, "buyer.shipped", {"carrier": parcel.carrier, "waybill": parcel.waybill})
        return
    refund = requests.find(world, story)
    if refund:
        company = CARRIERS[carrier_code(parcel.carrier) or ""]
        requests.enter_waybill(world, refund, company, parcel.waybill)


def attach(world: World, story: str, shown: list[dict[str, Any]]) -> None:
    """The buyer sends pictures: in the marketplace's thread, or by the shop's own channel."""
    scene = scene_of(world, story)
    if scene.source == "shop":
        pieces = [{name: value for name, value in piece.items() if value} for piece in shown]
        _tell(world, scene, "buyer.attached", {"pieces": pieces})
        return
    refund = requests.find(world, story)
    if refund:
        requests.write(world, refund, 1, "照片如下", pictures=[piece["reference"] for piece in shown])


def choose(world: World, story: str, content: dict[str, Any]) -> None:
    """The buyer wants another item than before, and says so in the shop."""
    _tell(world, scene_of(world, story), "buyer.chose_item", {"items": [content]})


def pay(world: World, story: str) -> None:
    """The buyer follows the link and pays; nothing happens when its time is up."""
    scene = scene_of(world, story)
    topups.pay(world, scene.shop, scene.order.order_id)


def modify(world: World, story: str, content: dict[str, Any]) -> None:
    """The buyer changes the request on the marketplace: that is how an offer is accepted there."""
    refund = requests.find(world, story)
    if refund:
        requests.modify(world, refund, content.get("amount"), content.get("kind"), content.get("reason"))


def escalate(world: World, story: str) -> None:
    """The buyer asks for an officer; in a shop of its own, for whoever rules there."""
    scene = scene_of(world, story)
    if scene.source == "taobao":
        refund = requests.find(world, story)
        if refund:
            officer.apply(world, refund)
    elif scene.platform.ruling:
        world.schedule.later("shop.rule", order_id=scene.order.order_id, story=story, after=scene.platform.ruling.after)


def rule(world: World, story: str) -> None:
    """The decision of a shop's own arbiter."""
    scene = scene_of(world, story)
    ruling = scene.platform.ruling
    if ruling is None:
        raise KeyError(f"scene {scene.scene} has no ruling")
    content: dict[str, Any] = {"ruling_id": f"rl_{story}", "in_favour_of": ruling.in_favour_of}
    if ruling.amount is not None:
        content["amount"] = ruling.amount
    if ruling.article:
        content["article"] = ruling.article
    _tell(world, scene, "case.ruled", content)
    stir(world, story, "ruled")


def withdraw(world: World, story: str) -> None:
    """The buyer takes the request back."""
    scene = scene_of(world, story)
    if scene.source == "shop":
        _tell(world, scene, "case.withdrawn", {})
        return
    refund = requests.find(world, story)
    if refund and refund["status"] in requests.OPEN:
        requests.close(world, refund)


def refuse_at_door(world: World, story: str) -> None:
    """The buyer does not take the parcel from the courier."""
    parcels.refused_at_door(world, scene_of(world, story))


def request(world: World, scene: Scene, content: dict[str, Any]) -> None:
    """The shop's own form of a new request goes out."""
    _tell(world, scene, "case.requested", content, dated=False)


def _tell(world: World, scene: Scene, kind: str, content: dict[str, Any], *, dated: bool = True) -> None:
    order_id = scene.order.order_id
    at = rfc3339(world.clock(order_id))
    full = {"request_id": scene.request.request_id, **content} | ({"at": at} if dated else {})
    world.notices.post(scene.shop, "shop", order_id, {"type": kind, "timestamp": at, "data": full})
