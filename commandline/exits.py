"""How a command ends: the documented exit codes, and the errors that lead to them.

Every error says what is wrong and what to do next.
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, the same for all commands."""

    OK = 0
    ERROR = 1
    USAGE = 2  # a wrong command line, or a question that was answered with no
    REFUSED = 3  # the case does not take the command
    NOT_FOUND = 4
    PARTIAL = 5  # of several, some were done and some not
    UNREACHABLE = 6  # Temporal or Postgres is away, or no worker answered in time
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "done",
    Exit.ERROR: "something is wrong; the message says what and what to do",
    Exit.USAGE: "wrong command line, or declined",
    Exit.REFUSED: "the case refused the command, with its reason",
    Exit.NOT_FOUND: "there is no such case",
    Exit.PARTIAL: "of several, some were done and some not",
    Exit.UNREACHABLE: "Temporal, Postgres or a worker did not answer",
}


class Stop(Exception):
    """A command cannot go on. `code` is stable, the text says what is wrong, `advice` what to do next."""

    exit = Exit.ERROR

    def __init__(self, code: str, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.advice = advice


class Failed(Stop):
    """Something is wrong with the installation or the input."""


class Declined(Stop):
    """The command line does not fit, or a person said no."""

    exit = Exit.USAGE


class Refused(Stop):
    """The case does not take the command now."""

    exit = Exit.REFUSED


class NotFound(Stop):
    """Nothing has this id."""

    exit = Exit.NOT_FOUND


class Unreachable(Stop):
    """A server or a worker did not answer."""

    exit = Exit.UNREACHABLE


# What to do after a refusal, by its code (domain/commands/); {case} is the case id.
AFTER_REFUSAL = {
    "NO_NAME": "give --by NAME",
    "NO_REASON": "give --reason",
    "REASON_LENGTH": "give --reason with 2 to 200 characters",
    "NO_EVIDENCE": "give --evidence REFERENCE, once for each piece",
    "SAY_WHAT_IS_PAID": "add --pay-back AMOUNT or --depreciation SHARE with --note, or refuse with evidence",
    "NO_DISPUTE": "`starter.py divert {case} dispute --reason ...` first",
    "MONEY_MOVING": "wait until the payment is certain: `starter.py show {case}` tells its state",
    "MONEY_IS_NOT_SKIPPED": "`starter.py retry {case}` once the cause is mended",
    "NOT_PARKED": "nothing is to be done: `starter.py show {case}` tells where the case stands",
    "RUN_LOST": '`starter.py reopen {case} --reason "..."` takes it up again from the register; nothing is paid twice',
    "ABOVE_AUTHORITY": "give the same with --ask, and someone of that level approves it: `starter.py approvals`",
    "FOUR_EYES": "give the same with --ask, and a second person approves it: `starter.py approvals`",
    "UNKNOWN_PERSON": "give --by NAME as the shops file has it, or have your name entered there",
    "SAME_PERSON": "let someone else approve it",
    "EXPIRED": "give the command with --ask again",
    "CHANGED": "give the command with --ask again: the approval is for another sum",
    "NOT_NEEDED": "give the same without --ask",
    "NOTHING_OWED": "`starter.py offer {case} ...`, or refuse",
    "OWED_IN_CASH": "`starter.py agree {case}`, or add --consent REFERENCE of the buyer's wish",
    "EVIDENCE_MISSING": "`starter.py correct {case} receipt REFERENCE --reason ...`",
    "PROMISE_OPEN": "`starter.py payouts` lists what finance owes",
    "SAY_HOW_MUCH": "add --pay-back AMOUNT, or `starter.py correct {case} flaw cosmetic --reason ...` first",
    "NO_COMPLAINT": "`starter.py divert {case} complaint --reason ...` first",
    "CLOSED": "`starter.py show {case}` tells how it ended; a new request of the buyer opens a new case",
}
AFTER_ANY_REFUSAL = "`starter.py show {case}` tells where the case stands"


def refused(code: str, why: str, case_id: str) -> Refused:
    """A refusal of the case, with what to do next."""
    return Refused(code, why, AFTER_REFUSAL.get(code, AFTER_ANY_REFUSAL).format(case=case_id))
