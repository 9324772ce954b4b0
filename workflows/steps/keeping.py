"""Before anything is posted: what a part of a promotion comes to, and one offer to keep the goods (3.10, 3.22)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.bundle import Choices, choices
    from domain.case import Case
    from domain.events import CompensationLapsed, Question
    from domain.money import format_money
    from domain.retention import kept, retention_offer
    from domain.standing import open_offer
    from workflows.casefile import CaseFile
    from workflows.steps import buyer
    from workflows.steps.goods import settled_elsewhere


async def shown(file: CaseFile) -> None:
    """The buyer sees the figures before they post; one offer to keep the goods is made, and nothing waits for it."""
    case = file.case
    figures = choices(case) if case.terms.promo_quote_flag and not case.parcels else None
    offer = retention_offer(case, figures)
    if offer is not None:
        file.record(offer)
        file.meanwhile(_answered(file, figures))
    elif figures is not None and "BND-2" not in case.letters:
        await buyer.tell(file, "BND-2", lambda: _figures(file.case, figures), moot=_moot)


async def _answered(file: CaseFile, figures: Choices | None) -> None:
    """Silence or a no ends it; so does the parcel."""
    letter, value = "N7-2" if figures is None else "BND-1", file.case.offers[-1].value

    def over(case: Case) -> bool:
        return case.open_offer is None or _moot(case)

    def say() -> Words:
        if figures is None:
            return Words(amount=value, currency=file.case.order.currency)
        return _figures(file.case, figures, keep=value)

    told = await buyer.tell(file, letter, say, question=Question.COMPENSATION, moot=over)
    if told:
        await file.until(over, by=open_offer, waiting="whether the buyer keeps the goods for less", quiet=True)
    if file.case.open_offer is not None:
        file.record(CompensationLapsed(offer_no=file.case.open_offer.offer_no))


def _figures(case: Case, figures: Choices, *, keep: int = 0) -> Words:
    currency = case.order.currency
    return Words(
        amount=figures.part,
        currency=currency,
        option1=format_money(figures.whole, currency),
        option2=format_money(keep, currency) if keep else "",
    )


def _moot(case: Case) -> bool:
    return bool(case.parcels) or kept(case) or case.refusal is not None or settled_elsewhere(case)
