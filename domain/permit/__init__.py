"""Which commands a case takes, and the events that they become. A refusal says why, and what to do instead.

`permit` may refuse and runs before a command is accepted; `effect` may not refuse, since it also runs on replay. Each
group of commands has its module.
"""

from dataclasses import replace
from datetime import datetime

from domain.case import Case
from domain.commands import (
    Approve,
    Command,
    Consenting,
    Contesting,
    Deciding,
    Decline,
    Disputing,
    Handling,
    Mending,
    Noting,
    Redressing,
    Shipping,
    Steering,
    Supplying,
)
from domain.events import Event
from domain.needs import hold_to_authority
from domain.permit import (
    consenting,
    contesting,
    deciding,
    disputing,
    giving,
    handling,
    mending,
    noting,
    redressing,
    sending,
    steering,
    supplying,
)
from domain.permit.checks import signed

Doubted = Contesting | Disputing


def permit(command: Command, case: Case, at: datetime | None = None) -> None:
    """Raise NotPermitted when `command` does not fit `case` now (`at`), or is not for this person to give (3.0.4)."""
    signed(command.by)
    _fits(command, case, at)
    hold_to_authority(command, case)


def _fits(command: Command, case: Case, at: datetime | None) -> None:  # noqa: PLR0912 - one arm a group
    """Raise NotPermitted when the case takes no such command now, whoever gives it.

    A question to a second person that stands open keeps nobody from deciding.
    """
    if not isinstance(command, Approve | Decline):
        case = replace(case, approval=None)
    if isinstance(command, Deciding):
        deciding.fits(command, case)
    elif isinstance(command, Steering):
        steering.fits(command, case)
    elif isinstance(command, Noting):
        noting.fits(command, case)
    elif isinstance(command, Handling):
        handling.fits(command, case, at)
    elif isinstance(command, Shipping):
        sending.fits(command, case)
    elif isinstance(command, Doubted):
        _fits_doubted(command, case)
    elif isinstance(command, Mending):
        mending.fits(command, case)
    elif isinstance(command, Redressing):
        redressing.fits(command, case)
    elif isinstance(command, Consenting):
        consenting.fits(command, case, at)
    elif isinstance(command, Supplying):
        supplying.fits(command, case, at)
    else:
        carried = giving.fits(command, case, at)
        if carried is not None:
            _fits(carried, case, at)


def _fits_doubted(command: Doubted, case: Case) -> None:
    if isinstance(command, Contesting):
        contesting.fits(command, case)
    else:
        disputing.fits(command, case)


def effect(command: Command, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    if isinstance(command, Deciding):
        return deciding.effect(command, case)
    if isinstance(command, Steering):
        return steering.effect(command, case)
    if isinstance(command, Noting):
        return noting.effect(command)
    if isinstance(command, Handling):
        return handling.effect(command, case)
    if isinstance(command, Shipping):
        return sending.effect(command, case)
    if isinstance(command, Contesting):
        return contesting.effect(command, case)
    if isinstance(command, Disputing):
        return disputing.effect(command, case)
    if isinstance(command, Mending):
        return mending.effect(command, case)
    if isinstance(command, Redressing):
        return redressing.effect(command, case)
    if isinstance(command, Consenting):
        return consenting.effect(command, case)
    if isinstance(command, Supplying):
        return supplying.effect(command, case)
    return giving.effect(command, case, effect)
