"""The remedy that the buyer chooses among those that are open to them, and the letters that ask."""

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.defects import case as quality
    from domain.defects import lost_home
    from domain.defects.defect import Cause, Remedy
    from domain.events import (
        CaseCorrected,
        CompensationSettled,
        GoodsInspected,
        Means,
        Question,
        WantedChanged,
    )
    from domain.goods import Finding, FoundLine, Grade
    from domain.owed import asked
    from domain.quotes.discounts import line_paid
    from domain.request import Item, Wanted
    from domain.standing import goods_here
    from domain.words.proposal import by_cure
    from domain.words.quality import GIVEN_UP, LOST_ON_THE_WAY, REMEDIES
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, outbound, platform
    from workflows.steps.goods import settled_elsewhere


def over(case: Case) -> bool:
    """Nothing is to be chosen any more: refused, taken back, paid or agreed to by the platform, or there after all."""
    called_off = case.refusal is not None or settled_elsewhere(case) or platform.agreed_there(case)
    return called_off or lost_home.came_after_all(case)


async def chosen(file: CaseFile, letter: str = "") -> Remedy | None:
    """What the buyer wants of what is open to them; None when the case was decided otherwise meanwhile.

    A wish stated at once is taken; silence chooses nothing: a person asks then, and enters it on the buyer's word.
    """
    if file.case.choice is None and not over(file.case):
        wish = quality.wished(file.case)
        if wish is not None and not letter:
            file.record(quality.chosen(file.case, wish, "buyer", note="asked for at once"))
    if file.case.choice is None and not over(file.case):
        await ask(file, letter or _letter(file.case))
        await outbound.until(file, settled, quality.choice_ends, "the buyer: which remedy")
        await file.until(settled, waiting="the buyer: which remedy")
    choice = file.case.choice
    return choice.remedy if choice is not None and not over(file.case) else None


async def back_or_more(file: CaseFile) -> Remedy | None:
    """Where no claim stands the buyer says what becomes of the goods; silence has them sent back."""
    if file.case.choice is None and not over(file.case):
        await ask(file, _letter(file.case))
        if not await outbound.until(file, settled, quality.choice_ends, "the buyer: which remedy"):
            file.record(quality.chosen(file.case, Remedy.GIVE_BACK, "policy", note="the buyer said nothing"))
    choice = file.case.choice
    return choice.remedy if choice is not None and not over(file.case) else None


async def ask(file: CaseFile, letter: str) -> None:
    """The letter that asks: what was found, what is open to the buyer, and what we suggest."""
    await buyer.tell(file, letter, lambda: _words(file.case), question=Question.CURE, moot=settled)


def settled(case: Case) -> bool:
    """The buyer has chosen, or nothing is to be chosen any more."""
    return case.choice is not None or over(case)


def _letter(case: Case) -> str:
    """Another letter where the goods are to stay, and where nothing was found."""
    if quality.claim_fails(case):
        found = case.examined
        return "QLT-4" if found is not None and found.cause is Cause.NO_DEFECT else "QLT-3"
    return "QLT-5" if quality.rights(case).proposal is Remedy.KEEP else "QLT-3"


def _words(case: Case) -> Words:
    found, proposal = case.examined, quality.rights(case).proposal
    return Words(
        item=case.titles,
        reason=_reason(case) if found is None or case.given_up_row or case.lost_home else found.note or found.report,
        option1=_named(*quality.offered(case)),
        option2=_named(proposal),
        because=by_cure(proposal),
        amount=asked(case).order_refund if case.lost_home else quality.keep_amount(case),
        currency=case.order.currency,
    )


def _reason(case: Case) -> str:
    """Why, where nobody looked: no repair is possible, the guarantee is over, or the claim was taken as it is."""
    if case.lost_home:
        return " / ".join(LOST_ON_THE_WAY)
    if case.given_up_row:
        return " / ".join(GIVEN_UP[case.given_up_row])
    if not quality.in_term(case):
        return "已过保修期 / the guarantee is over"
    return "质量问题成立 / the defect is accepted"


def _named(*remedies: Remedy) -> str:
    return "; ".join(" / ".join(REMEDIES[remedy]) for remedy in remedies)


def keep(file: CaseFile) -> None:
    """The goods stay with the buyer, and a part of the price goes back (MR-16)."""
    choice = file.case.choice
    if choice is not None and file.case.settlement is None:
        file.record(CompensationSettled(amount=choice.amount, means=Means.ORDER, rule="MR-16"))


def same_again(file: CaseFile) -> None:
    """Another of the same, for what was paid for it: no difference is owed either way (MR-31)."""
    case = file.case
    items = tuple(replace(item, wanted=_same(case, item)) for item in case.request.items)
    file.record(WantedChanged(items=items, by="policy"))


def _same(case: Case, item: Item) -> Wanted:
    line = case.order.line(item.line_id)
    return Wanted(sku=line.sku, unit_price=line_paid(case.order)[item.line_id] // line.qty, title=line.title)


def inspected(file: CaseFile) -> None:
    """What our technician found on goods that lie here stands for the warehouse's finding: nothing is missing."""
    case, found = file.case, file.case.examined
    here = case.parcels[-1].waybill if case.parcels else ""
    if found is None or not goods_here(case) or any(finding.waybill == here for finding in case.findings):
        return
    lines = tuple(FoundLine(line_id=item.line_id, qty=item.qty, grade=Grade.INTACT) for item in case.request.items)
    finding = Finding(finding_id=f"{case.case_id}/examined", waybill=here, inspector=found.by, at=found.at, lines=lines)
    file.record(GoodsInspected(finding=finding, by=found.by))


def as_no_reason(file: CaseFile) -> None:
    """Nothing was found, and the seven days were open: the return is one without a reason (QLT-4)."""
    found = file.case.examined
    if found is not None and found.cause is Cause.NO_DEFECT:
        reason = "no defect was found; the no-reason window was open when the buyer asked"
        file.record(
            CaseCorrected(field="ground", value="no_reason", by="policy", reason=reason),
            CaseCorrected(field="fault", value="buyer", by="policy", reason=reason),
        )
