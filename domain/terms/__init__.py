"""The terms that bind a case: windows, deadlines and limits, resolved at opening and frozen in the case's history.

A pack is a TOML document with one table a number: its value under the name of its unit, the source of the number and
how sure we are of it. `read_terms` refuses unknown keys, wrong units and missing values; it names file, key and reason.
A pack that `extends` another takes from it what is merely proposed (confidence P), and no amounts: never another
country's law, and never a sum in another currency.
"""

from domain.terms.numbers import Terms
from domain.terms.reading import HEADS, BadTerms, extended, number, read_terms, resolve

__all__ = [
    "HEADS",
    "BadTerms",
    "Terms",
    "extended",
    "number",
    "read_terms",
    "resolve",
]
