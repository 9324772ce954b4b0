"""What was known of a buyer when a case was opened: counts from the shop's register, and nothing about the person.

It is frozen in the case, so that a score can be explained later; it decides on no money and on no right (F101).
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Background:
    """Counts of this buyer's earlier cases; `orders` is None where the shop did not say how many there were."""

    orders: int | None = None
    claims: int = 0  # in this shop, ever
    claims_lately: int = 0  # in the window of the terms, over all our shops
    shops_lately: int = 0  # how many shops those were in
    barred: bool = False  # on this shop's list
    like_barred: bool = False  # shares an address or a phone with somebody on it
    knows_own_mistakes: bool = False  # what we sent wrong is no swap when it comes back; False: opened before that
