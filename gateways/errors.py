"""How a call to the outside can go wrong: one set of classes for all providers; retry policy follows from the class."""

from datetime import timedelta
from enum import StrEnum


class Fault(StrEnum):
    """What a failed call means for us; every gateway maps its provider's codes to one of these."""

    TRANSIENT = "TRANSIENT"  # nothing happened out there: try again with backoff
    RATE_LIMITED = "RATE_LIMITED"  # nothing happened, and the provider said when to come back
    UNKNOWN_EFFECT = "UNKNOWN_EFFECT"  # it may have happened: look up, never blindly repeat with a new key
    STALE = "STALE"  # what we decided on has changed out there: read again, decide again
    REFUSED = "REFUSED"  # the provider understood and said no: a person must act
    NEEDS_FUNDS = "NEEDS_FUNDS"  # no money, or the paying account is frozen: finance acts, then the same key again
    CREDENTIALS = "CREDENTIALS"  # keys or session are bad: stop the connection, not the case
    PARTIAL = "PARTIAL"  # some rows done, some not: each row has its own outcome


RETRYABLE = frozenset({Fault.TRANSIENT, Fault.RATE_LIMITED, Fault.UNKNOWN_EFFECT})


class GatewayError(Exception):
    """A call that did not do what was asked. `code` is the provider's own; `retry_after` is set when it was stated."""

    def __init__(
        self, fault: Fault, provider: str, message: str, *, code: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"{provider}: {message}" + (f" [{code}]" if code else ""))
        self.fault = fault
        self.provider = provider
        self.message = message
        self.code = code
        self.retry_after = retry_after
