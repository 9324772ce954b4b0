"""A return that the buyer has no right to, taken out of goodwill (R72, MR-14, MR-15); and sets, all or nothing."""

from domain.case import Case
from domain.commands import Agree, NotPermitted
from domain.eligibility import beyond_right
from domain.money import format_money
from domain.money_request import has_unsplit_set


def fits(command: Agree, case: Case) -> None:
    """Raise NotPermitted for a fee inside the right, for one below the least, and for a part of a set."""
    if has_unsplit_set(case):
        raise NotPermitted("SET_IS_WHOLE", "A set goes back whole or stays (MR-8): refuse; the letter offers that.")
    if not command.packaging_fee and not command.round_trip:
        return
    if not beyond_right(case):
        raise NotPermitted("INSIDE_RIGHT", "Inside the buyer's right neither can be agreed on (MR-14).")
    if not command.round_trip or command.seller_pays_freight:
        raise NotPermitted("BOTH_WAYS", "Out of goodwill both ways are the buyer's: say --round-trip.")
    least = case.terms.packaging_fee_least_minor
    if command.packaging_fee and command.packaging_fee < least:
        least_fee = format_money(least, case.order.currency)
        raise NotPermitted("FEE_TOO_LOW", f"A packaging fee is at least {least_fee}, or none at all (MR-14).")
