"""A case told in sentences: one for each event, what it waits for, and what helps a parked step.

Pure and exhaustive, in Chinese and English; the command line and the console tell their timelines by it. Amounts are
shown with the order's currency, instants in the shop's time zone, which is named. Each group of events has its module.
"""

from domain import events as ev
from domain.case import Case, Parked
from domain.commands import MONEY_STEPS
from domain.events import Event
from domain.money import format_money
from domain.request import Scenario
from domain.standing import RETRYING, CaseStage, stage_of, standing
from domain.telling import buyer, decisions, giving, goods, handling, lifecycle, money, phrases, quality, steps
from domain.telling.phrases import local
from domain.unmet import unread
from domain.words import complaint as complaint_words
from domain.words import conduct as conduct_words
from domain.words import consent as consent_words
from domain.words import counterfeit as counterfeit_words
from domain.words import disputing as disputing_words
from domain.words import exchange as exchange_words
from domain.words import invoice as invoice_words
from domain.words import proof as proof_words
from domain.words import sending as sending_words
from domain.words import standing as stands
from domain.words import supply as supply_words
from domain.words import telling as words
from domain.words import trail as trail_words
from domain.words.speech import Sentence, say, sentence, whole
from domain.words.telling import NONE, Words

# What happens beside the remedy.
Beside = (
    ev.HandlingEvent
    | ev.TrailEvent
    | ev.ProofEvent
    | ev.InvoicesEvent
    | ev.CounterfeitEvent
    | ev.ConductEvent
    | ev.DisputingEvent
    | ev.ConsentEvent
    | ev.QualityEvent
    | ev.ComplaintEvent
    | ev.SupplyEvent
    | ev.StepsEvent
)

__all__ = [
    "clock_in_words",
    "local",
    "remedy",
    "resolution_in_words",
    "scenario_in_words",
    "stage_in_words",
    "tell",
    "waiting",
    "waiting_at",
]


def tell(event: Event, before: Case | None = None) -> Sentence:
    """What happened, who did it and why; `before` is the case before it, which every event but the opening needs.

    Raises ValueError where it is missing: the currency and the time zone are the case's.
    """
    if isinstance(event, ev.CaseOpened):
        return whole(_opened(event))
    if before is None:
        raise ValueError(f"{type(event).__name__} is told with the case before it: only an opening stands alone")
    return whole(_told(event, before))


def waiting(case: Case) -> Sentence:
    """What the case waits for."""
    wish = unread(case)
    if wish is not None and not case.held and not case.parked:
        return sentence(say(stands.WAITS_WISH, wish=words.ANSWERS[wish.answer]))
    return waiting_at(stage_of(case), held=case.held, stuck=standing(case).stuck)


def waiting_at(stage: CaseStage, *, held: bool, stuck: str) -> Sentence:
    """What a case waits for that stands like this; `stuck` is "step: reason", as the list of cases has it."""
    if held:
        return sentence(stands.WAITS_HELD)
    if stuck:
        step, _, reason = stuck.removeprefix(RETRYING).partition(": ")
        if stuck.startswith(RETRYING):
            return sentence(say(stands.WAITS_RETRYING, step=step, reason=reason))
        return sentence(say(stands.WAITS_PARKED, step=step, reason=reason))
    return sentence(stands.WAITS[stage])


def stage_in_words(stage: CaseStage) -> Sentence:
    """A stage for people."""
    return sentence(stands.STAGES[stage])


def scenario_in_words(scenario: Scenario) -> Sentence:
    """A remedy for people."""
    return sentence(words.SCENARIOS[scenario])


def resolution_in_words(resolution: ev.Resolution) -> Sentence:
    """How a case ended, for people."""
    return sentence(words.RESOLUTIONS[resolution])


def clock_in_words(clock: str) -> Sentence:
    """What a clock gives time for; a clock of an older version is called by its name."""
    return sentence(phrases.clock(clock))


def remedy(parked: Parked) -> Sentence:
    """What helps this step out of its park."""
    usual = stands.REMEDY_MONEY if parked.step in MONEY_STEPS else stands.REMEDY
    return sentence(stands.REMEDIES.get(parked.reason, usual))


def _told(event: Event, case: Case) -> Words:
    who = phrases.who_acts(event.by)
    if isinstance(event, ev.CaseOpened):
        return _opened(event)
    if isinstance(event, ev.DecisionsEvent):
        return decisions.told(event, case, who)
    if isinstance(event, ev.LifecycleEvent):
        return lifecycle.told(event, case, who)
    if isinstance(event, ev.BuyerEvent):
        return buyer.told(event, case, who)
    if isinstance(event, ev.GoodsEvent):
        return goods.told(event, case, who)
    if isinstance(event, ev.SendingEvent):
        return sending_words.told(event, case, who)
    if isinstance(event, ev.ExchangeEvent):
        return exchange_words.told(event, case, who)
    if isinstance(event, ev.MoneyEvent):
        return money.told(event, case, who)
    if isinstance(event, ev.ApprovalEvent | ev.CompensationEvent):
        return giving.told(event, case, who, phrases.why(giving.reason_of(event)))
    return _told_beside(event, case, who)


def _told_beside(event: Beside, case: Case, who: Words) -> Words:
    """What happens beside the remedy."""
    if isinstance(event, ev.HandlingEvent):
        return handling.told(event, case, who)
    if isinstance(event, ev.TrailEvent):
        return trail_words.told(event, case)
    if isinstance(event, ev.ComplaintEvent):
        return complaint_words.told(event, case, who)
    if isinstance(event, ev.ProofEvent):
        return proof_words.told(event, case)
    if isinstance(event, ev.InvoicesEvent):
        return invoice_words.told(event, case)
    if isinstance(event, ev.ConductEvent):
        return conduct_words.told(event, who, phrases.why(conduct_words.reason_of(event)))
    if isinstance(event, ev.DisputingEvent):
        return disputing_words.told(event, case, who)
    if isinstance(event, ev.ConsentEvent):
        return consent_words.told(event, case, who)
    if isinstance(event, ev.CounterfeitEvent):
        return counterfeit_words.told(event, who, phrases.why(counterfeit_words.reason_of(event)))
    if isinstance(event, ev.QualityEvent):
        return quality.told(event, case, who)
    if isinstance(event, ev.SupplyEvent):
        return supply_words.told(event, case, who)
    return steps.told(event, who)


def _opened(event: ev.CaseOpened) -> Words:
    asked, currency = event.request, event.order.currency
    claimed = NONE if asked.amount is None else say(words.CLAIMED, amount=format_money(asked.amount, currency))
    what = words.SCENARIOS[asked.kind]
    order, why = event.order.order_id, phrases.why(asked.reason)
    return say(words.OPENED, who=phrases.who_acts(event.by), what=what, order=order, claimed=claimed, why=why)
