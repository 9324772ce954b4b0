"""The checks, each written once: a promise, what was counted for it, and what is wrong."""

from chaos.checks.durability import (
    d1_taken_means_kept,
    d2_register_is_the_history,
    d4_recovers,
    d5_follow_up_once,
)
from chaos.checks.goods import g1_sent_once
from chaos.checks.money import (
    r1_paid_once,
    r2_never_more_than_captured,
    r3_unknown_is_not_failed,
    r4_key_written_before_it_is_sent,
    r5_key_is_one_payment,
    r6_a_notice_is_no_second_record,
)
from chaos.checks.verdict import Check, Verdict
from chaos.checks.walls import a6_shops_do_not_meet, r1v_it_bit

__all__ = ["CHECKS", "Check", "Verdict"]

CHECKS: dict[str, Check] = {
    "R1": r1_paid_once,
    "R1v": r1v_it_bit,
    "R2": r2_never_more_than_captured,
    "R3": r3_unknown_is_not_failed,
    "R4": r4_key_written_before_it_is_sent,
    "R5": r5_key_is_one_payment,
    "R6": r6_a_notice_is_no_second_record,
    "G1": g1_sent_once,
    "D1": d1_taken_means_kept,
    "D2": d2_register_is_the_history,
    "D4": d4_recovers,
    "D5": d5_follow_up_once,
    "A6": a6_shops_do_not_meet,
}
