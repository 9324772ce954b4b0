"""A wrong item was sent: the rows of table 3.6 (WRG). Whose mistake it is decides everything else (R34, R35)."""

from dataclasses import dataclass

from domain.authority import Level
from domain.complaints.complaint import Judgement, unproven
from domain.complaints.flaw import Flaw, Remedy
from domain.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is known of goods that are not what was ordered; `value` is what the units were paid, minor units.

    `low` and `high` are the terms' bounds: up to `low` nobody sends anything back, from `high` on the wrong goods come
    first. `suspect`: a person holds the claim for malicious. `unproven`: asked, reminded twice, and nothing came.
    """

    flaw: Flaw = Flaw.WRONG
    wish: Remedy | None = None
    value: int
    low: int
    high: int
    suspect: bool = False
    unproven: bool = False


def judged(mistake: Mistake) -> Judgement:
    """The row of table 3.6 that binds."""
    if mistake.flaw is Flaw.OWN_MISTAKE:
        return _row(5, Fault.BUYER, (Remedy.EXCHANGE,), Remedy.EXCHANGE, Level.AGENT)
    if mistake.flaw is Flaw.VARIATION:
        return _row(6, Fault.BUYER, (Remedy.EXPLAIN,), Remedy.EXPLAIN, Level.AGENT)
    if mistake.unproven:
        return unproven(_choices(mistake), "wrong_item")
    if mistake.suspect or mistake.value >= mistake.high:
        return _row(4, Fault.SELLER, (Remedy.RESHIP, Remedy.RETURN), Remedy.RETURN, Level.SUPERVISOR, "pick_error")
    rows = {Remedy.RETURN: 2, Remedy.REFUND: 2, Remedy.KEEP: 3}
    number = rows.get(mistake.wish, 1) if mistake.wish is not None else 1
    proposals = {1: Remedy.RESHIP, 2: _money_back(mistake), 3: Remedy.KEEP}
    return _row(number, Fault.SELLER, _choices(mistake), proposals[number], Level.AGENT, "pick_error")


def return_first(row: str) -> bool:
    """Row 4: the right goods leave once the wrong ones are back; in all other rows nobody waits for them (R35)."""
    return row == "3.6.4"


def _choices(mistake: Mistake) -> tuple[Remedy, ...]:
    money = _money_back(mistake)
    return (Remedy.RESHIP, money) if money is Remedy.REFUND else (Remedy.RESHIP, money, Remedy.KEEP)


def _money_back(mistake: Mistake) -> Remedy:
    """What is worth less than its way back stays with the buyer."""
    return Remedy.REFUND if mistake.value <= mistake.low else Remedy.RETURN


def _row(
    number: int, fault: Fault, remedies: tuple[Remedy, ...], proposal: Remedy, decider: Level, *tags: str
) -> Judgement:
    tagged = ("wrong_item", *tags)
    return Judgement(
        row=f"3.6.{number}", fault=fault, remedies=remedies, proposal=proposal, decider=decider, tags=tagged
    )
