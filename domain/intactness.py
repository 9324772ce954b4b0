"""Is a unit intact by the standard of its category? The standards are data in the terms (R61, R62; rules F48 to F50).

An inspector says what there is to see (`Sign`); the terms say which of it is not intact for goods of that kind. What a
standard does not name counts as reasonably tried (F48), and goods without a standard are as the inspector graded them.
"""

from domain.goods import LACKS, SOUND, FoundLine, Grade, Sign
from domain.terms import Terms

# Which standard holds for a category of goods; a term `intact_..._signs` each.
STANDARDS = {
    "clothing": "clothing",
    "shoes": "clothing",
    "bags": "clothing",
    "toys": "clothing",
    "home_textile": "clothing",
    "electronics": "electronics",
    "camera": "electronics",
    "activated": "electronics",
    "food": "sealed",
    "cosmetics": "sealed",
    "medical": "sealed",
    "sealed_hygiene": "sealed",
    "appliance": "appliance",
    "book": "collectible",
    "figure": "collectible",
    "lighter": "collectible",
}


def standard_of(category: str, terms: Terms) -> frozenset[Sign]:
    """The signs that make goods of this category not intact; none where it has no standard."""
    name = STANDARDS.get(category)
    signs: str = getattr(terms, f"intact_{name}_signs") if name is not None else ""
    return frozenset(Sign(sign) for sign in signs.split())


def judged(line: FoundLine, category: str, terms: Terms) -> Grade:
    """The grade that counts: the inspector's, unless the signs say otherwise by the category's standard.

    What broke on the way back is the seller's risk on every ground, so it counts as intact towards the buyer (MR-35).
    """
    if line.grade is Grade.WRONG_GOODS:
        return line.grade
    if Sign.BROKEN_ON_THE_WAY in line.signs:
        return Grade.INTACT
    standard, seen = standard_of(category, terms), frozenset(line.signs) - LACKS
    if not standard or not seen:
        return line.grade
    if seen & standard:
        return Grade.NOT_INTACT
    return line.grade if line.grade in SOUND else Grade.INTACT


def conditions(category: str, terms: Terms) -> tuple[Sign, ...]:
    """What the buyer is told to avoid before anything is sent (R61), in the order of the vocabulary."""
    standard = standard_of(category, terms)
    return tuple(sign for sign in Sign if sign in standard)
