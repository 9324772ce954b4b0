"""What was taken in, what was written down, and how everything came back."""

from collections import Counter

from chaos.checks.verdict import Verdict
from chaos.evidence import Evidence
from domain.case import Case
from store.codec import BrokenStory, UnknownEvent, fold

ASKED_AFTERWARDS = ("solved", "survey")


def d1_taken_means_kept(found: Evidence) -> Verdict:
    """D1: a message answered with 2xx is in the inbox and done, and each distinct request is exactly one case."""
    taken = {(each.shop, each.source, each.message_id) for each in found.carried if 200 <= each.status < 300}
    wrong = [
        f"message {'/'.join(message)}: taken with 2xx, and now {found.inbox.get(message, 'not in the inbox')}"
        for message in sorted(taken)
        if found.inbox.get(message) != "done"
    ]
    times = Counter(found.cases)
    wrong += [f"request {'/'.join(each)}: no case" for each in found.requests if not times[each]]
    wrong += [f"request {'/'.join(each)}: {number} cases" for each, number in times.items() if number > 1]
    wrong += [f"case of {'/'.join(each)}: nobody asked for it" for each in sorted(times.keys() - set(found.requests))]
    twice = sum(each.copy == 2 for each in found.carried)
    counted = f"{len(taken)} messages taken, {twice} came twice; {len(found.requests)} requests, {len(times)} cases"
    return Verdict(promise="D1 taken means kept", counted=counted, wrong=tuple(wrong))


def d2_register_is_the_history(found: Evidence) -> Verdict:
    """D2: per case seq is 1..n without a gap, and the register tells what the workflow's own history tells."""
    wrong = list(found.breaches)
    for case_id, entries in found.register.items():
        if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
            wrong.append(f"{case_id}: numbered {[entry.seq for entry in entries]}")
    for case_id, told in found.told.items():
        if isinstance(told, str):
            wrong.append(f"{case_id}: its workflow cannot tell: {told}")
            continue
        try:
            written: Case | str = fold(found.register.get(case_id, ()))
        except (BrokenStory, UnknownEvent, ValueError) as broken:
            written = f"not a story: {broken}"
        if written != told:
            number = written.version if isinstance(written, Case) else written
            wrong.append(f"{case_id}: the history made {told.version} events, the register tells {number}, or another")
    events = sum(len(entries) for entries in found.register.values())
    counted = f"{len(found.register)} cases, {events} events; {len(found.told)} compared with their histories"
    return Verdict(promise="D2 register is the history", counted=counted, wrong=tuple(wrong))


def d4_recovers(found: Evidence) -> Verdict:
    """D4: once everything is healed, every case is paid within the time of the promise."""
    recovery, tally = found.recovery, found.tally
    if recovery is None:
        return Verdict(promise="D4 recovers by itself", counted="not part of this trial")
    away = [f"Temporal back in {seconds:.1f} s" for seconds in tally.temporal_away]
    away += [f"Postgres in {seconds:.1f} s" for seconds in tally.postgres_away]
    ended = "never" if recovery.converged is None else f"{recovery.converged:.0f} s after healing"
    slow = f"slowest {recovery.slowest:.0f} s ({recovery.slowest_case})"
    wrong = tuple(f"{case_id}: not paid in time" for case_id in recovery.open_cases)
    return Verdict(promise="D4 recovers by itself", counted="; ".join([*away, f"all paid {ended}", slow]), wrong=wrong)


def d5_follow_up_once(found: Evidence) -> Verdict:
    """D5: after days of waiting each case asks once whether it is solved, once for the survey, and closes."""
    wrong = [f"{case_id}: its run has not come to its end" for case_id, done in found.finished.items() if not done]
    for case_id in found.finished:
        for question in ASKED_AFTERWARDS:
            times = found.letters[(case_id, question)]
            if times != 1:
                wrong.append(f"{case_id}: asked {times} times: {question}")
    done = sum(found.finished.values())
    counted = f"{done} of {len(found.finished)} cases lived through their last days"
    return Verdict(promise="D5 follow-up fires once", counted=counted, wrong=tuple(wrong))
