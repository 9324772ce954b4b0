"""Told to fail: rules by operation with an optional match and count, and a seeded random plan."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from typing import Any

from sandbox.books import Books
from sandbox.clock import Now


class FaultKind(StrEnum):
    """How an operation goes wrong; README.md says what the caller sees of each."""

    ERROR_BEFORE = "error_before"  # nothing was done
    ERROR_AFTER_COMMIT = "error_after_commit"  # done, and the answer is an error
    HANG_AFTER_COMMIT = "hang_after_commit"  # done, and no answer comes
    GARBLED_AFTER_COMMIT = "garbled_after_commit"  # done, and the answer breaks off
    RATE_BAN = "rate_ban"
    BAD_SESSION = "bad_session"
    ACCOUNT_FROZEN = "account_frozen"
    INSUFFICIENT = "insufficient"
    PROCESSING = "processing"  # accepted, settled by a later notice
    ACCEPTED_THEN_FAILED = "accepted_then_failed"
    REVERSED_LATER = "reversed_later"
    NOTICE_FIRST = "notice_first"
    DUPLICATE_NOTICE = "duplicate_notice"
    LOST_NOTICE = "lost_notice"
    ITEM_BLOCKED = "item_blocked"  # the warehouse refuses to let the item leave: certainly nothing did
    UNGUARDED = "unguarded"  # the provider does not hold the cap itself, so that the audit has something to find
    THREAD_CLOSED = "thread_closed"  # the platform takes no more words on this request
    SMTP_4XX = "smtp_4xx"
    SMTP_5XX = "smtp_5xx"


CALL = {
    FaultKind.ERROR_BEFORE, FaultKind.ERROR_AFTER_COMMIT, FaultKind.HANG_AFTER_COMMIT,
    FaultKind.GARBLED_AFTER_COMMIT, FaultKind.RATE_BAN,
}  # fmt: skip
NOTICED = {FaultKind.NOTICE_FIRST, FaultKind.DUPLICATE_NOTICE}
FUNDS = {FaultKind.ACCOUNT_FROZEN, FaultKind.INSUFFICIENT}
LATER = {FaultKind.PROCESSING, FaultKind.ACCEPTED_THEN_FAILED, FaultKind.REVERSED_LATER, FaultKind.UNGUARDED}
TOP = CALL | {FaultKind.BAD_SESSION}

OPERATIONS: dict[str, set[FaultKind]] = {
    "payments.refund": CALL | NOTICED | FUNDS | LATER,
    "payments.lookup": CALL,
    "payments.topup": CALL,
    "payments.topup_lookup": CALL,
    "courier.subscribe": CALL,
    "courier.trace": CALL,
    "courier.pickup": CALL,
    "courier.intercept": CALL | NOTICED,
    "courier.ticket": CALL | NOTICED,
    "courier.claim": CALL | NOTICED,
    "warehouse.hold": CALL,
    "warehouse.release": CALL,
    "warehouse.give_back": CALL,
    "warehouse.expect": CALL,
    "warehouse.findings": CALL,
    "warehouse.stock": CALL,
    "warehouse.ship": CALL | {FaultKind.ITEM_BLOCKED},
    "invoices.confirm": CALL,
    "invoices.red": CALL,
    "invoices.blue": CALL,
    "repairs.book": CALL,
    "repairs.standing": CALL,
    "repairs.answer": CALL,
    "repairs.return": CALL,
    "taobao.refund.get": TOP,
    "taobao.refunds.receive.get": TOP,
    "taobao.trade.fullinfo.get": TOP,
    "taobao.refund.messages.get": TOP,
    "taobao.refund.message.add": TOP | {FaultKind.THREAD_CLOSED},
    "taobao.rp.refunds.agree": TOP | NOTICED | FUNDS,
    "taobao.rp.returngoods.agree": TOP | NOTICED,
    "taobao.refund.refuse": TOP | NOTICED,
    "taobao.tmc.messages.consume": TOP,
    "taobao.tmc.messages.confirm": TOP,
    "mail.deliver": {FaultKind.SMTP_4XX, FaultKind.SMTP_5XX},
    **{
        f"notices.{source}": {FaultKind.DUPLICATE_NOTICE, FaultKind.LOST_NOTICE}
        for source in ("shop", "taobao", "payments", "courier", "warehouse", "repairs")
    },
}


class FaultRefusedError(ValueError):
    """A fault that no operation can have; `field` names what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One bite: what happens to this one call. `seconds` is the length of a ban or of a delay, where it has one."""

    kind: FaultKind
    seconds: float


def check(place: str, kind: str) -> None:
    """Raise FaultRefusedError unless some operation matches `place` and every matching one can fail this way."""
    if kind not in set(FaultKind):
        raise FaultRefusedError("kind", f"{kind!r} is unknown; known: {', '.join(FaultKind)}")
    matching = [kinds for operation, kinds in OPERATIONS.items() if fnmatch(operation, place)]
    if not matching:
        raise FaultRefusedError("on", f"{place!r} matches no operation; known: {', '.join(OPERATIONS)}")
    if not any(kind in kinds for kinds in matching):
        allowed = sorted(set.union(*matching))
        raise FaultRefusedError("kind", f"{place!r} cannot fail as {kind!r}; it can as: {', '.join(allowed)}")


IN_FORCE = """
SELECT * FROM faults
 WHERE NOT lifted AND (times IS NULL OR bitten < times OR banned_until > ?) ORDER BY id
"""


class Faults:
    """The rules and the plan, kept in the books, so that a restart does not mend the world."""

    def __init__(self, books: Books, now: Now) -> None:
        self.books = books
        self.now = now

    def declare(
        self, place: str, kind: str, *, match: Mapping[str, Any] | None = None, times: int | None = None,
        seconds: float = 2.0,
    ) -> int:  # fmt: skip
        """Add a rule; `times=None` holds until lifted. Raises FaultRefusedError."""
        check(place, kind)
        if times is not None and times < 1:
            raise FaultRefusedError("times", "must be at least 1, or null for ever")
        with self.books.writing():
            cursor = self.books.run(
                "INSERT INTO faults (place, kind, match, times, seconds) VALUES (?, ?, ?, ?, ?)",
                place, kind, json.dumps(dict(match or {})), times, seconds,
            )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def plan(self, seed: str, rates: Mapping[str, Mapping[str, float]]) -> None:
        """Fail at random, the same way for the same seed: `rates` is operation -> kind -> share of the calls."""
        for operation, kinds in rates.items():
            for kind in kinds:
                check(operation, kind)
            if not 0 <= sum(kinds.values()) <= 1:
                raise FaultRefusedError(f"rates.{operation}", "shares must add up to something from 0 to 1")
        with self.books.writing():
            self.books.run("INSERT OR REPLACE INTO fault_plan VALUES (1, ?, ?)", seed, json.dumps(rates))

    def lift(self, rule: int | None = None) -> None:
        """Lift one rule, or every rule and the plan."""
        with self.books.writing():
            if rule is not None:
                self.books.run("UPDATE faults SET lifted = 1 WHERE id = ?", rule)
                return
            self.books.run("UPDATE faults SET lifted = 1")
            self.books.run("DELETE FROM fault_plan")

    def draw(self, operation: str, facts: Mapping[str, Any], identity: str = "") -> Fault | None:
        """The fault that bites this call, if any. `identity` is the key by which a repeat is known as one."""
        with self.books.writing():
            fault = self._by_rule(operation, facts) or self._by_plan(operation, identity)
            if fault:
                self.books.run(
                    "INSERT INTO fault_bites VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
                    operation, fault.kind,
                )  # fmt: skip
            return fault

    def _by_rule(self, operation: str, facts: Mapping[str, Any]) -> Fault | None:
        for rule in self.books.rows(IN_FORCE, self.now()):
            kind = FaultKind(rule["kind"])
            if not fnmatch(operation, rule["place"]) or kind not in OPERATIONS[operation]:
                continue
            if any(facts.get(name) != wanted for name, wanted in json.loads(rule["match"]).items()):
                continue
            if kind is FaultKind.RATE_BAN and rule["banned_until"] and rule["banned_until"] > self.now():
                return Fault(kind=kind, seconds=rule["banned_until"] - self.now())
            if rule["times"] is not None and rule["bitten"] >= rule["times"]:
                continue
            until = self.now() + rule["seconds"] if kind is FaultKind.RATE_BAN else None
            self.books.run("UPDATE faults SET bitten = bitten + 1, banned_until = ? WHERE id = ?", until, rule["id"])
            return Fault(kind=kind, seconds=rule["seconds"])
        return None

    def _by_plan(self, operation: str, identity: str) -> Fault | None:
        plan = self.books.row("SELECT seed, rates FROM fault_plan")
        rates = json.loads(plan["rates"]).get(operation) if plan else None
        if plan is None or not rates:
            return None
        row = self.books.row(
            "INSERT INTO fault_draws VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times",
            operation, identity,
        )  # fmt: skip
        point = chance(plan["seed"], operation, identity, str(row["times"] if row else 0))
        for kind, share in rates.items():
            if point < share:
                return Fault(kind=FaultKind(kind), seconds=1.0)
            point -= share
        return None

    def standing(self) -> dict[str, Any]:
        """The rules in force, the plan, and how often each fault has bitten."""
        rules = [
            {**dict(row), "match": json.loads(row["match"])}
            for row in self.books.rows("SELECT * FROM faults WHERE NOT lifted ORDER BY id")
        ]
        plan = self.books.row("SELECT seed, rates FROM fault_plan")
        return {
            "rules": rules,
            "plan": {"seed": plan["seed"], "rates": json.loads(plan["rates"])} if plan else None,
            "bitten": [dict(row) for row in self.books.rows("SELECT * FROM fault_bites ORDER BY operation, kind")],
        }


def chance(*parts: str) -> float:
    """A number in [0, 1) that depends on the parts alone: the same plan bites the same calls in any order."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8]) / 2**64
