"""What a case workflow is started with."""

from dataclasses import dataclass

from domain.case import Case
from domain.events import CaseOpened


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A new case (`opened`), or one taken up again from its register (`resumed`): exactly one of the two."""

    opened: CaseOpened | None = None
    resumed: Case | None = None
