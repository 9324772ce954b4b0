"""Who has a case in hand: its owner, the newest note, what is done next, and how people marked it (rule 3.17, 3.19)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Note:
    """The newest word of a person on the case: what was done, what is done next, and until when (R142)."""

    by: str
    at: datetime
    text: str
    next_action: str = ""
    next_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HandingOver:
    """The owner gave the case to somebody who has not taken it yet; `alarmed` once that took too long."""

    to: str
    by: str
    at: datetime
    alarmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Handling:
    """How people handle a case. `removed` are tags of ours that a person took off; `late` are clocks that ran out."""

    owner: str = ""
    owned_since: datetime | None = None
    handing_over: HandingOver | None = None
    note: Note | None = None
    notes: int = 0
    tags: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    cause: str = ""
    late: tuple[str, ...] = ()
    progress_at: datetime | None = None  # when a word of progress was last owed to the buyer
    delay_reason: str = ""  # what a person last told them of a delay, and the new date
    delay_until: datetime | None = None
