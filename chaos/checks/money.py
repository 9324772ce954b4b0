"""Money: judged by the provider's books, and our ledger compared with them."""

from collections import defaultdict
from itertools import pairwise

from chaos.checks.verdict import Verdict
from chaos.evidence import Evidence, Step

LONGEST_SENDING = 20 * 3600.0  # seconds in which a key may be sent: the provider keeps it for 24 hours, less a margin
OPEN_TO_FAIL_BY = frozenset({"lookup", "notice", "person"})


def r1_paid_once(found: Evidence) -> Verdict:
    """R1: each refund that was decided reaches the buyer exactly once, to the minor unit, by the provider's books."""
    by_order: dict[str, list[int]] = defaultdict(list)
    for paid in found.paid:
        by_order[paid.order_id].append(paid.amount)
    wrong = []
    for due in found.due:
        amounts = by_order.pop(due.order_id, [])
        if amounts != [due.amount]:
            what = "paid more than once" if len(amounts) > 1 else "never paid" if not amounts else "another amount paid"
            wrong.append(f"order {due.order_id} ({due.case_id}): {what}: {amounts}, due was {due.amount}")
    wrong += [f"order {order}: paid {amounts}, and nothing was due" for order, amounts in by_order.items()]
    total, wanted = sum(paid.amount for paid in found.paid), sum(due.amount for due in found.due)
    counted = f"{len(found.due)} refunds due, {len(found.paid)} paid; {total} of {wanted} minor units"
    return Verdict(promise="R1 paid exactly once", counted=counted, wrong=tuple(wrong))


def r2_never_more_than_captured(found: Evidence) -> Verdict:
    """R2: no order gives back more than was captured, with fifty approvals at once, and by the constraint alone."""
    back: dict[str, int] = defaultdict(int)
    for paid in found.paid:
        back[paid.order_id] += paid.amount
    wrong = [
        f"order {order}: {back[order]} went back of {captured} captured (the provider's books)"
        for order, captured in found.captured.items()
        if back[order] > captured
    ]
    wrong += [
        f"order {crowd.order_id}: {crowd.committed} promised of {crowd.paid} paid (our ledger)"
        for crowd in found.crowds
        if crowd.committed > crowd.paid
    ]
    wrong += [
        f"order {crowd.order_id}: nothing was refused, so its cap was not tried"
        for crowd in found.crowds
        if not crowd.refused
    ]
    raw = sum(crowd.raw for crowd in found.crowds)
    refused = sum(crowd.refused for crowd in found.crowds)
    counted = (
        f"{len(found.captured)} orders; {len(found.crowds) - raw} crowds and {raw} past our checks, {refused} refused"
    )
    return Verdict(promise="R2 never more than captured", counted=counted, wrong=tuple(wrong))


def r3_unknown_is_not_failed(found: Evidence) -> Verdict:
    """R3: what is unknown fails only by a lookup, a notice or a person's word, and nothing that was paid has failed."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in found.history:
        steps[step.key].append(step)
    unknown = sum("unknown" in {step.state for step in of_key} for of_key in steps.values())
    wrong = [
        f"payment {key}: from unknown to failed by {after.source!r}"
        for key, of_key in steps.items()
        for before, after in pairwise(of_key)
        if before.state == "unknown" and after.state == "failed" and after.source not in OPEN_TO_FAIL_BY
    ]
    paid = {paid.reference for paid in found.paid if paid.amount > 0}
    wrong += [
        f"payment {kept.key}: failed by our ledger, paid by the provider's books"
        for kept in found.ledger
        if kept.state == "failed" and kept.key in paid
    ]
    counted = f"{unknown} of {len(steps)} payments were unknown for a while"
    return Verdict(promise="R3 unknown is never failed", counted=counted, wrong=tuple(wrong))


def r4_key_written_before_it_is_sent(found: Evidence) -> Verdict:
    """R4: a key stands in our ledger before the first request with it, says the same each time, and is not late."""
    kept = {row.key: row for row in found.ledger}
    first: dict[str, float] = {}
    bodies: dict[str, set[str]] = defaultdict(set)
    wrong = []
    for asked in sorted(found.asked, key=lambda each: each.at):
        begun = first.setdefault(asked.key, asked.at)
        bodies[asked.key].add(asked.body)
        row = kept.get(asked.key)
        if row is None or row.created_at > asked.at:
            wrong.append(f"payment {asked.key}: the provider was asked before the key was written down")
        if asked.at - begun > LONGEST_SENDING:
            wrong.append(f"payment {asked.key}: sent again {asked.at - begun:.0f} s after the first time")
    wrong += [f"payment {key}: sent with {len(each)} contents" for key, each in bodies.items() if len(each) > 1]
    counted = f"{len(found.asked)} requests with {len(first)} keys"
    return Verdict(promise="R4 key written before it is sent", counted=counted, wrong=tuple(dict.fromkeys(wrong)))


def r5_key_is_one_payment(found: Evidence) -> Verdict:
    """R5: a key that was used is refused for another amount, order, currency or kind of payment."""
    counted = f"{found.mutations} changed orders under used keys, {len(found.accepted_mutations)} accepted"
    return Verdict(promise="R5 a key is one payment", counted=counted, wrong=tuple(found.accepted_mutations))


def r6_a_notice_is_no_second_record(found: Evidence) -> Verdict:
    """R6: each payout of the provider is one settled record of ours, however often and early its notice came."""
    records: dict[str, list[str]] = defaultdict(list)
    for row in found.ledger:
        if row.state == "settled":
            records[row.provider_ref].append(row.key)
    payouts = {paid.refund_id: paid for paid in found.paid if paid.amount > 0}
    wrong = [f"payout {ref}: recorded as {', '.join(keys)}" for ref, keys in records.items() if len(keys) > 1]
    denied = {row.key for row in found.ledger if row.state == "failed"}  # those are R3's
    missing = [ref for ref in payouts.keys() - records.keys() if payouts[ref].reference not in denied]
    wrong += [f"payout {ref} of {payouts[ref].reference}: not in our ledger" for ref in missing]
    counted = f"{len(payouts)} payouts, {sum(len(keys) for keys in records.values())} settled records"
    return Verdict(promise="R6 one record a payout", counted=counted, wrong=tuple(sorted(wrong)))
