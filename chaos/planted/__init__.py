"""Faults planted on purpose: each replaces one function of ours by a wrong one, and must turn exactly its check red.

Production code knows nothing of them: a program that is to have one is started by `chaos.program`.
"""

from collections.abc import Callable
from importlib import import_module

NAMES = (
    "fresh_key",
    "late_key",
    "timeout_is_failure",
    "notice_without_lock",
    "key_not_bound",
    "seq_from_max",
    "no_shop_filter",
    "fresh_parcel",
)


def plant(name: str) -> Callable[[], None]:
    """Put the fault in, and give the way to take it out."""
    undo: Callable[[], None] = import_module(f"chaos.planted.{name}").plant()
    return undo


def replace(target: object, name: str, wrong: object) -> Callable[[], None]:
    """Put `wrong` in the place of an attribute; gives the way back."""
    right = getattr(target, name)
    setattr(target, name, wrong)
    return lambda: setattr(target, name, right)
