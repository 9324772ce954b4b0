"""What a case workflow is started with."""

from dataclasses import dataclass

from domain.case import Case
from domain.events import CaseOpened, CaseTakenUp, PaymentChanged, PaymentDecided


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new case (`opened`), or one taken up again from its register (`resumed`): exactly one of the two.

    `decided` and `changed` are what the ledger knows of the resumed case's payments and its register does not: a run
    that was lost may have moved money in the moment before its last entry was written. `taken_up` is who
    had it done.
    """

    opened: CaseOpened | None = None
    resumed: Case | None = None
    taken_up: CaseTakenUp | None = None
    decided: tuple[PaymentDecided, ...] = ()
    changed: tuple[PaymentChanged, ...] = ()
