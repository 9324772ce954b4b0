"""What a case workflow is started with."""

from dataclasses import dataclass, replace

from domain.case import Case
from domain.events import CaseOpened, CaseTakenUp, PaymentChanged, PaymentDecided


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new case (`opened`), or one taken up again from its register (`resumed`): exactly one of the two.

    `decided` and `changed` are what the ledger knows of the resumed case's payments and its register does not: a run
    that was lost may have moved money in the moment before its last entry was written. `taken_up` is who
    had it done. With `counts_apart` the register's writes are counted apart from the activities, and with
    `seals_writes` each holds what was recorded until the story rested (decision 20); runs begun before them do not.
    """

    opened: CaseOpened | None = None
    resumed: Case | None = None
    taken_up: CaseTakenUp | None = None
    decided: tuple[PaymentDecided, ...] = ()
    changed: tuple[PaymentChanged, ...] = ()
    counts_apart: bool = False
    seals_writes: bool = False

    def anew(self) -> "Opening":
        """The same for a run that begins now: in the ways of this version."""
        return replace(self, counts_apart=True, seals_writes=True)
