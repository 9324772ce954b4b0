"""What is done about goods that arrived short, wrong or damaged: judged, decided, chosen (R32, R35, R42)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.complaints import judging
    from domain.complaints.flaw import Flaw, Remedy
    from domain.events import ComplaintJudged, Question, RedressChosen, RedressFailed, RedressOffered, RequestAgreed
    from domain.money import format_money
    from domain.owed import asked
    from domain.request import Ground
    from domain.words.proposal import by_row
    from workflows.casefile import CaseFile, Ready
    from workflows.steps import buyer, first_answer, outbound, platform
    from workflows.steps import sending as parcels
    from workflows.steps.goods import decided, settled_elsewhere

# What silence may lead to: goods or money that the buyer is owed. What takes anything from them needs their word.
BY_SILENCE = (Remedy.REFUND, Remedy.RESHIP)
MONEY, SWAP = frozenset({Remedy.RESHIP, Remedy.REFUND}), frozenset({Remedy.RESHIP, Remedy.RETURN})
ANY = SWAP | {Remedy.KEEP}
LETTERS = {
    Ground.SHORT: {MONEY: "SHT-1"},
    Ground.WRONG_ITEM: {ANY: "WRG-2", MONEY: "WRG-3", SWAP: "WRG-4"},
    Ground.DAMAGED: {ANY: "DMG-2", SWAP: "DMG-5", MONEY: "DMG-6"},
}
PACKED = "3.5.3"
NO_REPLY = "the buyer did not choose in time"


async def taken(file: CaseFile) -> bool:
    """Someone takes the complaint; False when it was refused, withdrawn, or paid by the platform.

    What comes to be known while it waits is judged anew, so that people decide on the row that binds.
    """
    while not _decided(file.case):
        judge(file)
        if file.case.complaint.judged is not None and file.case.complaint.judged.proposal is Remedy.INFORM:
            return False
        _show_that_it_was_packed(file)
        first_answer.begin(file)
        due = next((by for by in (windows.respond, windows.deliberate) if _ahead(by(file.case))), None)
        if due is None:
            await file.until(_news(file), waiting="a decision on the complaint")
        elif not await file.until(_news(file), by=due, waiting="a decision on the complaint", alarms=True):
            await platform.read(file)
    case = file.case
    undecided = case.agreement is None and case.refusal is None
    if undecided and platform.agreed_there(case):
        file.record(RequestAgreed(by="platform", note="the platform agreed when the shop was silent"))
    agreed = file.case.agreement is not None and file.case.refusal is None and not settled_elsewhere(file.case)
    if agreed and file.case.complaint.judged is None and workflow.patched("judged-when-agreed-early"):
        judge(file)  # somebody agreed while the buyer was still being asked for photos
    return agreed


def _show_that_it_was_packed(file: CaseFile) -> None:
    """Weight and video speak for us: the buyer sees that, and is asked for what they have (table 3.5 row 3)."""
    judged = file.case.complaint.judged
    if judged is not None and judged.row == PACKED and "SHT-2" not in file.case.letters:
        file.meanwhile(_tell(file, "SHT-2"))


async def _tell(file: CaseFile, letter: str) -> None:
    await buyer.tell(file, letter, lambda: Words(item=_about(file.case)), moot=_decided)


def judge(file: CaseFile) -> None:
    """Take the row that binds now as ours, where it is another than before."""
    judgement = judging.judged(file.case)
    if judgement != file.case.complaint.judged:
        file.record(ComplaintJudged(judgement=judgement))


async def chosen(file: CaseFile) -> Remedy | None:
    """The remedy that the buyer chooses, or has asked for; None once the request is settled elsewhere."""
    if judging.did_not_help(file.case) and workflow.patched("chosen-anew"):
        _begins_anew(file)
    while file.case.complaint.chosen is None and not _called_off(file.case):
        await _look_on_shelf(file)
        options, wish = judging.offered(file.case), judging.wished(file.case)
        if len(options) == 1:
            _settle(file, options[0], by="policy")
        elif wish is not None and wish in options and file.case.complaint.choice is None:
            _settle(file, wish, by="buyer", note="as it was asked for")
        elif options:
            await _offer(file, options)
        else:
            await file.until(_chosen, waiting="a person: no remedy of the row can be carried out")
    return None if _called_off(file.case) else file.case.complaint.chosen


def _begins_anew(file: CaseFile) -> None:
    """What did not help is not given again; and whoever was paid a part has the rest, but no goods beside it."""
    failed(file, "the buyer says that it did not help")
    if file.case.paid_back():
        file.record(RedressFailed(remedy=Remedy.RESHIP, reason="a part of the price went back already"))


async def _look_on_shelf(file: CaseFile) -> None:
    """Only what lies on the shelf is promised."""
    case, known = file.case, file.case.complaint
    remedies = known.judged.remedies if known.judged is not None else ()
    resends = Remedy.RESHIP in remedies and Remedy.RESHIP not in known.failed
    if resends and case.claim is None and known.choice is None:
        await parcels.on_shelf(file, judging.to_send(case))


def failed(file: CaseFile, reason: str) -> None:
    """The remedy cannot be carried out: the buyer chooses anew among the others."""
    remedy = file.case.complaint.chosen
    if remedy is not None:
        file.record(RedressFailed(remedy=remedy, reason=reason))


async def return_asked_there(file: CaseFile) -> bool:
    """On a platform the buyer changes the request to a return; False when it was settled otherwise meanwhile."""
    before = file.case.claim
    if before is None:
        return True

    def changed(case: Case) -> bool:
        renewed = case.claim is not None and case.claim.version != before.version
        return renewed or settled_elsewhere(case)

    await buyer.tell(file, "WRG-5", moot=changed)
    await outbound.until(file, changed, windows.platform_answers, "the buyer to change the request to a return")
    await file.until(changed, waiting="the buyer to change the request to a return")
    return not settled_elsewhere(file.case)


def _settle(file: CaseFile, remedy: Remedy, *, by: str, note: str = "") -> None:
    keep = judging.keep_offer(file.case) if remedy is Remedy.KEEP else None
    file.record(RedressChosen(remedy=remedy, keep=keep, by=by, note=note))


async def tell_ours(file: CaseFile) -> None:
    """Whose fault it was on the way is settled between the courier and us (R41)."""
    judged = file.case.complaint.judged
    if judged is not None and judged.claims and "DMG-3" not in file.case.letters:
        await buyer.tell(file, "DMG-3")


async def _offer(file: CaseFile, options: tuple[Remedy, ...]) -> None:
    """The buyer reads what they may choose, once; silence leads to what they are owed, or to a person."""
    case = file.case
    keep = judging.keep_offer(case) if Remedy.KEEP in options else 0
    if case.complaint.choice is None:
        row = case.complaint.judged.row if case.complaint.judged is not None else ""
        file.record(RedressOffered(row=row, remedies=options, keep=keep))
        await buyer.tell(
            file, _letter(case, options), lambda: _words(file.case), question=Question.REMEDY, moot=_chosen
        )
    if await outbound.until(file, _chosen, judging.choice_due, "the buyer's choice of a remedy"):
        return
    silent = next((remedy for remedy in BY_SILENCE if remedy in options), None)
    if silent is not None:
        _settle(file, silent, by="policy", note=NO_REPLY)
    else:
        await file.until(_chosen, waiting="the buyer's choice, or a person who asks for it")


def _letter(case: Case, options: tuple[Remedy, ...]) -> str:
    """The letter that names just these; the one thing that can be done needs no letter."""
    if Remedy.RESHIP not in options:
        return "MAKE-1"
    return LETTERS[case.request.ground][frozenset(options)]


def _words(case: Case) -> Words:
    """`amount` is what goes back if all of it does, `option1` what goes back if the goods stay."""
    choice, currency = case.complaint.choice, case.order.currency
    keep = choice.keep if choice is not None else 0
    return Words(
        amount=asked(case).order_refund,
        currency=currency,
        item=_about(case),
        because=by_row((case.complaint.judged or judging.judged(case)).row),
        option1=format_money(keep, currency) if keep else "",
    )


def _about(case: Case) -> str:
    """What it is about, as the order names it."""
    if judging.flaw_of(case) is Flaw.GIFT:
        return "赠品 / gift"
    return case.titles


def _news(file: CaseFile) -> Ready:
    before = file.case.complaint.judged
    return lambda case: _decided(case) or judging.judged(case) != before


def _ahead(due: windows.Due | None) -> bool:
    return due is not None and due.at > workflow.now()


def _decided(case: Case) -> bool:
    return decided(case) or platform.agreed_there(case)


def _chosen(case: Case) -> bool:
    return case.complaint.chosen is not None or _called_off(case)


def _called_off(case: Case) -> bool:
    return case.refusal is not None or settled_elsewhere(case)
