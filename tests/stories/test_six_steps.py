"""The six steps of after-sales work, read from the register of one case (R9)."""

from domain import events as ev
from domain.events import Answer, Event, Question, Resolution
from domain.facts import AnswerReported
from domain.goods import ParcelState
from tests.stories.floor import Floor
from tests.stories.test_complaint import LIGHT, SOUND, agreed, answers, short, travels

STEPS: dict[str, tuple[object, ...]] = {
    "contact": ("ASK-EVID", ev.EvidenceFiled),
    "verify": (ev.PackingReported, ev.ComplaintJudged),
    "apologise, and say why": (ev.RequestAgreed, "SHT-1"),
    "solve": (ev.RedressChosen, ev.ReplacementShipped),
    "follow up": ("FUP-2", Question.SOLVED),
    "register": (ev.CaseClosed,),
}


def mark(event: Event) -> object:
    """What an entry is known by: a letter by its name, an answer by its question, all else by its kind."""
    match event:
        case ev.BuyerContacted():
            return event.letter
        case ev.BuyerAnswered():
            return event.question
        case _:
            return type(event)


async def test_all_six_steps_of_a_case_stand_in_its_register(floor: Floor) -> None:
    """Contact, verify, apologise, solve, follow up, register: in this order, and none of them beside the register."""
    case = await short(floor, LIGHT, SOUND)
    case.long = "proof, weights, the choice, another parcel, and both follow-ups"
    await agreed(case)
    await case.until(lambda now: "SHT-1" in now.letters, "the choice")
    await answers(case, Answer.RESHIP)
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    await case.until(lambda now: "SHT-4" in now.letters, "the new parcel is there")
    await case.passes(days=4)
    await case.until(lambda now: "FUP-2" in now.letters, "the follow-up")
    await case.hears(AnswerReported(fact="solved:1", question=Question.SOLVED, answer=Answer.YES))
    assert await case.ending() is Resolution.RESHIPPED

    story = [mark(event) for event in await case.story()]
    places = [story.index(sign) for marks in STEPS.values() for sign in marks]
    assert places == sorted(places), [str(each) for each in story]


async def test_the_letter_with_the_choice_says_why(floor: Floor) -> None:
    """Sorry first, then whose doing it is and how we know, then what the buyer may choose (R116, R119)."""
    case = await short(floor, LIGHT, SOUND)
    await agreed(case)
    await case.until(lambda now: "SHT-1" in now.letters, "the choice")
    sql = "SELECT text FROM mails WHERE recipient = ? ORDER BY id"
    rows = floor.world.books.rows(sql, f"{floor.orders[case.case_id]}@buyers.example")
    assert "抱歉，您的包裹少了Mug：我们的记录不能证明已全部装箱，由我们负责。" in rows[-1]["text"]
