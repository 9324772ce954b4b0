"""`profile`, and what a person may ask of what is kept of them: `buyer export`, `erase`, `purge`."""

import asyncio

from activities.retention import Purged
from domain.events import Answer, Question
from domain.facts import AnswerReported
from domain.rounds import Order, Rota, Round
from domain.standing import CaseStage
from intake.messages import Source
from store import buyers, inbox
from store.inbox import Message
from store.pool import Pool
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import SHOP, Floor, StoryCase
from tests.stories.story import units
from tests.stories.test_rounds import begun

LIN = "buyer-lin"


async def ended(floor: Floor) -> StoryCase:
    """A return of Lin's that was paid back and rated 4 where 2 was expected."""
    case = await floor.open(buyer_id=LIN)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    scored = AnswerReported(
        fact="s:1", question=Question.SURVEY, answer=Answer.WORDS, experience=4, expectation=2, words="w_1"
    )
    await case.hears(scored)
    await case.ending()
    await written(floor, case)
    return case


async def told(pool: Pool, body: str) -> None:
    """A message of the shop's, handled and kept."""
    message = Message(shop=SHOP, source=Source.SHOP, message_id=body[:40], body=body.encode(), headers={})
    row = await inbox.accept(pool, message)
    await inbox.done(pool, row.id)


async def test_a_profile_is_counted_and_set_from_pick_lists(floor: Floor, staffed: Terminal) -> None:
    """Cases, orders, surveys and messages come from the register; tone and pace from an agent, with name and date."""
    case = await ended(floor)
    assert (await staffed.types("profile", "set", case.case_id, "--tone", "rude", "--by", "ann")).code == 2
    nobody = await staffed.types("profile", "set", case.case_id, "--tone", "warm", "--by", "eve")
    assert (nobody.code, "UNKNOWN_PERSON" in nobody.err) == (2, True)
    assert (await staffed.types("profile", "set", case.case_id, "--by", "ann")).code == 2
    done = await staffed.types("profile", "set", case.case_id, "--tone", "warm", "--pace", "slow", "--by", "ann")
    assert done.code == 0
    await staffed.types("profile", "set", case.case_id, "--pace", "unset", "--by", "sun")

    shown = (await staffed.types("profile", "show", buyers.reference(SHOP, LIN), "--json")).row
    assert [(each["trait"], each["value"], each["by"]) for each in shown["traits"]] == [("tone", "warm", "ann")]
    assert (shown["cases"], shown["open_cases"], shown["orders"], shown["claims_percent"]) == (1, 0, 1, 100)
    assert [(each["experience"], each["expectation"]) for each in shown["surveys"]] == [(4, 2)]
    assert shown["written"]["mail"] >= 2
    assert shown["bought"][0]["signed_at"]
    assert "每百单售后" in (await staffed.types("profile", "show", case.case_id, "--lang", "zh")).out
    assert (await staffed.types("profile", "show", "b_nobody")).code == 4


async def test_an_offer_reaches_who_consented_twice_a_month_and_nobody_who_opted_out(
    floor: Floor, staffed: Terminal
) -> None:
    """Consent first; two offers, the third waits; the opt-out of a second ago holds, on every channel."""
    case = await ended(floor)
    offer = ("profile", "offered", case.case_id, "--by", "ann", "--offer")
    assert (await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows == []
    early = await staffed.types(*offer, "spring-1")
    assert (early.code, "no consent" in early.err) == (2, True)
    await staffed.types("profile", "consent", case.case_id, "--ref", "form-7", "--by", "ann")
    content = await staffed.types("profile", "offers", "--shop", SHOP, "--easy-going", "--json")
    assert content.rows == [], "one order is no custom yet"
    [reached] = (await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows
    assert (reached["buyer"], reached["consent"]) == (buyers.reference(SHOP, LIN), "form-7")
    for name in ("spring-1", "spring-1", "spring-2"):
        assert (await staffed.types(*offer, name)).code == 0
    third = await staffed.types(*offer, "spring-3")
    assert (third.code, "2 offers in 30 days" in third.err) == (2, True)
    assert (await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows == []

    await floor.pool.execute("UPDATE offers SET at = at - interval '40 days'")
    assert len((await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows) == 1
    await staffed.types("buyer", "opt-out", case.case_id)
    assert (await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows == []
    stopped = await staffed.types(*offer, "spring-3")
    assert (stopped.code, "opted out" in stopped.err) == (2, True)


async def test_consent_that_was_taken_back_is_none(floor: Floor, staffed: Terminal) -> None:
    """And is not given again by the same form."""
    case = await ended(floor)
    consent = ("profile", "consent", case.case_id, "--ref", "form-7", "--by", "ann")
    await staffed.types(*consent)
    await staffed.types(*consent, "--withdrawn")
    await staffed.types(*consent)
    assert (await staffed.types("profile", "offers", "--shop", SHOP, "--json")).rows == []


async def test_a_buyer_is_exported_and_erased(floor: Floor, staffed: Terminal) -> None:
    """All of it in one document; then name, address, words, messages and profile are gone, and the opt-out holds."""
    case = await ended(floor)
    await buyers.keep_words(floor.pool, case_id=case.case_id, message_id="m", text="我的杯子碎了", at=case.now())
    await told(floor.pool, f'{{"buyer_id": "{LIN}", "text": "退订"}}')
    await staffed.types("profile", "set", case.case_id, "--tone", "warm", "--by", "ann")
    await staffed.types("buyer", "opt-out", case.case_id)
    assert (await staffed.types("buyer", "export", case.case_id, "--by", "ann")).code == 2
    kept = (await staffed.types("buyer", "export", case.case_id, "--by", "mo")).row
    assert (kept["person"]["platform_id"], kept["words"][0]["text"]) == (LIN, "我的杯子碎了")
    assert [len(kept[part]) > 0 for part in ("cases", "contacts", "traits")] == [True] * 3

    erase = ("buyer", "erase", case.case_id)
    assert (await staffed.types(*erase, "--by", "mo")).code == 2
    assert (await staffed.types(*erase, "--yes", "--by", "ann")).code == 2
    assert (await staffed.types(*erase, "--yes", "--by", "mo")).code == 0
    left = (await staffed.types("buyer", "export", case.case_id, "--by", "mo")).row
    person = left["person"]
    assert [person[name] for name in ("platform_id", "name", "email", "phone")] == [""] * 4
    assert person["opted_out"]
    assert (left["traits"], [each["text"] for each in left["words"]]) == ([], [""])
    bodies = [bytes(row["body"]) for row in await floor.pool.fetch("SELECT body FROM inbox")]
    assert not any(LIN.encode() in body for body in bodies)
    assert (await staffed.types("register", "verify", case.case_id)).code == 0


async def test_who_is_being_served_is_not_erased(floor: Floor, staffed: Terminal) -> None:
    """Without the address nobody could be written to."""
    case = await floor.open(buyer_id=LIN)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await written(floor, case)
    needed = await staffed.types("buyer", "erase", case.case_id, "--yes", "--by", "mo")
    assert (needed.code, "is open" in needed.err) == (2, True)
    assert (await buyers.reach(floor.pool, buyers.reference(SHOP, LIN))).email


async def test_what_is_old_enough_is_purged(floor: Floor, staffed: Terminal) -> None:
    """Three years after the last case, by the shop's terms; a dry run names them first."""
    case = await ended(floor)
    await written(floor, await floor.open(buyer_id="buyer-new"))
    purge = ("buyer", "purge", "--shop", SHOP, "--by", "mo", "--json")
    assert (await staffed.types(*purge)).rows == []
    await floor.pool.execute(
        "UPDATE cases SET closed_at = closed_at - interval '4 years' WHERE case_id = $1", case.case_id
    )
    lin = buyers.reference(SHOP, LIN)
    assert [row["buyer"] for row in (await staffed.types(*purge, "--dry-run")).rows] == [lin]
    assert (await buyers.reach(floor.pool, lin)).email
    assert [row["buyer"] for row in (await staffed.types(*purge)).rows] == [lin]
    assert (await buyers.reach(floor.pool, lin)).email == ""
    assert (await staffed.types(*purge)).rows == []


async def test_the_round_erases_by_itself_and_who_comes_back_is_known_anew(floor: Floor, staffed: Terminal) -> None:
    """Every night; a buyer who was erased and buys again is one like any other, whose time runs anew."""
    case, lin = await ended(floor), buyers.reference(SHOP, LIN)
    await floor.pool.execute("UPDATE cases SET closed_at = closed_at - interval '4 years'")
    of = Rota(round=Round.PURGE, hour=3, order=Order(shop=SHOP, time_zone="Asia/Shanghai", days=1095))
    run = await begun(floor, of)
    done = await asyncio.wait_for(floor.client.get_workflow_handle(run.id, result_type=Purged).result(), 20)
    assert (done.erased, done.kept) == (1, 0)
    assert (await buyers.reach(floor.pool, lin)).email == ""
    await buyers.remember(floor.pool, shop=SHOP, platform_id=LIN, email="lin@buyers.example")
    person = (await staffed.types("buyer", "export", case.case_id, "--by", "mo")).row["person"]
    assert (person["platform_id"], person["erased_at"]) == (LIN, None)
