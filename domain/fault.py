"""Who is answerable for what went wrong. Towards the buyer the carrier counts as the seller until signature (rule F28)."""

from enum import StrEnum


class Fault(StrEnum):
    """The party answerable for the ground of a case."""

    BUYER = "buyer"  # changed mind, wrong choice: nothing is wrong with the goods
    SELLER = "seller"
    CARRIER = "carrier"
    NONE = "none_determined"
