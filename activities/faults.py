"""How a gateway's failure reaches Temporal: retry policy follows from the class of the fault alone."""

from temporalio.exceptions import ApplicationError

from gateways.errors import RETRYABLE, Fault, GatewayError

HELP = {
    Fault.TRANSIENT: "It is tried again by itself.",
    Fault.RATE_LIMITED: "It is tried again by itself when the provider allows.",
    Fault.UNKNOWN_EFFECT: "It is looked up before anything is sent again.",
    Fault.STALE: "The request changed meanwhile; it is read and decided again.",
    Fault.REFUSED: "Mend what the provider names (correct the case), then retry the step, or skip it.",
    Fault.NEEDS_FUNDS: "Finance tops up or unfreezes the paying account, then retry the step.",
    Fault.CREDENTIALS: "Renew the connection's keys in the shops file, restart the worker, then retry the step.",
    Fault.PARTIAL: "Some rows were done and some not; look at the provider's side, then retry the step.",
}


def failure(error: GatewayError) -> ApplicationError:
    """The Temporal failure of a gateway error: its type is the fault, its text says what happened and what to do."""
    return ApplicationError(
        f"{error} - {HELP[error.fault]}",
        type=error.fault,
        non_retryable=error.fault not in RETRYABLE,
        next_retry_delay=error.retry_after,
    )
