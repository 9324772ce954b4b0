"""What a buyer writes in the one conversation that all of their cases share, and which case it is for."""

from collections.abc import Callable, Mapping

from domain.contact.conversation import answered, fresh_words
from domain.disputes.malice import threatens
from domain.facts import AnswerReported
from intake.answers import meaning
from intake.fields import Form
from intake.messages import ByKey, Consented, Meaning, OptOut, Report, Words, Wrote
from store import buyers, threads
from store.pool import Pool

LONGEST = 4000  # characters of a message, with what it quotes


def _wrote(data: Form, fact: str) -> Wrote:
    """A mail or message as it came, `in_reply_to` and `references` as its headers have them; quotes are left out."""
    at, refs = data.moment("at"), (*data.ids("in_reply_to"), *data.ids("references"))
    platform_id = data.id("buyer_id")
    text = fresh_words(data.optional_text("text", longest=LONGEST, lines=True))
    if not text:
        raise data.bad("text", "missing; what the buyer wrote is expected, above what it quotes")
    data.finish()
    return Wrote(platform_id=platform_id, refs=refs, words=Words(message_id=fact, text=text, at=at))


def _agreed_to_offers(data: Form, _fact: str) -> Consented:
    """The buyer agreed to offers, or took it back; without words of theirs somewhere it is no consent."""
    consented = Consented(
        platform_id=data.id("buyer_id"),
        given=data.flag("given", default=True),
        ref=data.text("ref", longest=200),
        at=data.moment("at"),
    )
    data.finish()
    return consented


def _opted_out(data: Form, _fact: str) -> OptOut:
    """From here on, and in all cases of this buyer."""
    data.moment("at")
    asked = OptOut(platform_id=data.id("buyer_id"), opted_out=data.flag("opted_out", default=True))
    data.finish()
    return asked


# Messages that speak of a buyer and name no request.
OF_BUYERS: Mapping[str, Callable[[Form, str], Meaning]] = {
    "buyer.opted_out": _opted_out,
    "buyer.wrote": _wrote,
    "buyer.agreed_to_offers": _agreed_to_offers,
}


async def meant(pool: Pool, shop: str, wrote: Wrote) -> Report | None:
    """The answer, for the case that asked; None where several of the buyer's cases could be meant, or none."""
    buyer, said = buyers.reference(shop, wrote.platform_id), meaning(wrote.words.text)
    letters, running = await threads.letters_to(pool, buyer), await threads.open_cases(pool, buyer)
    found = answered(letters, wrote.refs, said.answer, said.question, running)
    if found is None:
        return None
    fact = AnswerReported(
        fact=wrote.words.message_id,
        answer=said.answer,
        question=found.question,
        experience=said.experience,
        expectation=said.expectation,
        threat=threatens(wrote.words.text),
    )
    return Report(route=ByKey(key=f"{found.case_id}/"), fact=fact, words=wrote.words)
