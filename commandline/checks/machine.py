"""This machine and what an installation is told: Python, settings, shops, ports."""

import os
import platform
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from commandline.checks.finding import Finding, doubtful, well, wrong
from settings import PORT_OFFSETS, Settings, SettingsError, load, setting_name

if TYPE_CHECKING:
    from domain.terms import Terms

OLDEST = (3, 11)
PREFIX = "AMENDS_"
CALENDAR_AHEAD = 60  # days ahead that cases opened today count in
ENV_FILE = Path(".env")
# Variables that are read by a program and are no settings: the worker's ready file, the command line's language.
OTHER_NAMES = frozenset({"AMENDS_READY_FILE", "AMENDS_LANG"})


def python() -> Finding:
    """The interpreter."""
    said = f"Python {platform.python_version()} at {sys.executable}"
    if sys.version_info < OLDEST:
        return wrong("python", said, f"use Python {OLDEST[0]}.{OLDEST[1]} or newer: `make setup PYTHON=...`")
    return well("python", said)


def settings_found() -> tuple[Settings | None, list[Finding]]:
    """The settings, None where they cannot be read, and what is odd about them."""
    odd = list(_unknown_names())
    try:
        found = load()
    except SettingsError as error:
        return None, [wrong("settings", str(error), "correct it in the environment or in .env"), *odd]
    source = "the environment and .env" if ENV_FILE.exists() else "the environment"
    return found, [well("settings", f"read from {source}"), *odd]


def _unknown_names() -> Iterator[Finding]:
    """Names that look like settings of ours and are none: most often a slip of the pen."""
    known = {setting_name(field) for field in Settings.model_fields} | OTHER_NAMES
    for name in sorted(_names_given() - known):
        near = get_close_matches(name, sorted(known), 1)
        meant = f"perhaps {near[0]} is meant" if near else f"known are {', '.join(sorted(known))}"
        yield doubtful("settings", f"{name} is no setting and has no effect", f"{meant}; else remove it")


def _names_given() -> set[str]:
    names = {name.upper() for name in os.environ if name.upper().startswith(PREFIX)}
    if ENV_FILE.exists():
        for line in ENV_FILE.read_text(encoding="utf-8").splitlines():
            name = line.removeprefix("export ").partition("=")[0].strip().upper()
            if name.startswith(PREFIX):
                names.add(name)
    return names


def shops(settings: Settings) -> list[Finding]:
    """The shops file, the terms that its shops are bound by, and the calendar that those need."""
    from gateways.shops import ShopsError, load_shops
    from intake.people import BadPeople, load_people
    from intake.policies import BadPolicy, load_policies

    try:
        found = load_shops(settings.shops_file)
        policies = load_policies(settings.shops_file, found)
        for shop in found:
            load_people(settings.shops_file, shop)
    except (ShopsError, BadPolicy, BadPeople) as error:
        return [wrong("shops", str(error), f"correct the file; {setting_name('shops_file')} names another one")]
    if not found:
        return [wrong("shops", f"{settings.shops_file} has no shop", "write a table for each shop")]
    bound = ", ".join(f"{shop} by {policy.terms.pack} {policy.terms.version}" for shop, policy in policies.items())
    return [well("shops", f"{settings.shops_file}: {bound}"), _calendar([policy.terms for policy in policies.values()])]


def _calendar(terms: "list[Terms]") -> Finding:
    """Whether cases that open today can count working days."""
    unknown = [missing for of_shop in terms if (missing := _calendar_ends(of_shop))]
    if not unknown:
        return well("calendar", f"the working days of the next {CALENDAR_AHEAD} days are known")
    advice = "update the package 'holidays', put the year's make-up days into intake/calendars, then `terms revise`"
    return doubtful("calendar", unknown[0], advice)


def _calendar_ends(terms: "Terms") -> str:
    """What of the next two months nobody can count in working days yet; empty where all is known."""
    from datetime import timedelta

    from commandline.connections import now
    from intake.calendar import work_calendar

    at = now()
    known = work_calendar(terms, at, days=CALENDAR_AHEAD).until
    if known >= (at + timedelta(days=CALENDAR_AHEAD - 1)).date():
        return ""
    return f"the working days of {terms.holidays} are known only up to {known}: deadlines beyond it cannot be counted"


def ports(settings: Settings, *, postgres_up: bool, temporal_up: bool) -> list[Finding]:
    """Ports of programs that are not up must be free for them."""
    from engine.ports import is_free

    ours = {"postgres_port": settings.embeds_postgres and not postgres_up}
    ours |= {name: settings.embeds_temporal and not temporal_up for name in PORT_OFFSETS if "temporal" in name}
    taken = [name for name, wanted in ours.items() if wanted and not is_free(getattr(settings, name))]
    if not taken:
        return [well("ports", "those that the engine on this machine needs are free, or are its own")]
    advice = "stop what listens there, or move all ports at once with AMENDS_PORT_BASE"
    return [
        wrong("ports", f"port {getattr(settings, name)} ({setting_name(name)}) is taken by another program", advice)
        for name in taken
    ]
