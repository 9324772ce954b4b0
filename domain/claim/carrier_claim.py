"""What the carrier owes the seller for a lost or damaged parcel (MR-24). It never touches the buyer's money."""

from dataclasses import dataclass
from enum import StrEnum

REGISTERED_CAP = 3  # times the postage


class Service(StrEnum):
    """Who carried an uninsured parcel: the post's cap by law does not hold for couriers."""

    REGISTERED_MAIL = "registered_mail"
    COURIER = "courier"


@dataclass(frozen=True, kw_only=True)
class CarrierClaim:
    """The claim, what the buyer gets regardless of it, and what stays with the seller; minor units."""

    claim: int
    buyer_remedy: int
    seller_net_loss: int


def insured_claim(*, declared_value: int, actual_value: int, actual_loss: int) -> CarrierClaim:
    """Total loss: the declared value; partial loss: loss x declared / actual, rounded down, at most the declared value.

    Raises ValueError when the goods are worth nothing or the loss is above their worth. Source: Postal Law art. 47.
    """
    if actual_value < 1 or not 0 <= actual_loss <= actual_value:
        raise ValueError(f"a loss of {actual_loss} on goods worth {actual_value} cannot be true")
    partial = min(declared_value, actual_loss * declared_value // actual_value)
    return _claimed(declared_value if actual_loss == actual_value else partial, actual_loss)


def uninsured_claim(
    *, service: Service, actual_loss: int, postage: int, contract_limit: int | None = None
) -> CarrierClaim:
    """Registered mail: the loss up to three times the postage; courier: the contract's limit, else the whole loss.

    Source: Postal Law art. 47; Express Regulation art. 27.
    """
    limit = REGISTERED_CAP * postage if service is Service.REGISTERED_MAIL else contract_limit
    return _claimed(actual_loss if limit is None else min(actual_loss, limit), actual_loss)


def _claimed(claim: int, loss: int) -> CarrierClaim:
    return CarrierClaim(claim=claim, buyer_remedy=loss, seller_net_loss=max(0, loss - claim))
