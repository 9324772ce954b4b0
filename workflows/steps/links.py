"""A link by which the buyer pays, once a key: made, waited for, and asked about before it counts as unpaid."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.topups import TopUpOrder, TopUps, TopUpStanding
    from domain.case import Case
    from domain.events import TopUpAsked, TopUpLapsed
    from domain.exchanges.topup import TopUp, TopUpState
    from domain.facts import TopUpReported
    from workflows import calls
    from workflows.casefile import CaseFile, Deadline, Ready, StepSkipped


async def ask(file: CaseFile, amount: int, *, hours: int, freight: int = 0, job: str = "") -> TopUp | None:
    """A link over `amount` minor units, good for so many hours; None where a person collects it by other means."""
    case = file.case
    expires = workflow.now() + timedelta(hours=hours)
    order = _order(case, f"{case.case_id}/topup/{1 + len(case.topups)}", amount, expires, job)

    async def act() -> TopUpStanding:
        return await workflow.execute_activity_method(TopUps.ask, order, summary="make a link to pay", **calls.OUTWARD)

    try:
        made = await file.attempt("ask_top_up", act)
    except StepSkipped:
        return None
    file.record(TopUpAsked(key=order.key, amount=amount, freight=freight, expires_at=expires, link=made.link, job=job))
    return next(link for link in file.case.topups if link.key == order.key)


async def paid(file: CaseFile, link: TopUp, *, unless: Ready, by: Deadline, waiting: str) -> bool:
    """Paid while the link is good; the provider is asked once more before it counts as unpaid.

    False when it stays unpaid. What ends the wait without being paid (`unless`) ends it with True: the caller knows.
    """

    def settled(case: Case) -> bool:
        return not is_open(case, link) or unless(case)

    if await file.until(settled, by=by, waiting=waiting):
        return True
    await _look_up(file, link)
    if not is_open(file.case, link):
        return True
    file.record(TopUpLapsed(key=link.key))
    return False


def is_open(case: Case, link: TopUp) -> bool:
    """It can still be paid, and was not."""
    return any(known.key == link.key and known.state is TopUpState.OPEN for known in case.topups)


def _order(case: Case, key: str, amount: int, expires: datetime, job: str) -> TopUpOrder:
    return TopUpOrder(
        key=key,
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        amount=amount,
        currency=case.order.currency,
        expires_at=expires,
        purpose="repair" if job else "exchange",
    )


async def _look_up(file: CaseFile, link: TopUp) -> None:
    async def act() -> TopUpStanding:
        order = _order(file.case, link.key, link.amount, link.expires_at, link.job)
        return await workflow.execute_activity_method(
            TopUps.look_up, order, summary="ask whether it was paid", **calls.OUTWARD
        )

    try:
        now = await file.attempt("look_up_top_up", act)
    except StepSkipped:
        return
    if now.paid_at is not None:
        ref = now.provider_ref
        fact = f"paid:{link.key}"
        file.absorb(TopUpReported(fact=fact, key=link.key, amount=now.amount, at=now.paid_at, provider_ref=ref))
