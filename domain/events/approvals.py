"""Events of decisions that one person may not take alone."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked:
    """A person asks another to approve a decision above their own level: exactly this amount, to this payee.

    `command` and `details` are the decision itself, which is carried out once it is approved. `level` may approve it.
    """

    approval_id: str
    command: str
    details: str  # the command's own fields, as JSON
    level: str
    act: str
    amount: int
    payee: str
    hours: int  # then it must be asked for anew
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalGiven:
    """Another person approved it."""

    approval_id: str
    amount: int
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalDeclined:
    """Another person did not approve it, or whoever asked took the question back."""

    approval_id: str
    by: str
    reason: str


ApprovalEvent = ApprovalAsked | ApprovalGiven | ApprovalDeclined
