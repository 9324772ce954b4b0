"""What TOP's error codes mean for us: one table.

Sources: TOP's list of platform errors (codes below 100) and the rule that `isv.` sub-codes are the caller's faults and
`isp.` ones the platform's.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from gateways.errors import Fault, GatewayError
from gateways.http import unanswered
from gateways.reading import Row, optional_text

# These sub-codes are assumptions: TOP's documents name the version lock and the seller's account, not the codes.
BY_SUB_CODE: Mapping[str, Fault] = {
    "isv.refund-version-error": Fault.STALE,
    "isv.refund-phase-error": Fault.STALE,
    "isv.account-frozen": Fault.NEEDS_FUNDS,
    "isv.balance-not-enough": Fault.NEEDS_FUNDS,
}
BY_CODE: Mapping[str, Fault] = {
    "3": Fault.REFUSED,  # upload fail
    "4": Fault.RATE_LIMITED,  # user call limited
    "5": Fault.RATE_LIMITED,  # session call limited
    "6": Fault.RATE_LIMITED,  # partner call limited
    "7": Fault.RATE_LIMITED,  # app call limited
    "8": Fault.RATE_LIMITED,  # app call exceeds limited frequency
    "9": Fault.REFUSED,  # http action not allowed
    "11": Fault.CREDENTIALS,  # insufficient isv permissions
    "12": Fault.CREDENTIALS,  # insufficient user permissions
    "13": Fault.CREDENTIALS,  # insufficient partner permissions
    "21": Fault.REFUSED,  # missing method
    "22": Fault.REFUSED,  # invalid method
    "23": Fault.REFUSED,  # invalid format
    "24": Fault.CREDENTIALS,  # missing signature
    "25": Fault.CREDENTIALS,  # invalid signature
    "26": Fault.CREDENTIALS,  # missing session
    "27": Fault.CREDENTIALS,  # invalid session
    "28": Fault.CREDENTIALS,  # missing app key
    "29": Fault.CREDENTIALS,  # invalid app key
    "30": Fault.CREDENTIALS,  # missing timestamp
    "31": Fault.CREDENTIALS,  # invalid timestamp: our clock is wrong, for every case alike
    "32": Fault.REFUSED,  # missing version
    "33": Fault.REFUSED,  # invalid version
    "34": Fault.REFUSED,  # unsupported version
    "40": Fault.REFUSED,  # missing required arguments
    "41": Fault.REFUSED,  # invalid arguments
    "42": Fault.REFUSED,  # forbidden request
    "43": Fault.REFUSED,  # parameter error
    "47": Fault.REFUSED,  # invalid encoding
    "53": Fault.CREDENTIALS,  # insufficient security level
}
BAN = re.compile(r"last for (\d{1,8}) more second")  # "This ban will last for N more seconds"
LONGEST_MESSAGE = 300  # characters of the platform's text that we repeat


def error_of(provider: str, stated: Row, *, writes: bool) -> GatewayError:
    """The error that an `error_response` (or a failed row, which has the same fields) means."""
    code, sub_code = optional_text(stated, "code"), optional_text(stated, "sub_code")
    words = optional_text(stated, "sub_msg") or optional_text(stated, "msg") or "refused without a reason"
    fault = fault_of(code, sub_code, writes=writes)
    return GatewayError(fault, provider, words[:LONGEST_MESSAGE], code=sub_code or code, retry_after=_ban(words, fault))


def fault_of(code: str, sub_code: str, *, writes: bool) -> Fault:
    """Code and sub-code decide; what neither names (10, 15 and 50 without a known sub-code) may have been done."""
    if sub_code.startswith("accesscontrol.limited-by"):
        return Fault.RATE_LIMITED
    if known := BY_SUB_CODE.get(sub_code) or BY_CODE.get(code):
        return known
    return Fault.REFUSED if sub_code.startswith("isv.") else unanswered(writes=writes)


def _ban(words: str, fault: Fault) -> timedelta | None:
    found = BAN.search(words) if fault is Fault.RATE_LIMITED else None
    return timedelta(seconds=int(found[1])) if found else None
