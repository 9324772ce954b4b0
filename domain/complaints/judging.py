"""What a complaint about what arrived comes to, by all that the case knows: the row, its money, and its choices."""

from datetime import timedelta

from domain.authority import Level
from domain.case import Answered, Case
from domain.complaints.complaint import Judgement
from domain.complaints.damage import Damage, Grid
from domain.complaints.damage import judged as damage_judged
from domain.complaints.flaw import Flaw, Remedy
from domain.complaints.short import Parcel, Tolerance
from domain.complaints.short import judged as short_judged
from domain.complaints.wrong_item import Mistake
from domain.complaints.wrong_item import judged as wrong_judged
from domain.disputes.evidence import EvidenceCode
from domain.events import Answer, Question
from domain.exchanges import sending
from domain.exchanges.replacement import Sending
from domain.goods import ParcelState
from domain.money import cumulative, half_up
from domain.order import Stage
from domain.proof import unproven
from domain.quotes.discounts import line_paid
from domain.request import Ground
from domain.trail import Inquiry
from domain.windows import Clock, Due, since

FLAWS = {Ground.SHORT: Flaw.UNITS, Ground.WRONG_ITEM: Flaw.WRONG, Ground.DAMAGED: Flaw.DAMAGED}
OF_GROUND: dict[Ground, frozenset[Flaw]] = {
    Ground.SHORT: frozenset({Flaw.UNITS, Flaw.GIFT, Flaw.PART}),
    Ground.WRONG_ITEM: frozenset({Flaw.WRONG, Flaw.OWN_MISTAKE, Flaw.VARIATION}),
    Ground.DAMAGED: frozenset(
        {Flaw.DAMAGED, Flaw.COSMETIC, Flaw.USABLE, Flaw.UNUSABLE, Flaw.PACKAGING, Flaw.HIDDEN, Flaw.PARTIAL}
    ),
}
PROVES = frozenset({EvidenceCode.UNBOXING_VIDEO, EvidenceCode.CARRIER_CERTIFICATE})
GONE_BEFORE = frozenset({ParcelState.SIGNED, ParcelState.LOST})  # the other parcel is no answer any more
WHOLE = 100  # percent
UNHAPPY = 2  # of five, in the survey: a closed case is taken up again (rule 3.16)


def complains(case: Case) -> bool:
    """The case is about goods that arrived short, wrong or damaged."""
    return case.request.ground in OF_GROUND


def flaw_of(case: Case) -> Flaw:
    """What exactly is wrong: as the buyer or a person said, else the plain flaw of the ground."""
    stated = case.request.flaw
    usual = FLAWS.get(case.request.ground, Flaw.DAMAGED)
    return stated if stated is not None and stated in OF_GROUND.get(case.request.ground, frozenset()) else usual


def judged(case: Case) -> Judgement:
    """The row that binds, by what is known now. Raises ValueError for a ground that is no complaint."""
    match case.request.ground:
        case Ground.SHORT:
            grams, percent = case.terms.weight_tolerance_grams, case.terms.weight_tolerance_share_percent
            return short_judged(parcel_of(case), Tolerance(grams=grams, percent=percent))
        case Ground.WRONG_ITEM:
            return wrong_judged(_mistake(case))
        case Ground.DAMAGED:
            return damage_judged(_damage(case))
        case _:
            raise ValueError(
                f"ground {case.request.ground} is no complaint: correct it to short, wrong_item or damaged"
            )


def parcel_of(case: Case) -> Parcel:
    """What is known of the parcel in which something is missing."""
    packing, weighed = case.complaint.packing, _weighed(case)
    follows = packing.other_waybill if packing is not None and case.complaint.rest not in GONE_BEFORE else ""
    return Parcel(
        flaw=flaw_of(case),
        expected=packing.expected if packing is not None else None,
        out=packing.out if packing is not None else None,
        accepted=weighed[0],
        delivered=weighed[1],
        opened=weighed[2],
        shows=packing.shows if packing is not None else None,
        merged=packing is not None and packing.merged,
        confirmed=confirmed(case),
        follows=follows,
        came=case.complaint.rest is ParcelState.SIGNED,
        proven=_proven(case),
        unproven=unproven(case),
    )


def _weighed(case: Case) -> tuple[int | None, int | None, bool]:
    """The carrier's newest word on the weight: as accepted, as delivered, and whether the box was open (E7)."""
    for ticket in reversed(case.tickets):
        if ticket.inquiry is Inquiry.WEIGHT and ticket.answer is not None:
            word = ticket.answer
            return word.accepted_grams, word.delivered_grams, word.opened
    return None, None, False


def _mistake(case: Case) -> Mistake:
    terms = case.terms
    return Mistake(
        flaw=flaw_of(case),
        wish=case.request.wish,
        value=value_of(case),
        low=terms.wrong_item_kept_minor,
        high=terms.wrong_item_first_minor,
        unproven=unproven(case),
    )


def _damage(case: Case) -> Damage:
    return Damage(
        flaw=flaw_of(case),
        after_signature=_after_signature(case),
        soft=timedelta(hours=case.terms.visible_damage_hours),
        confirmed=confirmed(case),
        proven=_proven(case),
        unproven=unproven(case),
    )


def _after_signature(case: Case) -> timedelta | None:
    """How long after the signature the buyer spoke up; None: not signed for. A signature of unknown date is young.

    The proper signature is the seller's to prove (F79), so its date is, too.
    """
    signed = case.order.stage is Stage.RECEIVED or case.outbound is ParcelState.SIGNED
    if not signed:
        return None
    at = case.order.signed_at
    return timedelta() if at is None else max(timedelta(), case.request.requested_at - at)


def confirmed(case: Case) -> bool:
    """The buyer has confirmed the receipt: from then on the burden of proof is theirs (F79)."""
    return case.order.confirmed_at is not None or (case.claim is not None and case.claim.phase == "aftersale")


def _proven(case: Case) -> bool:
    return any(piece.code in PROVES for piece in case.evidence)


def value_of(case: Case) -> int:
    """What was paid for the units that the complaint is about, minor units (M10): never their list price."""
    if flaw_of(case) is Flaw.GIFT:
        return case.order.gift_value or 0
    paid = line_paid(case.order)
    return sum(
        cumulative(paid[item.line_id], case.order.line(item.line_id).qty, item.qty) for item in case.request.items
    )


def grid_of(case: Case) -> Grid:
    """The grid of partial refunds, as the terms have it (table 3.7)."""
    terms = case.terms
    return Grid(
        cosmetic_least=terms.cosmetic_least_percent,
        cosmetic_most=terms.cosmetic_most_percent,
        usable_least=terms.usable_least_percent,
        usable_most=terms.usable_most_percent,
    )


def share(case: Case, percent: int) -> int:
    """A share of what the goods were paid, minor units (M14, MR-16)."""
    return half_up(value_of(case), percent, WHOLE)


def keep_offer(case: Case) -> int:
    """What we offer first if the goods stay, minor units; 0 where a person must name it.

    A buyer of a marketplace has named it: who claims a part of the price there keeps the goods for it, within the grid.
    """
    grid, flaw = grid_of(case), flaw_of(case)
    percent = grid.first(flaw)
    if percent is None and flaw in {Flaw.WRONG, Flaw.PARTIAL, Flaw.PART}:
        percent = grid.usable_least
    claimed = claimed_to_keep(case)
    if claimed and claimed <= share(case, grid.most(flaw)):
        return claimed
    return share(case, percent) if percent is not None else 0


def claimed_to_keep(case: Case) -> int:
    """What a marketplace's buyer asks for while the goods stay; 0 where they ask for all of it, or for nothing."""
    if case.claim is None or case.request.wish is not Remedy.REFUND:
        return 0
    return case.claim.amount if case.claim.amount < value_of(case) else 0


def did_not_help(case: Case) -> bool:
    """What was sent or left to the buyer did not solve it, by their own word, and a person has agreed to more since."""
    choice, agreed = case.complaint.choice, case.agreement
    if choice is None or choice.chosen_at is None or choice.chosen not in {Remedy.RESHIP, Remedy.KEEP}:
        return False
    unhappy = any(_unhappy(answered) and answered.at > choice.chosen_at for answered in case.answers)
    return unhappy and agreed is not None and agreed.at > choice.chosen_at


def _unhappy(answered: Answered) -> bool:
    low = answered.experience is not None and answered.experience <= UNHAPPY
    return (answered.question is Question.SOLVED and answered.answer is Answer.NO) or low


def wished(case: Case) -> Remedy | None:
    """What the buyer has asked for, in the words of the table; None where they leave it to us."""
    if case.request.wish is Remedy.REFUND and claimed_to_keep(case) and case.request.ground is not Ground.SHORT:
        return Remedy.KEEP
    return case.request.wish


def offered(case: Case) -> tuple[Remedy, ...]:
    """What the buyer may choose once the complaint is taken: the row's remedies that can be carried out."""
    judgement = case.complaint.judged or judged(case)
    keep = keep_offer(case)
    return tuple(
        remedy
        for remedy in judgement.remedies
        if remedy not in case.complaint.failed
        and not (remedy is Remedy.KEEP and keep <= 0)
        and not (remedy is Remedy.RESHIP and not can_be_sent(case))
    )


def to_send(case: Case) -> tuple[Sending, ...]:
    """What would leave: the units that are missing or not as they were sold, or the gift."""
    if flaw_of(case) is not Flaw.GIFT:
        return sending.asked_again(case)
    order, line_id = case.order, case.request.items[0].line_id
    if not order.gift_sku or sending.serving(case):
        return ()
    return (Sending(line_id=line_id, sku=order.gift_sku, qty=1, cost=order.gift_value or 0),)


def can_be_sent(case: Case) -> bool:
    """The shelf has it, and no platform holds a request for the money: goods leave only without one (F24)."""
    return case.claim is None and sending.on_shelf(case, to_send(case))


def decider(case: Case, chosen: Remedy | None = None, keep: int | None = None) -> Level:
    """Who takes the complaint: the row's decider, at least a supervisor beyond the row or the grid of shares."""
    judgement = case.complaint.judged or judged(case)
    beyond = chosen is not None and chosen not in judgement.remedies
    beyond |= keep is not None and keep > share(case, grid_of(case).most(flaw_of(case)))
    return Level.SUPERVISOR if beyond else judgement.decider


def records_due(case: Case) -> Due | None:
    """By when warehouse and carrier say what they have on record; past it the case is decided without (3.5)."""
    known, terms = case.complaint, case.terms
    warehouse = (
        None if known.packing is not None else since(known.asked_at, terms.warehouse_answer_hours, Clock.PACKING)
    )
    asked = next((t for t in case.tickets if t.inquiry is Inquiry.WEIGHT and t.answer is None), None)
    carrier = None if asked is None else since(asked.opened_at, terms.weight_answer_hours, Clock.CARRIER_ANSWER)
    return latest(warehouse, carrier)


def latest(*dues: Due | None) -> Due | None:
    """The last of several; None where none runs."""
    return max((due for due in dues if due is not None), default=None)


def choice_due(case: Case) -> Due | None:
    """By when the buyer chooses; past it what they asked for stands."""
    choice = case.complaint.choice
    if choice is None or choice.chosen is not None:
        return None
    told = max(case.told_at or choice.at, choice.at)
    return since(told, case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)


def wrong_goods_due(case: Case) -> Due | None:
    """By when what was sent wrong is handed in; None where nothing is waited for."""
    known = case.complaint
    if known.wrong_until is None or known.written_off:
        return None
    span = timedelta(hours=case.terms.wrong_item_return_hours)
    return Due(at=known.wrong_until, clock=Clock.WRONG_GOODS, starts_at=known.wrong_until - span)
