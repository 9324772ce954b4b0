"""Mediation, suspension and settlement, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.disputes.disputing import PLATFORM, Stay
from domain.events import DisputingEvent
from domain.telling import phrases
from domain.words.speech import say
from domain.words.telling import NONE, Words

STAYS: dict[Stay, Words] = {
    Stay.BOTH: ("双方同意", "both sides asked for it"),
    Stay.COURT: ("已诉诸法院", "a court has it"),
    Stay.POLICE: ("已报警", "the police have it"),
}
THE_PLATFORM: Words = ("平台", "the platform")
MEDIATION: Words = ("{who}请{to}介入调解，编号{number}{why}", "{who} asked {to} to mediate, number {number}{why}")
SUSPENDED: Words = (
    "{who}登记争议中止：{stay}{number}{until}{why}",
    "{who} entered that the dispute stands still, {stay}{number}{until}{why}",
)
DAYS: Words = ("，最长{days}天", ", for {days} days at most")
UNTIL_JUDGED: Words = ("，至判决为止", ", until it is judged")
NUMBER: Words = ("（{number}）", " ({number})")
RESUMED: Words = ("争议恢复处理{why}", "The dispute goes on{why}")
AGREED: Words = (
    "{who}登记双方和解：退{amount}，运费由{bearer}承担，{hours}小时内完成{goods}{part}；{terms}",
    "{who} entered that both settled for {amount}, freight by {bearer}, within {hours} hours{goods}{part}; {terms}",
)
PART: Words = ("，买家应{does}", ", and the buyer does this: {does}")
GOODS: Words = ("，商品寄还买家", ", and the goods go back to the buyer")
DONE: Words = ("买家已完成约定事项{why}", "The buyer did what was agreed on{why}")
BROKEN: Words = (
    "{who}登记买家未履行约定，争议继续{why}",
    "{who} entered that the buyer did not do it, and the dispute goes on{why}",
)
PERFORMED: Words = ("和解已履行，本事项了结", "The settlement was performed: the matter is closed for good")
SELLER: Words = ("卖家", "the seller")
BUYER: Words = ("买家", "the buyer")


def told(event: DisputingEvent, case: Case, who: Words) -> Words:
    """What happened; `who` did it."""
    match event:
        case ev.MediationAsked():
            to = THE_PLATFORM if event.to == PLATFORM else (event.to, event.to)
            return say(MEDIATION, who=who, to=to, number=event.number, why=phrases.why(event.reason))
        case ev.DisputeSuspended():
            number = say(NUMBER, number=event.number) if event.number else NONE
            until = say(DAYS, days=str(event.days)) if event.days else UNTIL_JUDGED
            why = phrases.why(event.reason)
            return say(SUSPENDED, who=who, stay=STAYS[event.stay], number=number, until=until, why=why)
        case ev.DisputeResumed():
            return say(RESUMED, why=phrases.why(event.reason))
        case ev.SettlementAgreed():
            return _agreed(event, case, who)
        case ev.BuyersPartDone():
            return say(DONE, why=phrases.why(event.reason))
        case ev.SettlementBroken():
            return say(BROKEN, who=who, why=phrases.why(event.reason))
        case ev.SettlementPerformed():
            return PERFORMED
        case _:
            assert_never(event)


def _agreed(event: ev.SettlementAgreed, case: Case, who: Words) -> Words:
    return say(
        AGREED,
        who=who,
        amount=phrases.money(event.amount, case),
        bearer=SELLER if event.seller_pays_freight else BUYER,
        hours=str(event.hours),
        goods=GOODS if event.goods_back else NONE,
        part=say(PART, does=phrases.plain(event.buyer_does)) if event.buyer_does else NONE,
        terms=phrases.plain(event.terms),
    )
