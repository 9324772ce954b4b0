"""A decision that waits for a second person: carried as JSON until it is approved, and made a command again then."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from domain.commands import (
    Agree,
    Command,
    Compensate,
    FaultyAgain,
    Judge,
    NameSupply,
    NotPermitted,
    PayOut,
    Redress,
    Refuse,
    Reship,
    Rule,
    Settle,
)
from domain.complaints.flaw import Remedy
from domain.disputes.authenticity import Judgement
from domain.events import Party, Rung
from domain.request import Wanted

NOT_CARRIED = frozenset({"by", "role"})


def _refuse(given: Mapping[str, Any]) -> Command:
    return Refuse(**{**given, "evidence": tuple(given.get("evidence", ()))})


def _rule(given: Mapping[str, Any]) -> Command:
    return Rule(**{**given, "in_favour_of": Party(given["in_favour_of"])})


def _redress(given: Mapping[str, Any]) -> Command:
    return Redress(**{**given, "remedy": Remedy(given["remedy"])})


def _compensate(given: Mapping[str, Any]) -> Command:
    return Compensate(**{**given, "rung": Rung(given["rung"])})


def _name_supply(given: Mapping[str, Any]) -> Command:
    until, other = given.get("until"), given.get("substitute")
    return NameSupply(
        **{
            **given,
            "until": None if until is None else datetime.fromisoformat(until),
            "substitute": None if other is None else Wanted(**other),
        }
    )


def _plain(value: object) -> object:
    """What JSON has no form for: a moment, an item."""
    return value.isoformat() if isinstance(value, datetime) else vars(value)


# What can be asked for: what moves money, or turns a buyer away.
ASKABLE: Mapping[str, Callable[[Mapping[str, Any]], Command]] = {
    "agree": lambda given: Agree(**given),
    "refuse": _refuse,
    "redress": _redress,
    "rule": _rule,
    "settle": lambda given: Settle(**given),
    "compensate": _compensate,
    "payout": lambda given: PayOut(**given),
    "reship": lambda given: Reship(**given),
    "judge": lambda given: Judge(**{**given, "judgement": Judgement(given["judgement"])}),
    "namesupply": _name_supply,
    "faultyagain": lambda given: FaultyAgain(**given),
}


def pack(command: Command) -> tuple[str, str]:
    """The command's name, and its own fields as JSON. Raises NotPermitted for one that needs no approval."""
    name = type(command).__name__.lower()
    if name not in ASKABLE:
        raise NotPermitted("NOT_ASKABLE", f"Nobody needs to approve {name}: approved are {', '.join(ASKABLE)}.")
    told = {field.name: getattr(command, field.name) for field in fields(command) if field.name not in NOT_CARRIED}
    return name, json.dumps(told, ensure_ascii=False, default=_plain)


def unpack(name: str, details: str, by: str) -> Command:
    """The command as this person gave it. Raises NotPermitted where it is none."""
    make = ASKABLE.get(name)
    if make is None:
        raise NotPermitted("NOT_ASKABLE", f"Nobody needs to approve {name!r}: approved are {', '.join(ASKABLE)}.")
    try:
        given = {name: value for name, value in json.loads(details).items() if name not in NOT_CARRIED}
        return make({**given, "by": by})
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotPermitted("BAD_DETAILS", f"This is no {name}: {wrong}. Ask with the command line's --ask.") from None
