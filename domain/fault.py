"""Who is answerable for what went wrong. Until signature the carrier counts as the seller (rule F28)."""

from enum import StrEnum


class Fault(StrEnum):
    """The party answerable for the ground of a case."""

    BUYER = "buyer"  # changed mind, wrong choice: nothing is wrong with the goods
    SELLER = "seller"
    CARRIER = "carrier"
    NONE = "none_determined"
