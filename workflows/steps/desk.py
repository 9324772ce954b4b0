"""Decisions: policy's own, a person's, the platform's when the shop was silent, and an officer's ruling."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.bundle import choices
    from domain.case import Case
    from domain.eligibility import outside_right, verdict
    from domain.events import DisputeResumed, Payment, RequestAgreed
    from domain.money_request import has_unsplit_set
    from domain.owed import asked, payable
    from domain.request import Scenario
    from domain.shipments import supplying
    from domain.standing import suspension
    from domain.windows import Due
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, chase, first_answer, platform
    from workflows.steps.goods import decided, settled_elsewhere


async def agreed(file: CaseFile) -> bool:
    """Someone takes the request: policy, a person, or the platform when nobody answered in time.

    False when it was refused or withdrawn instead, or when the platform has paid by itself.
    """
    if not _decided(file.case):
        policy = verdict(file.case, asked(file.case).order_refund)
        if policy.agree:
            file.record(RequestAgreed(by="policy", note=policy.reason, seller_pays_freight=_by_rule(file.case)))
        else:
            first_answer.begin(file)
    prompt = (windows.undelivered,) if windows.undelivered(file.case) is not None else ()
    for deadline in (windows.respond, *prompt, windows.deliberate):
        if await file.until(_decided, by=deadline, waiting="a decision on the request", alarms=True):
            break
        await platform.read(file)
    await file.until(_decided, waiting="a decision on the request")
    undecided = file.case.agreement is None and file.case.refusal is None
    if undecided and platform.agreed_there(file.case):
        file.record(
            RequestAgreed(
                by="platform",
                note="the platform agreed when the shop was silent",
                seller_pays_freight=_by_rule(file.case),
            )
        )
    case = file.case
    called_off = case.refusal is not None or settled_elsewhere(case)
    return case.agreement is not None and not called_off


def _decided(case: Case) -> bool:
    """Also where a person lets the buyer choose something else than the money."""
    return decided(case) or platform.agreed_there(case) or supplying.chooses(case)


def _by_rule(case: Case) -> bool | None:
    """Who pays the way back when policy agrees: the party at fault (table 3.21); nothing is said where none is."""
    if case.request.kind is Scenario.INVOICE:
        return None
    return case.request.fault not in {"buyer", "none_determined"}


async def taken_up(file: CaseFile) -> None:
    """A reopened case waits for a person: to agree, to refuse, to divert, or to close it."""
    await file.until(lambda case: case.reopened is None, waiting="a person to take up the reopened case")


async def refused(file: CaseFile) -> bool:
    """Tell platform and buyer of a refusal; False when the buyer changed the request meanwhile."""
    if not await platform.refuse(file):
        return False
    refusal = file.case.refusal
    reason = refusal.reason if refusal is not None else ""
    file.meanwhile(_tell_refusal(file, reason))
    return True


async def _tell_refusal(file: CaseFile, reason: str) -> None:
    line_id = outside_right(file.case)
    letter = "DSP-1" if line_id is None else "N7-6"
    item = "" if line_id is None else file.case.order.line(line_id).title or line_id
    words = Words(reason=reason, item=item)
    if has_unsplit_set(file.case):
        letter, whole = "BND-3", choices(file.case)
        amount = whole.whole if whole is not None else None
        words = Words(reason=reason, amount=amount, currency=file.case.order.currency)
    await buyer.tell(file, letter, lambda: words, moot=lambda case: case.refusal is None)


async def ruled(file: CaseFile) -> bool:
    """Wait for a ruling, a changed or withdrawn request; False when the buyer let the window pass.

    While the platform's officer holds the case no party timer runs (rules F13, 3.0.2 (2)).
    """
    entered = file.case.claim.version if file.case.claim is not None else ""

    def moved(case: Case) -> bool:
        offered = case.offer is not None and case.offer.answer is None
        settled = case.ruling is not None or case.dispute.accord is not None
        return settled or settled_elsewhere(case) or offered or _renewed(case, entered)

    first_answer.begin(file)
    heard: list[bool] = []
    file.meanwhile(chase.decision(file, lambda _: bool(heard)))
    try:
        while not await file.until(moved, by=_next_turn, waiting="a ruling, or the buyer's next word"):
            if file.case.dispute.suspension is None:
                return False
            file.record(DisputeResumed())
        return True
    finally:
        heard.append(True)


def _next_turn(case: Case) -> Due | None:
    """When a suspended dispute goes on, else when the buyer's window for their next word is over."""
    return suspension(case) or windows.buyer_modify(case)


def _renewed(case: Case, entered: str) -> bool:
    """The buyer has changed the request since the dispute began: our refusal, if any, no longer answers it."""
    claim = case.claim
    if claim is None or case.refusal is not None or claim.version == entered:
        return False
    return claim.status in {"WAIT_SELLER_AGREE", "WAIT_SELLER_CONFIRM_GOODS"}


def ruled_amount(case: Case) -> int:
    """What a ruling for the buyer gives them: the amount it names, else all that was asked, in minor units."""
    ruling = case.ruling
    if ruling is not None and ruling.amount is not None:
        return ruling.amount
    return payable(case, asked(case))[Payment.REFUND]


def original_remedy(case: Case) -> Scenario:
    """Where a dispute goes back to when the buyer changed the request."""
    return case.request.kind
