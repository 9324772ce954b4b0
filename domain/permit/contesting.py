"""Which judgements and reports a case takes, and the events that they become (tables 3.9, 3.14 and 3.15)."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import Contesting, EnterAbuse, Judge, NoteSignal, NotPermitted, ReportConduct, ReviewConduct
from domain.disputes.authenticity import COUNTERFEIT, PAPERS, REPORT, Judgement
from domain.disputes.conduct import BY_HAND
from domain.disputes.counterfeit import OUR_PAPERS, THEIR_REPORT, THREAT, damages, references, skus
from domain.events import Event, Means
from domain.fit_words import check_words
from domain.permit.checks import check_length, money_still, said, still_open
from domain.request import Scenario

LONGEST_NAME = 100  # characters


def fits(command: Contesting, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    match command:
        case Judge():
            _fits_judgement(command, case)
        case ReportConduct():
            _fits_report(command, case)
        case NoteSignal():
            _fits_signal(command, case)
        case ReviewConduct():
            said(command.reason, "reviewing")
            if case.score is None:
                raise NotPermitted("NOTHING_DOUBTFUL", "Nothing was seen in this case that would count.")
        case EnterAbuse():
            _fits_abuse(command, case)
        case _:
            assert_never(command)


def effect(command: Contesting, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Judge():
            return _judged(command, case)
        case ReportConduct():
            reported = ev.ConductReported(to=command.to, number=command.number, by=command.by, reason=command.reason)
            return (reported,)
        case NoteSignal():
            return (ev.SignalNoted(signal=command.signal, by=command.by, note=command.note),)
        case ReviewConduct():
            points = case.score.points if case.score is not None else 0
            return (ev.MaliceReviewed(abusive=command.abusive, points=points, by=command.by, reason=command.reason),)
        case EnterAbuse():
            return (ev.AbuseFound(finding=command.finding, article=command.article, by=command.by),)
        case _:
            assert_never(command)


TOLD_TO_BUYER = frozenset({Judgement.PAPERS_VALID, Judgement.EXTORTION})  # as the reason of a refusal
# What must be on file before it can be judged.
ON_FILE = {
    **dict.fromkeys(PAPERS, (OUR_PAPERS, "a paper of ours, E11 to E14")),
    **dict.fromkeys(REPORT, (THEIR_REPORT, "the buyer's report, E9")),
    Judgement.EXTORTION: (THREAT, "the chat that shows the threat, E8"),
}


def _fits_judgement(command: Judge, case: Case) -> None:
    said(command.reason, "judging")
    still_open(case)
    money_still(case)
    if case.scenario is not Scenario.COUNTERFEIT and not _in_dispute(case):
        raise NotPermitted("NO_COUNTERFEIT", f"A {case.scenario} case claims no counterfeit goods; divert it first.")
    decided = case.agreement is not None or case.refusal is not None
    if decided and not (_in_dispute(case) and command.judgement in COUNTERFEIT):
        raise NotPermitted("DECIDED_ALREADY", "The claim is decided; in a dispute only a valid report changes that.")
    if command.judgement in TOLD_TO_BUYER:
        check_words(command.reason)
    wanted = ON_FILE.get(command.judgement)
    if wanted is not None and not references(case, wanted[0]):
        raise NotPermitted("NOTHING_FILED", f"Nothing is filed to judge: attach {wanted[1]}, first.")
    if command.judgement is Judgement.REPORT_VALID and not command.issuer.strip():
        raise NotPermitted("NO_ISSUER", "Say who wrote the report: only a brand's or an authority's counts.")


def _in_dispute(case: Case) -> bool:
    """The claim was rejected, and the buyer goes on: a report may still come."""
    return case.scenario is Scenario.DISPUTE and case.request.kind is Scenario.COUNTERFEIT


def _judged(command: Judge, case: Case) -> tuple[Event, ...]:
    """The judgement; goods that are counterfeit are sold no more and paid back, a threat is refused (F76, F89)."""
    judged = ev.AuthenticityJudged(
        judgement=command.judgement, by=command.by, reason=command.reason, issuer=command.issuer
    )
    if command.judgement in COUNTERFEIT:
        stopped = ev.SaleStopped(skus=skus(case), by=command.by, reason=command.reason)
        agreed = ev.RequestAgreed(by=command.by, note=command.reason, seller_pays_freight=True)
        relents = (ev.ScenarioChanged(to=case.request.kind, reason="the goods are counterfeit", by=command.by),)
        return (judged, stopped, agreed, *_beyond(command, case), *(relents if _in_dispute(case) else ()))
    if command.judgement is Judgement.EXTORTION:
        proof = references(case, THREAT)
        return (judged, ev.RequestRefused(by=command.by, reason=command.reason, evidence=proof))
    return (judged,)


def _beyond(command: Judge, case: Case) -> tuple[Event, ...]:
    """Damages above the price leave beside the order, by finance (MR-25, F16)."""
    amount = damages(case) if command.judgement is Judgement.REPORT_VALID else 0
    if not amount:
        return ()
    return (ev.CompensationSettled(amount=amount, means=Means.PAYOUT, rule="MR-25", by=command.by),)


def _fits_report(command: ReportConduct, case: Case) -> None:
    if not command.to.strip() or not command.number.strip():
        raise NotPermitted("NO_NUMBER", "Say to whom it was reported, and the number that it has there.")
    if max(len(command.to), len(command.number)) > LONGEST_NAME:
        raise NotPermitted("TOO_LONG", f"Name and number have {LONGEST_NAME} characters at most.")
    if any((told.to, told.number) == (command.to, command.number) for told in case.reported):
        raise NotPermitted("REPORTED_ALREADY", f"{command.number} at {command.to} is entered already.")


def _fits_signal(command: NoteSignal, case: Case) -> None:
    still_open(case)
    if case.background is None:
        raise NotPermitted("NO_SCORE", "This case was opened before scores were kept.")
    if command.signal not in BY_HAND:
        raise NotPermitted("SHOWN_BY_REGISTER", f"{command.signal} is seen by itself; entered are {_by_hand()}.")
    if command.signal in case.noted:
        raise NotPermitted("NOTED_ALREADY", f"{command.signal} is noted already.")
    check_length(command.note)


def _by_hand() -> str:
    return ", ".join(sorted(BY_HAND))


def _fits_abuse(command: EnterAbuse, case: Case) -> None:
    """Only the platform finds it, and its finding has a number; what was paid by then is not computed anew."""
    still_open(case)
    money_still(case)
    if not command.finding.strip() or len(command.finding) > LONGEST_NAME:
        raise NotPermitted("NO_NUMBER", "Give the number that the platform's finding has there.")
    if case.abuse:
        raise NotPermitted("FOUND_ALREADY", f"The finding {case.abuse} is entered already.")
