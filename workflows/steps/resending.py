"""The goods once more, in place of a parcel that did not come: the buyer chooses, a person grants it."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import delivery, windows
    from domain.case import Case
    from domain.events import Answer, Question
    from domain.exchanges import sending
    from domain.exchanges.replacement import Purpose, ReplacementState
    from domain.fault import Fault
    from domain.owed import asked
    from domain.trail import Situation
    from domain.windows import Clock, Due
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, outbound
    from workflows.steps import sending as parcels
    from workflows.steps.goods import decided


async def possible(file: CaseFile) -> bool:
    """Whether the buyer can be given the choice: only what lies on the shelf is promised."""
    case = file.case
    if case.claim is not None or case.replacements or case.found is None:
        return False
    if delivery.misdelivery(case) is Fault.BUYER:
        return False
    if case.found.situation not in delivery.RESENT or not workflow.patched("goods-again"):
        return False
    return await parcels.on_shelf(file, sending.asked_again(case))


async def overtaken(file: CaseFile) -> bool:
    """The buyer would rather have the goods (R28); True when the first parcel turned up before others left.

    Silence is for the money: the request for it stands. What a person sends in advance ends the choice. Whoever says
    meanwhile that they have the parcel is believed.
    """
    if not await _chosen(file) or sending.serving(file.case):
        return _has_it(file.case)
    await _granted(file)
    return sending.turned_up(file.case) and not sending.serving(file.case) and not decided(file.case)


def _has_it(case: Case) -> bool:
    """The buyer's word came after the parcel was found to be with others: what was found does not hold any more."""
    said, found = case.answer(Question.RECEIVED), case.found
    yes = said is not None and said.answer is Answer.YES
    return yes and found is not None and found.situation is not Situation.RECEIVED and not decided(case)


async def _chosen(file: CaseFile) -> bool:
    found = file.case.found
    if found is None or found.situation not in delivery.RESENT or sending.wants_goods(file.case):
        return sending.wants_goods(file.case) and found is not None and found.situation in delivery.RESENT
    if found.situation in delivery.CHOICES or not await possible(file):
        return False

    def answered(case: Case) -> bool:
        return case.answer(Question.REMEDY) is not None or decided(case)

    def window(case: Case) -> Due | None:
        told = max(case.told_at or found.at, found.at)
        return windows.since(told, case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)

    await buyer.tell(file, "LST-5", lambda: choice(file.case), question=Question.REMEDY, moot=answered)
    await outbound.until(file, answered, window, "the buyer: the goods again, or the money")
    return sending.wants_goods(file.case)


async def brought(file: CaseFile) -> bool:
    """What was granted is sent, and with the buyer; False when nothing was, or it did not come."""
    if not sending.serving(file.case):
        return False
    if not await parcels.leaves(file):
        file.meanwhile(_tell_cannot(file))
        return False
    file.meanwhile(parcels.tell_sent(file, "LST-2"))
    return await parcels.arrives(file)


def choice(case: Case) -> Words:
    """What the letter with the choice says: what would be sent, and what would be paid back."""
    titles = ", ".join(case.order.line(s.line_id).title or s.sku for s in sending.asked_again(case))
    return Words(amount=asked(case).order_refund, currency=case.order.currency, item=titles)


async def _granted(file: CaseFile) -> None:
    """Policy, where a shop lets it, or a person; the buyer may still change their mind."""
    what = sending.asked_again(file.case)
    if not sending.serving(file.case) and sending.by_policy(file.case, what):
        file.record(*sending.ordered(file.case, what, Purpose.AGAIN, by="policy"))

    def settled(case: Case) -> bool:
        served = bool(sending.serving(case)) or not sending.wants_goods(case)
        return served or sending.turned_up(case) or decided(case)

    if not settled(file.case):
        await file.until(settled, by=windows.decide, waiting="a decision on sending the goods again", alarms=True)
    await file.until(settled, waiting="a decision on sending the goods again")


async def _tell_cannot(file: CaseFile) -> None:
    """What was promised has gone from the shelf meanwhile (table 3.4 row 3)."""
    words = choice(file.case)
    nothing = any(s.state is ReplacementState.NOT_SENT and s.reason == "out_of_stock" for s in file.case.replacements)
    if nothing:
        await buyer.tell(file, "LST-7", lambda: words)
