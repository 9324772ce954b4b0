"""What a person can do next: the commands that take a case on from where it waits for one."""

from commandline.proving import stake_of
from domain.case import Case, Parked
from domain.complaints.flaw import Remedy
from domain.defects.case import offered
from domain.disputes.malice import review_due
from domain.exchanges import exchanging, sending
from domain.money import plain
from domain.needs import freight_is_the_buyers
from domain.permit.redressing import SETTLED
from domain.request import Ground, Scenario
from domain.shipments import made_to_order, presale, supplying
from domain.shipments.shipping import cancels, wanted_after_all
from domain.standing import CaseStage, standing
from domain.unmet import unread

MONEY_COMMANDS = ("retry {case} --step {step}", "close {case} --reason ...")
STEP_COMMANDS = ("retry {case} --step {step}", "skip {case} {step} --reason ...")
RESHIP = "reship {case}"
FAULTY = 'faulty-again {case} --reason "..."'
REFUSE = 'refuse {case} --reason "..." --evidence REFERENCE'
OFFER = 'offer {case} --step cash --value AMOUNT --floor AMOUNT --reason "..."'
AGREE = "agree {case}"
REMEDY = 'remedy {case} {remedy} --note "..."'
CHOOSE = 'choose {case} {remedy} --note "..."'
ATTACH = "attach {case} E1 --ref REFERENCE"
SETTLE = 'settle {case} --amount AMOUNT --freight seller --terms "..."'
SUPPLY = ('supply {case} --date DATE --note "..."', "supply {case} --substitute CODE --title TITLE --price AMOUNT")
CONFIRM = "supply {case}"
CONSENT = "ask-consent {case} --ship-by TIME"
NOT_WANTED = "consent {case} --withdrawn --evidence REFERENCE"
COST = "attach {case} E14 --ref REFERENCE"
LESS_COST = 'agree {case} --pay-back AMOUNT --note "..."'
DEFAULTS = 'correct {case} fault seller --reason "..."'
FLAW = 'correct {case} flaw KIND --reason "..."'
# What a person can do at a stage, beside parked steps and holds, which have their own.
TO_DO: dict[CaseStage, tuple[str, ...]] = {
    CaseStage.DECIDING: ('agree {case} --note "..."', REFUSE),
    CaseStage.DECIDING_GOODS: (
        'agree {case} --depreciation 15% --note "..."',
        'agree {case} --pay-back AMOUNT --note "..."',
        REFUSE,
    ),
    CaseStage.RETURN_LOST: (
        'correct {case} waybill NUMBER --reason "..."',
        'divert {case} dispute --reason "..."',
        'close {case} --reason "..."',
    ),
    CaseStage.DISPUTE: (
        "evidence {case} --out FOLDER",
        "rule {case} --for buyer --amount AMOUNT",
        "rule {case} --for seller",
        SETTLE,
    ),
    CaseStage.SUSPENDED: ('resume {case} --reason "..."',),
    CaseStage.SETTLING: ("settled {case} done", 'settled {case} broken --reason "..."'),
    CaseStage.APPROVING: (
        "approve {case} --amount AMOUNT",
        'decline {case} --reason "..."',
    ),
    CaseStage.PAYING_OUT: ("payout {case}",),
    CaseStage.WAIT_PAPERS: (
        "attach {case} E11 --ref REFERENCE",
        'judge {case} papers_valid --reason "..."',
        'judge {case} suspected --reason "..."',
    ),
    CaseStage.REPORTING: ("report-conduct {case} --to platform --number NUMBER",),
    CaseStage.REOPENED: ('agree {case} --note "..."', 'close {case} --reason "..."'),
}

DISPUTED = frozenset({CaseStage.DISPUTE, CaseStage.SUSPENDED, CaseStage.SETTLING})  # people may act, and need not

NOT_SENT = frozenset(
    {Ground.OUT_OF_STOCK, Ground.LATE_SHIPMENT}
)  # the buyer may be given a choice, and never a refusal


def helpful(parked: Parked, case: Case) -> tuple[str, ...]:
    """The commands that take a step out of its park."""
    from domain.commands import MONEY_STEPS

    commands = MONEY_COMMANDS if parked.step in MONEY_STEPS else STEP_COMMANDS
    return tuple(f"starter.py {words.format(case=case.case_id, step=parked.step)}" for words in commands)


def to_do(case: Case) -> tuple[str, ...]:
    """The commands by which a person takes the case on from where it waits for one; none where it goes on by itself."""
    now = standing(case)
    if case.held:
        commands: tuple[str, ...] = ("release {case}",)
    elif case.parked or not (now.needs_human or now.stage in DISPUTED):
        commands = ()
    else:
        commands = TO_DO.get(now.stage, ())
        if freight_is_the_buyers(case):  # to say nothing is to take it, which not everybody may (MR-20)
            commands = tuple(each.replace(AGREE, f"{AGREE} --freight buyer") for each in commands)
        if case.scenario is Scenario.DELIVERY and sending.wants_goods(case) and now.stage is CaseStage.DECIDING:
            commands = (RESHIP, *commands)
        if now.stage is CaseStage.DECIDING:
            commands = _before_shipment(case) or commands
        if exchanging.new_items(case) and now.stage is CaseStage.REOPENED:
            commands = (FAULTY, *commands)
        if case.scenario is Scenario.COMPLAINT and case.agreement is None:
            commands = _on_complaint(case)
        if case.scenario is Scenario.COMPENSATION and now.stage in {CaseStage.DECIDING, CaseStage.REOPENED}:
            commands = (*commands, *_offers(case))
    if unread(case) is not None and not case.held and not case.parked:
        commands = (*commands, *_on_wish(case))
    if SETTLE in commands:  # peace first, up to what a fight would cost on average (R115)
        commands = tuple(each.replace("AMOUNT", _peaceful(case)) if each == SETTLE else each for each in commands)
    if review_due(case) and not case.held:
        commands = (*commands, 'review-conduct {case} normal --reason "..."')
    return tuple(f"starter.py {words.format(case=case.case_id)}" for words in commands)


def _before_shipment(case: Case) -> tuple[str, ...]:
    """Goods that have not left: what the buyer may be offered, or who defaults on a presale; nothing for others.

    Only what was made to order can be refused: else it is the refund, or the goods with the buyer's consent (F14).
    """
    if not cancels(case):
        return ()
    agree = 'agree {case} --note "..."'
    if supplying.chooses(case):
        return (CONFIRM, agree)
    if made_to_order.applies(case):
        return (COST, LESS_COST, agree, REFUSE)
    if presale.applies(case):
        return (agree, DEFAULTS)
    if wanted_after_all(case):
        return (NOT_WANTED,)
    if case.request.ground in NOT_SENT:
        return (*SUPPLY, agree)
    return (agree, CONSENT)


def _on_wish(case: Case) -> tuple[str, ...]:
    """What is open to the buyer, for whoever settles it with them by phone; or another course."""
    if case.scenario is Scenario.COMPLAINT:
        choice = case.complaint.choice
        open_now = choice.remedies if choice is not None else ()
        settle = tuple(REMEDY.format(case="{case}", remedy=remedy) for remedy in open_now if remedy in SETTLED)
    else:
        settle = tuple(CHOOSE.format(case="{case}", remedy=remedy) for remedy in offered(case))
    return (*settle, 'divert {case} REMEDY --reason "..."')


def _peaceful(case: Case) -> str:
    """Up to what a settlement costs no more than a fight; the word for it where nobody can say what is claimed."""
    try:
        return plain(stake_of(case, None).peaceful, case.order.currency)
    except ValueError:
        return "AMOUNT"


def _on_complaint(case: Case) -> tuple[str, ...]:
    """What the row proposes stands first; what a person may settle with the buyer beside it."""
    judged = case.complaint.judged
    if judged is None:
        return (*TO_DO[CaseStage.DECIDING], ATTACH)
    settle = tuple(REMEDY.format(case="{case}", remedy=remedy) for remedy in judged.remedies if remedy in SETTLED)
    agree = 'agree {case} --note "..."'
    if judged.proposal is Remedy.REFUSE:
        return (REFUSE, *settle, ATTACH)
    return (agree, *settle, FLAW, REFUSE)


def _offers(case: Case) -> tuple[str, ...]:
    """What was prepared and is more than the buyer did not take; else how an offer is made."""
    made = max((offer.value for offer in case.offers), default=0)
    return tuple(
        f'offer {{case}} --step {plan.rung} --value {plain(plan.value, case.order.currency)} --reason "..."'
        for plan in case.planned
        if plan.value > made
    ) or (OFFER,)
