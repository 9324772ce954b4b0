"""What exactly is wrong with goods that arrived, and what can be done about it: the words of tables 3.5 to 3.7."""

from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong, finer than the ground; a person who has seen the photos may correct it."""

    UNITS = "units"  # whole units are missing
    GIFT = "gift"  # the gift is missing
    PART = "part"  # a part of a set is missing, and the rest is of no use without it
    WRONG = "wrong"  # another item than was ordered
    OWN_MISTAKE = "own_mistake"  # the buyer ordered the wrong thing
    VARIATION = "variation"  # colour or batch, as the page said
    DAMAGED = "damaged"  # how badly is not known yet
    COSMETIC = "cosmetic"
    USABLE = "usable"  # damaged, the function is not affected
    UNUSABLE = "unusable"  # the function is affected
    PACKAGING = "packaging"  # only the box: the goods are perfect
    HIDDEN = "hidden"  # found in use or by a test
    PARTIAL = "partial"  # fragile or large goods of which one part is broken


class Remedy(StrEnum):
    """What is done about it. The buyer chooses among those that the table leaves."""

    RESHIP = "reship"  # the missing, right or whole goods are sent
    REFUND = "refund"  # the money for the units, nothing comes back
    KEEP = "keep"  # a part of the money, and the goods stay
    RETURN = "return"  # the goods come back at our cost, then all of the money
    REFUSE = "refuse"
    INFORM = "inform"  # nothing is missing: the rest is on its way
    EXPLAIN = "explain"  # the goods are as they were described: the no-reason rules, as of any purchase
    EXCHANGE = "exchange"  # another item, by the rules of an exchange without a reason
    QUALITY = "quality"  # it is looked at as a matter of quality
    COUPON = "coupon"  # goodwill: nothing is owed
