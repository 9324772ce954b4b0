"""Asking whoever sits at the terminal before much is changed at once."""

import sys

from commandline.exits import Declined


def type_to_go_on(question: str, wanted: str, *, what: str) -> None:
    """Go on where `wanted` is typed. Raises Declined for any other answer, and where there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        told = f"{what}, and there is no terminal to ask at. Nothing was changed."
        raise Declined("CONFIRMATION_REQUIRED", told, "give --yes")
    sys.stderr.write(question)
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() != wanted:
        raise Declined("DECLINED", "Nothing was changed.")
