"""Goods: judged by the warehouse's books."""

from collections import defaultdict

from chaos.checks.verdict import Verdict
from chaos.evidence import Evidence, Left


def g1_sent_once(found: Evidence) -> Verdict:
    """G1: what was decided to be sent leaves the warehouse exactly once, and nothing else leaves."""
    by_order: dict[str, list[Left]] = defaultdict(list)
    for left in found.left:
        by_order[left.order_id].append(left)
    wrong = []
    for wanted in found.wanted:
        parcels = by_order.pop(wanted.order_id, [])
        if [(left.sku, left.qty) for left in parcels] != [(wanted.sku, wanted.qty)]:
            what = "sent more than once" if len(parcels) > 1 else "never sent" if not parcels else "something else sent"
            wrong.append(f"order {wanted.order_id} ({wanted.case_id}): {what}: {[left.key for left in parcels]}")
    wrong += [
        f"order {order}: sent {[left.key for left in parcels]}, which nobody decided"
        for order, parcels in by_order.items()
    ]
    twice = sum(left.times > 1 for left in found.left)
    counted = f"{len(found.wanted)} exchanges, {len(found.left)} parcels; {twice} keys reached the warehouse twice"
    return Verdict(promise="G1 goods sent exactly once", counted=counted, wrong=tuple(wrong))
