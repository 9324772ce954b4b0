"""A complaint about what arrived, in our own form: what exactly is wrong, and what the buyer would like done."""

from dataclasses import dataclass

from domain.complaints.flaw import Flaw, Remedy
from domain.complaints.judging import OF_GROUND
from domain.request import Ground
from intake.fields import Form

WISHES = (Remedy.RESHIP, Remedy.REFUND, Remedy.KEEP, Remedy.RETURN)


@dataclass(frozen=True, kw_only=True)
class Complained:
    """What the buyer says of it; None where they do not say."""

    flaw: Flaw | None = None
    wish: Remedy | None = None


NO_COMPLAINT = Complained()


def read_complaint(data: Form, ground: Ground) -> Complained:
    """The fields `flaw` and `wish`. Raises BadMessage where the reason is no complaint, or the flaw is of another."""
    flaws = OF_GROUND.get(ground)
    if flaws is None:
        raise data.bad("reason", "a complaint is about goods that are short, wrong or damaged; its reason says which")
    flaw = data.choice("flaw", Flaw) if data.has("flaw") else None
    wish = data.choice("wish", Remedy) if data.has("wish") else None
    for name in ("flaw", "wish"):
        data.take(name)
    if flaw is not None and flaw not in flaws:
        raise data.bad("flaw", f"with this reason one of {', '.join(sorted(flaws))} is possible")
    if wish is not None and wish not in WISHES:
        raise data.bad("wish", f"one of {', '.join(WISHES)} is possible")
    return Complained(flaw=flaw, wish=wish)
