"""The numbers that bind a case, one field each: what a pack must say, in which unit."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One resolved pack. Hours are wall-clock hours; days are calendar days of `time_zone`, the first day not counted.

    Fields end in their unit: `_hours`, `_days`, `_workdays`, `_minor` (minor units), `_percent`, `_bp` (basis points),
    `_count`, `_grams`, `_clock` (local hour), `_flag`, `_choice`, `_signs`. A default is there for cases that were
    opened before the field was: packs say all.
    """

    pack: str
    version: str
    time_zone: str
    holidays: str  # country code of the legal holidays
    silence_agrees_flag: bool  # the platform agrees by itself when the shop is silent
    respond_unshipped_hours: int  # F1
    respond_refund_hours: int  # F2
    respond_return_hours: int  # F2, F3
    no_reason_days: int  # F41, F42
    ship_back_hours: int  # F4
    confirm_return_hours: int  # F5
    inspect_hours: int
    refund_after_receipt_days: int  # F54
    deliberate_delay_days: int  # F55
    buyer_modify_hours: int  # F6
    buyer_choice_hours: int
    missing_parcel_hours: int
    intercept_hours: int
    returning_parcel_hours: int
    courier_silence_hours: int
    courier_polls_count: int
    follow_up_hours: int
    follow_up_answer_hours: int
    survey_hours: int
    reopen_hours: int
    auto_limit_minor: int  # a refund by policy alone, without a person (3.0.4, AUTO)
    packaging_fee_least_minor: int  # MR-14
    alarm_first_percent: int
    alarm_second_percent: int
    alarm_last_percent: int
    reminder_first_hours: int  # before the ship-back window closes
    reminder_last_hours: int
    text_from_clock: int  # SMS and mail: local hour of the buyer
    text_until_clock: int
    platform_quiet_from_clock: int
    platform_quiet_until_clock: int
    texts_a_day_count: int  # over all cases of a buyer
    texts_a_case_count: int
    dispute_mark_minor: int = 0  # what a lost dispute costs in the platform's figures (table 3.14)
    dispute_handling_minor: int = 0
    dispute_lose_percent: int = 50  # how likely a dispute is lost, where nobody has said
    dispute_lose_unclean_percent: int = 90  # and where the shop itself did not comply (R114)
    # Who may decide what, and compensation (rules 3.0.4 and 3.13). Cases that were opened before the packs named these
    # keep the terms of then: with the flag unset nobody is held to a level, and no compensation can be agreed on.
    authority_flag: bool = False
    agent_limit_minor: int = 0
    supervisor_limit_minor: int = 0
    goodwill_agent_sum_minor: int = 0
    goodwill_agent_share_percent: int = 0
    goodwill_supervisor_sum_minor: int = 0
    goodwill_supervisor_share_percent: int = 0
    four_eyes_minor: int = 0  # payouts above it need a second person
    approval_hours: int = 0
    offer_hours: int = 0
    payout_hours: int = 0  # R91: due, then two more alarms
    payout_second_hours: int = 0
    payout_last_hours: int = 0
    price_protection_days: int = 0
    ship_hours: int = 0  # from payment until the goods have left, where the listing names no date; 0: not known (F22)
    penalty_rule_flag: bool = False  # a platform rule names the penalty of late, missing or fake shipment (MR-26)
    penalty_share_percent: int = 0
    penalty_least_minor: int = 0
    penalty_most_minor: int = 0
    evidence_hours: int = 72  # F8: from the platform's coming in
    platform_decision_workdays: int = 6  # F10: from the end of the evidence
    settlement_window_days: int = 30  # F15: a suspension that both sides asked for
    police_silence_days: int = 183  # F15: six months, after which a dispute goes on
    settlement_hours: int = 48  # table 3.14 row 8: both sides do what they agreed on
    window_moves_flag: bool = True  # F43: a last day without work moves the end of the no-reason window
    refund_from_choice: str = "receipt"  # what `refund_after_receipt_days` is counted from (F54, F115)
    freight_back_choice: str = "by_fault"
    window_from_choice: str = "parcel"  # from which receipt the no-reason window runs
    undelivered_refund_workdays: int = 0  # money back for what never came (MR-38); 0: the law names no days
    shelf_days: int = 7  # how long a parcel that nobody has told of lies on the shelf (table 3.10 step 4 row 10)
    exclusions_choice: str = "china"  # which list of goods has no no-reason right
    informs_right_flag: bool = True  # F112: a shop that does not tell of the right lengthens it by twelve months
    informs_return_cost_flag: bool = True  # F117: the way back is the buyer's only where the shop told so
    informs_value_loss_flag: bool = True  # F118: worn goods cost the buyer something only where the shop told so
    phone_from_clock: int = 10  # rule 3.0.5
    phone_until_clock: int = 18
    calls_a_case_count: int = 3
    calls_a_day_count: int = 2
    call_gap_hours: int = 2
    call_instead_hours: int = 0  # for a call where no channel took a letter; 0: without an end, for cases from before
    # Since 2026-12, with defaults for cases that were opened before: a pack states its own, with their sources.
    no_trace_first_check_hours: int = 24
    no_trace_escalate_hours: int = 48
    stalled_hours: int = 72
    stalled_remote_hours: int = 120
    carrier_answer_hours: int = 48
    carrier_statute_hours: int = 168  # F36
    claim_file_hours: int = 72
    claim_chase_hours: int = 168
    claim_write_off_days: int = 90
    courier_liability_minor: int = 0  # an uninsured parcel, by contract; 0: the contract names no limit
    # Complaints about what arrived (tables 3.5 to 3.7).
    weight_tolerance_grams: int = 20  # what scales may differ by: the greater of the two
    weight_tolerance_share_percent: int = 2
    warehouse_answer_hours: int = 4
    weight_answer_hours: int = 24
    wrong_item_kept_minor: int = 0  # up to this nobody sends a wrong item back
    wrong_item_first_minor: int = 2**53  # from this on the wrong item comes back before the right one leaves
    wrong_item_return_hours: int = 168
    visible_damage_hours: int = 48
    cosmetic_least_percent: int = 10  # the grid of partial refunds, of what was paid
    cosmetic_most_percent: int = 20
    usable_least_percent: int = 20
    usable_most_percent: int = 40
    proof_hours: int = 48  # R34, table 3.7 row 6: the buyer shows what is wrong
    proof_reminder_first_hours: int = 24  # before that time is over
    proof_reminder_last_hours: int = 8
    sweep_clock: int = 23  # the shop's rounds by the clock: local hour of the shop (R20)
    sweep_limit_minor: int = 0  # what the nightly sweep may take beyond auto_limit_minor
    figures_clock: int = 4
    figures_window_days: int = 30  # how many past days are computed anew (F103)
    quality_clock: int = 9
    quality_window_days: int = 30  # in which the same defect is counted
    quality_cases_count: int = 3  # from which the product department is told
    quality_answer_days: int = 7
    incident_cases_count: int = 3  # so many open cases stuck at one counterpart seem to be an incident (R158)
    # The composite index (R149): what the worst, the middle and the best of comparable shops have, and its weights.
    index_speed_worst_hours: int = 0
    index_speed_middle_hours: int = 0
    index_speed_best_hours: int = 0
    index_speed_weight_percent: int = 0
    index_self_worst_percent: int = 0
    index_self_middle_percent: int = 0
    index_self_best_percent: int = 0
    index_self_weight_percent: int = 0
    index_dispute_worst_bp: int = 0
    index_dispute_middle_bp: int = 0
    index_dispute_best_bp: int = 0
    index_dispute_weight_percent: int = 0
    index_threshold_percent: int = 0  # below it no new official events; 0: nothing asks for the index
    index_alert_percent: int = 20  # so much worse than the middle is told (rule 3.17)
    invoice_issue_hours: int = 48  # table 3.20 row 7, and how long finance takes over any other step of a correction
    invoice_paper_days: int = 15  # how long the copies of a paper invoice are waited for
    invoice_confirm_hours: int = 72  # how long the buyer's company has to confirm a reversal
    invoice_chase_hours: int = 12
    # People (tables 3.17 and 3.19), with defaults for cases that were opened before.
    owner_cases_count: int = 40  # open cases of one person; more go to the stand-in
    note_hours: int = 24  # how old the newest note of an open case may be
    take_hours: int = 2  # within which a hand-over is taken
    handover_clock: int = 18  # the shop's check before the shift ends
    progress_clock: int = 10  # the shop's daily word to buyers who wait for others (R128)
    progress_silence_hours: int = 20  # after which it is due: less than a day, since a round never comes to the minute
    severity_step_hours: int = 24  # by how much earlier a case is worked on for each level of severity (R8)
    # Sending goods again. Cases from before the packs named these send nothing by policy, and ask a supervisor.
    reship_auto_minor: int = 0  # what the units were paid: policy sends them by itself; 0: people decide (3.0.4)
    reship_agent_minor: int = 0
    reship_hours: int = 24  # from the decision until the goods have left
    exchange_advance_minor: int = 0  # up to which the other item may leave before the first is back (3.11 row 2)
    top_up_hours: int = 48  # how long a link to pay is good
    top_up_hold_hours: int = 168  # how long unpaid goods wait before the return is carried out
    exchange_follow_up_hours: int = 336  # rule 3.16 row 5
    repair_follow_up_hours: int = 0  # the same after a repair; 0: as after anything else, for cases from before
    delivered_word_hours: int = 0  # rule 3.16 row 1: after a parcel that we sent; 0: no word, for cases from before
    offers_a_month_count: int = 0  # rule 3.16 row 6: to a buyer who consented
    personal_data_days: int = 1095  # from the end of the last case
    purge_clock: int = 3  # when the shop's round erases what is older
    replacement_travel_hours: int = 168  # from there until they are late
    # What makes a claim look doubtful counts so much (table 3.15); at the mark a supervisor looks. Proposed, all of it.
    malice_threat_count: int = 25
    malice_refuses_proof_count: int = 15
    malice_many_claims_count: int = 15
    malice_swapped_count: int = 30
    malice_serial_count: int = 30
    malice_unpaid_count: int = 10
    malice_like_barred_count: int = 20
    malice_competitor_count: int = 15
    malice_night_edits_count: int = 5
    malice_review_count: int = 50
    malice_claims_count: int = 3  # more claims than these, within the days, over several shops
    malice_window_days: int = 90
    malice_rate_percent: int = 30  # or on more than this share of the orders, once there are so many
    malice_orders_count: int = 6
    malice_edits_count: int = 3  # changes of the request at night
    ban_days: int = 365
    review_bad_count: int = 3  # stars up to which a public review is answered (table 3.15 row 6)
    review_answer_hours: int = 48
    review_appeal_hours: int = 168
    papers_target_hours: int = 24  # table 3.9: papers of origin assembled, and their hard end
    papers_hours: int = 72
    counterproof_hours: int = 72  # a buyer's report against valid papers
    punitive_flag: bool = False  # the law gives damages above the price of counterfeit goods (F88)
    fake_promise_count: int = 0  # the shop's promise, times the price ("one fake, four back" is 4)
    # What a buyer is shown, and offered, before anything is posted. Off for cases from before the packs named these.
    promo_quote_flag: bool = False  # a part of a promotion: part, whole and keep beside each other (table 3.22)
    margin_share_percent: int = 0  # of a sale, for the loss test (table 3.22 row 6)
    return_handling_minor: int = 0
    promo_keep_percent: int = 0  # of the part's refund, offered to keep it where the part would make a loss
    retention_share_percent: int = 0  # of what was paid, offered once to keep goods of a minor dislike (R59); 0: never
    return_lost_hours: int = 168  # how long a parcel that vanished on its way back is looked for (F36)
    # What is not intact, by kind of goods: signs of domain.goods, a blank between them (R62). "" leaves it to the
    # inspector's grade alone, as before the packs named these.
    intact_clothing_signs: str = ""
    intact_electronics_signs: str = ""
    intact_sealed_signs: str = ""
    intact_appliance_signs: str = ""
    intact_collectible_signs: str = ""
    diagnosis_hours: int = 24  # table 3.8: help from afar, and never longer (stage a)
    quality_return_days: int = 7  # F84, F85: return, exchange or repair
    quality_exchange_days: int = 15  # F85: exchange or repair
    guarantee_days: int = 365  # F85, F86
    seller_burden_days: int = 183  # F83: durable goods, the proof is the seller's
    allergy_days: int = 60  # F96
    remedy_choice_hours: int = 72
    flaw_least_percent: int = 5  # R59, R60: what is offered for a small flaw that stays
    flaw_most_percent: int = 20
    use_daily_bp: int = 50  # F87, MR-17: depreciation a day of use
    outside_test_hours: int = 360  # a service point or a laboratory
    repair_days: int = 30  # F85: by the repairer
    repair_warn_days: int = 20
    repair_parts_days: int = 90  # F85: for lack of parts
    repair_attempts_count: int = 2  # F85: failed ones, after which it is replaced or taken back
    repair_works_days: int = 30  # F85: so long a repair must last
    repair_progress_hours: int = 24  # R128: word to the buyer while it is late
    repair_quote_hours: int = 168  # a quote stands open
    repair_pay_hours: int = 72  # how long the link for an accepted price is good
    unclaimed_days: int = 90  # table 3.12 row 7: notice for goods that nobody wants back

    @property
    def alarm_points(self) -> tuple[int, ...]:
        """Percent of a deadline at which a person is told."""
        return (self.alarm_first_percent, self.alarm_second_percent, self.alarm_last_percent)
