"""Claims and buyers that are doubted: what papers and reports are worth, and conduct that was reported."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.options import AS_USUAL, AnyId, Asking, How


class Judgement(StrEnum):
    """The judgements of `domain.disputes.authenticity`, which help must not load."""

    PAPERS_VALID = "papers_valid"
    PAPERS_INVALID = "papers_invalid"
    REPORT_VALID = "report_valid"
    REPORT_INVALID = "report_invalid"
    SUSPECTED = "suspected"
    EXTORTION = "extortion"


async def judge(
    case: AnyId,
    judgement: Annotated[Judgement, Parameter(help="What you came to.")],
    /,
    *,
    reason: Annotated[str, Parameter(help="Why. Of papers_valid and extortion the buyer is told it.")],
    issuer: Annotated[str, Parameter(help="Who wrote the buyer's report: the brand, or the authority.")] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Judge a claim of counterfeit goods: our papers (E11 to E14), the buyer's report (E9), or the claim itself.

    papers_valid asks the buyer for a report; papers_invalid takes the goods back. suspected and report_valid stop the
    sale and pay back at once; report_valid adds the damages of the law, which two persons decide. extortion refuses.
    """
    from domain import commands
    from domain.disputes import authenticity

    judged = commands.Judge(by=how.who, judgement=authenticity.Judgement(judgement), reason=reason, issuer=issuer)
    await carry(case, judged, how, to_approve=ask)


async def report_conduct(
    case: AnyId,
    /,
    *,
    to: Annotated[str, Parameter(help="To whom: platform, police, or a name.")],
    number: Annotated[str, Parameter(help="The number that it has there.")],
    reason: Annotated[str, Parameter(help="For the register.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Enter that the buyer's conduct was reported, with the evidence of the case: the report itself is made there."""
    from domain import commands

    reported = commands.ReportConduct(by=how.who, to=to, number=number, reason=reason)
    await carry(case, reported, how)


class Signal(StrEnum):
    """The signals that people enter: those of `domain.disputes.conduct`, which help must not load."""

    THREAT = "threat"
    SERIAL = "serial"
    UNPAID = "unpaid"
    LIKE_BARRED = "like_barred"
    COMPETITOR = "competitor"


class Verdict(StrEnum):
    """What a supervisor can come to."""

    ABUSIVE = "abusive"
    NORMAL = "normal"


async def note_signal(
    case: AnyId,
    signal: Annotated[Signal, Parameter(help="What you saw, of this list.")],
    /,
    *,
    note: Annotated[str, Parameter(help="Where it shows.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Enter what no register shows of a buyer's conduct. It counts in the score, and changes no money and no right."""
    from domain import commands
    from domain.disputes import conduct

    noted = commands.NoteSignal(by=how.who, signal=conduct.Signal(signal), note=note)
    await carry(case, noted, how)


async def review_conduct(
    case: AnyId,
    verdict: Annotated[Verdict, Parameter(help="What you came to.")],
    /,
    *,
    reason: Annotated[str, Parameter(help="Why.")],
    how: How = AS_USUAL,
) -> None:
    """Look at a case whose score is at the mark (`show` tells it). The claim itself is decided as any other."""
    from domain import commands

    reviewed = commands.ReviewConduct(by=how.who, abusive=verdict is Verdict.ABUSIVE, reason=reason)
    await carry(case, reviewed, how)


async def enter_abuse(
    case: AnyId,
    /,
    *,
    finding: Annotated[str, Parameter(help="The number of the platform's finding.")],
    article: Annotated[str, Parameter(help="The article that it rests on.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Enter that the platform found an abuse of rights: all freight is the buyer's then, also of free shipping."""
    from domain import commands

    found = commands.EnterAbuse(by=how.who, finding=finding, article=article)
    await carry(case, found, how)
