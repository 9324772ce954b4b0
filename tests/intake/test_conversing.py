"""A buyer answers in the one thread of all their cases, and the case that asked hears it."""

from datetime import UTC, datetime
from typing import Any

from domain.contact.permission import Allowed, Channel
from store import buyers, contacts, profiles
from tests.intake.conftest import Intake
from tests.intake.dispatching import opened
from tests.intake.intake_forms import message

AT = "2026-11-22T10:00:00+08:00"


async def asked(intake: Intake, request_id: str, question: str) -> str:
    """A letter of this request's case that left by mail; its Message-ID."""
    case_id, ref = await opened(intake, request_id), f"<{request_id}@shop.example>"
    letter = contacts.Letter(
        key=f"{case_id}/ask/1",
        buyer=buyers.reference(intake.shop, "buyer-77"),
        case_id=case_id,
        channel=Channel.MAIL,
        letter="ask",
        at=datetime.now(UTC),
        question=question,
    )
    await contacts.reserve(intake.pool, letter, lambda _: Allowed())
    await contacts.sent(intake.pool, letter.key, ref)
    return ref


def wrote(text: str, *refs: str, **more: Any) -> dict[str, Any]:
    """The buyer's mail as the shop's mailbox hands it over."""
    data = {"buyer_id": "buyer-77", "text": text, "in_reply_to": list(refs), "at": AT}
    return message("buyer.wrote", data | more)


async def test_an_answer_finds_the_case_that_asked(intake: Intake) -> None:
    """Two cases asked the same on the same day: the letter that is answered tells which one is meant."""
    ref = await asked(intake, "R-1", "deduction")
    await asked(intake, "R-2", "deduction")
    await intake.send(wrote("同意\n\n您写道：\n> 退 20 元可以吗", ref), message_id="msg_a")
    await intake.settle()
    [told] = await intake.told(intake.id("R-1"))
    assert told.startswith("shop:msg_a accept w_")
    assert await intake.told(intake.id("R-2")) == []
    assert await intake.pool.fetchval("SELECT text FROM words") == "同意"


async def test_without_a_reference_the_only_question_that_fits_is_answered(intake: Intake) -> None:
    """One case asks whether to wait, another offers less: "wait" can only be for the first."""
    await asked(intake, "R-1", "wait_or_intercept")
    await asked(intake, "R-2", "deduction")
    await intake.send(wrote("等"), message_id="msg_w")
    await intake.settle()
    assert [told.split()[1] for told in await intake.told(intake.id("R-1"))] == ["wait"]
    assert await intake.told(intake.id("R-2")) == []


async def test_what_could_be_for_either_is_laid_aside_for_a_person(intake: Intake) -> None:
    """Nothing is guessed; and another buyer's letter cannot be answered, even by its id."""
    await asked(intake, "R-1", "deduction")
    ref = await asked(intake, "R-2", "deduction")
    await intake.send(wrote("同意"))
    await intake.send(wrote("同意", ref, buyer_id="buyer-78"))
    await intake.settle()
    states = (await intake.states())[-2:]
    assert [state for state, _ in states] == ["unrouted", "unrouted"]
    assert all("which of the buyer's cases is meant" in why for _, why in states)
    assert await intake.told(intake.id("R-1")) == await intake.told(intake.id("R-2")) == []


async def test_stop_is_heard_whatever_case_is_meant(intake: Intake) -> None:
    """The word holds for all of the buyer's cases and channels at once."""
    await asked(intake, "R-1", "deduction")
    await asked(intake, "R-2", "deduction")
    await intake.send(wrote("退订"))
    await intake.settle()
    assert (await intake.states())[-1] == ("done", "")
    assert (await buyers.reach(intake.pool, buyers.reference(intake.shop, "buyer-77"))).opted_out


async def test_a_message_without_words_is_refused(intake: Intake) -> None:
    """Only a quote came: there is nothing to tell a case."""
    answer = await intake.send(wrote("> only what we wrote"))
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "data.text")


async def test_consent_to_offers_comes_by_message(intake: Intake) -> None:
    """The newest word counts by when the buyer said it, in whatever order the messages come."""
    told = {"buyer_id": "buyer-77", "ref": "form-7"}
    await intake.send(message("buyer.agreed_to_offers", told | {"given": False, "at": "2026-11-23T10:00:00+08:00"}))
    await intake.send(message("buyer.agreed_to_offers", told | {"at": AT}))
    await intake.settle()
    buyer = buyers.reference(intake.shop, "buyer-77")
    [known] = await profiles.profiles(intake.pool, [buyer])
    assert (known.consented, known.consent_ref) == (False, "form-7")
    again = {"ref": "form-8", "at": "2026-11-24T10:00:00+08:00"}
    await intake.send(message("buyer.agreed_to_offers", told | again))
    await intake.settle()
    [known] = await profiles.profiles(intake.pool, [buyer])
    assert (known.consented, known.consent_ref) == (True, "form-8")
