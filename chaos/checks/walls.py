"""Whether the run bit at all, and whether shops stay apart."""

from collections import Counter

from chaos.checks.verdict import Verdict
from chaos.evidence import Evidence
from chaos.plan import LEAST_KILLS

LEAST_TIMES, LEAST_SHARE = 3, 0.05
PROVIDER_FAULTS = ("error_before", "hang_after_commit", "error_after_commit", "notice_first", "duplicate_notice")


def r1v_it_bit(found: Evidence) -> Verdict:
    """R1v: the run is void unless keys came twice, workers were killed often, and every fault bit several times."""
    keys = Counter(asked.key for asked in found.asked)
    again = sum(times > 1 for times in keys.values())
    tally, wrong = found.tally, []
    if found.wanted and not any(left.times > 1 for left in found.left):
        wrong.append("void: no shipment reached the warehouse twice")
    if again < LEAST_SHARE * len(keys) or not keys:
        wrong.append(f"void: {again} of {len(keys)} keys reached the provider twice, fewer than 5 %")
    if tally.worker_kills < LEAST_KILLS:
        wrong.append(f"void: {tally.worker_kills} workers were killed, fewer than {LEAST_KILLS}")
    bites = dict(found.bites) | {
        "message twice": sum(each.copy == 2 for each in found.carried),
        "message held back": sum(each.held for each in found.carried),
        "server killed": tally.server_kills,
    }
    wrong += [
        f"void: {kind} happened {bites.get(kind, 0)} times, fewer than {LEAST_TIMES}"
        for kind in (*PROVIDER_FAULTS, "message twice", "message held back", "server killed")
        if bites.get(kind, 0) < LEAST_TIMES
    ]
    if len(tally.temporal_away) < 2 or not tally.postgres_away:
        wrong.append("void: Temporal was not killed twice, or Postgres was not stopped")
    counted = f"{again} of {len(keys)} keys came twice; {tally.worker_kills} kills; " + ", ".join(
        f"{kind} {times}" for kind, times in bites.items()
    )
    return Verdict(promise="R1v the run bit", counted=counted, wrong=tuple(wrong))


def a6_shops_do_not_meet(found: Evidence) -> Verdict:
    """A6: a message of one shop, genuine and about another shop's case, reaches no case at all."""
    wrong = tuple(
        f"{stranger.about}: it is {stranger.state}, with the case {stranger.case_id or 'none'}"
        for stranger in found.strangers
        if stranger.case_id or stranger.state == "done"
    )
    return Verdict(promise="A6 shops do not meet", counted=f"{len(found.strangers)} strangers' messages", wrong=wrong)
