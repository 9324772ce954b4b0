"""A scene being played: what the buyer was asked, what has happened, and which reactions are used up."""

import re
from typing import Any

from sandbox.clock import resolve
from sandbox.scenes import Reaction, Scene
from sandbox.world import DAY, World

MOMENTS = ("paid_at", "shipped_at", "signed_at", "eta", "in_production_since")


def story_of(world: World, story: str) -> dict[str, Any]:
    """The story's document; raises KeyError when the books have none."""
    found = world.books.get("story", story)
    if found is None:
        raise KeyError(story)
    return found


def scene_of(world: World, story: str) -> Scene:
    """The scene that a story plays."""
    return Scene.model_validate(story_of(world, story)["scene"])


def settled_moments(scene: Scene, now: float) -> dict[str, float | None]:
    """The order's moments as seconds, resolved once at loading, so that `-3d` does not move with time."""
    return {name: None if (text := getattr(scene.order, name)) is None else resolve(text, now) for name in MOMENTS}


def stir(world: World, story: str, when: str, *, text: str = "", question: str = "") -> None:
    """Something happened that the buyer notices: schedule what the script says about it."""
    kept = world.books.get("story", story)
    if kept is None:
        return
    scene = Scene.model_validate(kept["scene"])
    for number, reaction in enumerate(scene.buyer):
        fired = kept["fired"].get(str(number), 0)
        if fired >= reaction.times or not _meant(reaction, when, text, question):
            continue
        kept["fired"][str(number)] = fired + 1
        _react(world, scene, reaction, question)
        if when == "asked":  # one message, one answer
            break
    world.books.put("story", story, kept, shop=scene.shop, order_id=scene.order.order_id, at=world.now())


def _meant(reaction: Reaction, when: str, text: str, question: str) -> bool:
    if reaction.when != when:
        return False
    if reaction.question and question and reaction.question != question:
        return False
    if reaction.question and not question and not reaction.text:
        return False  # nobody told us which question it is, and the script has no words to know it by
    if question and reaction.question == question:
        return True
    return re.search(reaction.text, text, re.IGNORECASE) is not None


def _react(world: World, scene: Scene, reaction: Reaction, question: str) -> None:
    order_id, story = scene.order.order_id, scene.request.request_id
    clock = world.clock(order_id) + reaction.after_days * DAY if reaction.after_days else None
    for step, deed in enumerate(reaction.do):
        name, content = deed.named()
        world.schedule.later(
            f"buyer.{name}",
            order_id=order_id,
            story=story,
            # Deeds of one reaction keep their order.
            after=reaction.after + step * 0.01,
            clock=clock,
            args={"content": content, "question": question or reaction.question},
        )
