"""A case as its whole story has made it: what projections begin with."""

from collections.abc import Sequence

from domain import events as ev
from domain.case import Case
from domain.evolution import evolve, opened
from domain.register.figures import Dated


def case_of(story: Sequence[Dated]) -> Case:
    """The case at the end of its story, which begins with its opening."""
    first = story[0].event
    assert isinstance(first, ev.CaseOpened)  # the first event of every case
    case = opened(first, story[0].at)
    for dated in story[1:]:
        case = evolve(case, dated.event, dated.at)
    return case
