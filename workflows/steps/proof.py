"""Asking the buyer to show what is wrong: a letter, two reminders, and an end to the waiting."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import proof
    from domain.events import ProofAsked, ProofLapsed
    from domain.proof import Needs
    from domain.windows import Clock, Due
    from workflows.casefile import CaseFile, Deadline, Ready
    from workflows.steps import buyer, outbound
    from workflows.steps.goods import decided


async def gathered(file: CaseFile, needs: Needs = ()) -> bool:
    """The buyer shows what the claim needs (`needs`, else by its ground); True when all of it is there.

    False when two reminders and the time of the terms brought nothing, or when the case was decided meanwhile. Then
    policy refuses nothing: a person decides, with "refuse for lack of evidence" proposed (table 3.7 row 6, R39), and
    what the buyer sends late still counts.
    """
    wanted = needs or proof.needed(file.case)
    if file.case.proof is None and proof.missing(file.case, wanted) and not decided(file.case):
        await buyer.tell(file, "ASK-EVID", lambda: Words(item=file.case.titles), moot=_answered(wanted))
        if decided(file.case) and workflow.patched("no-proof-once-decided"):
            return not proof.missing(file.case, wanted)  # decided before the letter could leave: nobody was asked
        span = timedelta(hours=file.case.terms.proof_hours)
        file.record(ProofAsked(needs=wanted, until=workflow.now() + span))
    if file.case.proof is not None and not file.case.proof.lapsed:
        await _comes(file, _answered(file.case.proof.needs))
    return not proof.missing(file.case, wanted)


async def _comes(file: CaseFile, ready: Ready) -> None:
    for told, at in enumerate(proof.reminders(file.case)):
        if await outbound.until(file, ready, _pause(at), "the buyer's photos", alarms=False):
            return
        if file.case.letters.count("DMG-4") <= told:
            file.meanwhile(_remind(file, ready))
    if not await outbound.until(file, ready, proof.window, "the buyer's photos", alarms=False):
        file.record(ProofLapsed(lacking=proof.lacking(file.case)))


async def _remind(file: CaseFile, moot: Ready) -> None:
    known = file.case.proof
    until = known.until if known is not None else workflow.now()
    await buyer.tell(file, "DMG-4", lambda: Words(date=until), moot=moot)


def _answered(needs: Needs) -> Ready:
    return lambda case: not proof.missing(case, needs) or decided(case)


def _pause(at: datetime) -> Deadline:
    began = workflow.now()
    return lambda _: Due(at=at, clock=Clock.PAUSE, starts_at=began)
