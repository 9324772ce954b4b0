"""Public reviews as ops people handle them: told by the shop or entered, appealed with the chat, answered in public."""

import hashlib
import json
from pathlib import Path

from domain import commands
from domain.background import Background
from domain.disputes.conduct import Signal
from store import buyers
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def reviewed(floor: Floor, terminal: Terminal, *, threatened: bool) -> tuple[StoryCase, str]:
    """A case whose buyer wrote one star, after a threat or without any; the id of the review."""
    case = await floor.open(background=Background(orders=3))
    if threatened:
        await case.told(commands.NoteSignal(by="ann", signal=Signal.THREAT, note="chat-3"))
    await written(floor, case)
    entered = await terminal.types(
        "review", "add", case.case_id, "--number", "R-9", "--stars", "1", "--text", "very bad", "--by", "ann", "--json"
    )
    assert entered.code == 0, entered.err
    return case, entered.row["review_id"]


async def test_a_review_after_a_threat_is_appealed_and_removed(floor: Floor, staffed: Terminal, tmp_path: Path) -> None:
    """The chat is filed first; the package has it with its hash and the register; number and outcome are entered."""
    case, review = await reviewed(floor, staffed, threatened=True)
    bare = await staffed.types("review", "appeal", review, "--number", "AP-1", "--by", "sun")
    assert (bare.code, "NOTHING_FILED" in bare.err) == (3, True)
    chat = tmp_path / "chat.txt"
    chat.write_bytes(b"refund me or one star")
    filed = await staffed.types("attach", case.case_id, "E8", "--ref", "chat-3", "--file", str(chat), "--by", "ann")
    assert filed.code == 0, filed.err
    await written(floor, case)
    folder = tmp_path / "appeal"
    packed = await staffed.types("review", "appeal", review, "--out", str(folder), "--number", "AP-1", "--by", "sun")
    assert packed.code == 0, packed.err
    index = json.loads((folder / "index.json").read_text())
    [piece] = index["package"][0]["pieces"]
    assert (piece["code"], piece["sha256"]) == ("E8", hashlib.sha256(chat.read_bytes()).hexdigest())
    story = (folder / "register.jsonl").read_bytes()
    assert index["files"][0]["sha256"] == hashlib.sha256(story).hexdigest()
    [row] = (await staffed.types("review", "list", "--json")).rows
    assert (row["state"], row["number"], row["leverage"]) == ("appealed", "AP-1", True)
    assert (await staffed.types("review", "decided", review, "--removed", "--by", "ann")).code == 0
    assert (await staffed.types("review", "list", "--json")).rows == []
    shown = (await staffed.types("show", case.case_id)).out
    assert "sun asked the platform to remove it, number AP-1, with 1 saved chats" in shown
    assert "平台删除了该评价" in (await staffed.types("show", case.case_id, "--lang", "zh")).out


async def test_another_review_is_answered_and_no_reply_names_the_buyer(floor: Floor, staffed: Terminal) -> None:
    """Without a threat there is nothing to appeal; a reply that tells of the buyer is not taken, facts are."""
    case, review = await reviewed(floor, staffed, threatened=False)
    no = await staffed.types("review", "appeal", review, "--number", "AP-1", "--by", "sun")
    assert (no.code, "NO_LEVERAGE" in no.err) == (3, True)
    known = await buyers.person(floor.pool, (await case.state()).buyer)
    for text, code in (
        (f"{known.nick}，您的商品已检测", "PERSONAL_DATA"),
        ("改成五星好评，我们返现", "UNFIT_WORDS"),
    ):
        refused = await staffed.types("review", "answer", review, "--text", text, "--by", "ann")
        assert (refused.code, code in refused.err) == (3, True), refused.err
    done = await staffed.types("review", "answer", review, "--text", "商品已检测，报告显示正常", "--by", "ann")
    assert done.code == 0, done.err
    [row] = (await staffed.types("review", "list", case.case_id, "--json")).rows
    assert (row["state"], row["reply"], row["needs_human"]) == ("answered", "商品已检测，报告显示正常", False)
    assert "very bad" not in json.dumps(row)
    assert (await buyers.words(floor.pool, row["words"])).text == "very bad"


async def test_what_the_command_line_does_not_take(floor: Floor, staffed: Terminal) -> None:
    """Six stars, a review that nobody knows, and nothing asked."""
    case = await floor.open()
    await written(floor, case)
    six = await staffed.types("review", "add", case.case_id, "--number", "R-1", "--stars", "6", "--text", "x")
    assert (six.code, "BAD_STARS" in six.err) == (2, True)
    assert (await staffed.types("review", "answer", "review-demo_shop-none", "--text", "hello")).code == 4
    assert "NOTHING_ASKED" in (await staffed.types("review", "appeal", "review-demo_shop-none")).err
