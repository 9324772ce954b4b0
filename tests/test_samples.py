"""The samples of the demonstration: each can be played, names how it must end, and together they show every way."""

import json
from pathlib import Path

import pytest

from demonstration.samples import FOLDER, PARKED, BadSample, Sample, read_samples
from domain.events import Resolution
from domain.request import Scenario

SAMPLES = read_samples()
NAMES = [sample.name for sample in SAMPLES]

# Every branch of the two scenarios, and the sample that shows it.
BRANCHES = {
    "a no-reason return, straight": "no-reason-return",
    "above the automatic limit, agreed by a person": "above-limit",
    "the shop is silent and the platform agrees": "shop-silent",
    "the platform states a shorter deadline": "stated-deadline",
    "nothing is sent back": "never-shipped-back",
    "a partial quantity": "partial-quantity",
    "several parcels": "two-parcels",
    "a short parcel, the offer accepted on the platform": "short-parcel",
    "worn goods, an agreed deduction": "worn-goods",
    "swapped goods, refused, a ruling for the seller": "swapped-goods",
    "a ruling for the buyer, carried out": "ruling-for-the-buyer",
    "a parcel after the case has closed": "late-parcel",
    "not shipped, held, refunded": "unshipped-held",
    "shipped against the request": "shipped-all-the-same",
    "held, asked about before it ships, and wanted after all": "wanted-after-all",
    "in transit, the buyer waits": "transit-waits",
    "in transit, intercepted": "transit-intercepted",
    "in transit, refused at the door": "refused-at-the-door",
    "a shop of its own, by mail, with a collect fee": "freight-collect",
    "a quality return with freight": "quality-return",
    "a bad survey reopens the case": "bad-survey",
    "the payment account is frozen": "account-frozen",
    "the payment's outcome is unknown": "outcome-unknown",
    "the bank sends a refund back": "bank-reversal",
    "a price drop, made good by policy": "price-drop",
    "a loss paid out by finance, late, under four eyes": "dry-cleaning",
    "goodwill, offered twice": "goodwill",
    "a decision above the level, approved": "fake-shipment",
    "no new scan, the courier silent, the buyer chooses": "stalled-parcel",
    "lost, refunded, and the carrier's claim paid": "lost-parcel",
    "signed for by others, refunded, and the claim rejected": "signed-by-a-stranger",
    "held up, waited for, and delivered": "held-up-and-delivered",
    "refunded at once, while a company must confirm the reversal of its invoice": "company-invoice",
    "a wrong title, reversed and issued anew": "invoice-title",
    "lost, and sent again as the buyer chose": "sent-again",
    "made to order, and begun": "made-to-order",
    "a presale that cannot be delivered": "presale-not-delivered",
    "out of stock, another item in its place": "out-of-stock",
    "sent again, and lost again": "sent-again-and-lost",
    "said to be fakes, papers that hold": "papers-that-hold",
    "a report of the brand, damages above the price": "damages-above-the-price",
    "not intact by the standard of its category": "label-cut",
    "a return that is lost on its way": "return-vanished",
    "a part of a promotion, shown before it is posted": "part-of-a-promotion",
    "a return past its window, out of goodwill": "late-goodwill",
    "an exchange, paid on top after the parcel is here": "dearer-size",
    "an exchange at our fault, sent in advance": "faulty-lamp",
    "an exchange that stays unpaid": "unpaid-difference",
    "a small flaw, kept for a difference": "small-flaw",
    "advice, a technician, no defect": "no-defect-found",
    "a repair inside the guarantee": "free-repair",
    "a repair whose price is declined": "price-declined",
    "a repair whose price is paid before the work": "repair-paid",
    "short by the warehouse's scales, sent again": "mug-missing",
    "short on the way, refunded, and the courier pays": "lighter-on-arrival",
    "a wrong item, the right one sent first": "wrong-colour",
    "a wrong item of little worth, nothing comes back": "wrong-and-cheap",
    "damaged, kept for a part of the money": "scratched-tray",
    "damaged, another one sent": "broken-vase",
    "a return that is kept for less instead": "kept-for-less",
    "a part of a promotion that is kept for less": "promotion-part-kept",
}


def named(name: str) -> Sample:
    """The sample with this name."""
    return next(sample for sample in SAMPLES if sample.name == name)


@pytest.mark.parametrize(("branch", "name"), BRANCHES.items())
def test_every_branch_has_its_sample(branch: str, name: str) -> None:
    """A branch that no sample shows would go unseen in the demonstration."""
    assert name in NAMES, branch


def test_no_sample_is_without_a_branch() -> None:
    """A sample that shows nothing new would only cost time."""
    assert sorted(NAMES) == sorted(BRANCHES.values())


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_never_expects_more_than_was_paid(sample: Sample) -> None:
    """The cap of the order holds for what is expected, too."""
    paid = sum(tender.amount for tender in sample.scene.order.tenders)
    assert 0 <= sample.expected.refunded <= paid


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_speaks_both_languages(sample: Sample) -> None:
    """Its title is read by people, in English and in Chinese."""
    assert sample.scene.title
    assert sample.scene.title_zh


def test_samples_share_no_outside_id() -> None:
    """Orders, requests, waybills and buyers are each sample's own: a case is found by any of its ids."""
    seen: set[str] = set()
    for sample in SAMPLES:
        own = sample.outside_ids | {sample.scene.order.buyer.id, sample.scene.order.buyer.email}
        assert not own & seen, sample.name
        seen |= own


def test_samples_show_every_ending_that_stage_one_demonstrates() -> None:
    """Refunded whole and in part, lapsed, withdrawn, ruled either way, closed by hand."""
    shown = {sample.expected.resolution for sample in SAMPLES}
    assert shown >= {
        Resolution.REFUNDED,
        Resolution.REFUNDED_LESS,
        Resolution.LAPSED,
        Resolution.WITHDRAWN,
        Resolution.RULED_BUYER,
        Resolution.RULED_SELLER,
        Resolution.CLOSED_BY_HAND,
    }


def test_samples_come_through_both_doors_and_in_both_scenarios() -> None:
    """The marketplace's messages and the shop's own form, returns and refunds without one."""
    assert {sample.scene.source for sample in SAMPLES} == {"taobao", "shop"}
    kinds = {
        Scenario.RETURN_REFUND,
        Scenario.REFUND_ONLY,
        Scenario.COMPENSATION,
        Scenario.COMPLAINT,
        Scenario.QUALITY,
        Scenario.REPAIR,
        Scenario.COUNTERFEIT,
        Scenario.INVOICE,
        Scenario.EXCHANGE,
    }
    assert {sample.scene.request.kind for sample in SAMPLES} == kinds


def test_one_sample_parks_on_purpose() -> None:
    """The frozen account holds until it is mended, and then the case is retried."""
    [parked] = [sample for sample in SAMPLES if any(op.when == PARKED for op in sample.ops)]
    assert parked is named("account-frozen")
    assert parked.scene.faults[0].times is None


def changed(folder: Path, **changes: object) -> Path:
    """A folder with one sample that differs from a good one."""
    good = json.loads(min(FOLDER.glob("*.json")).read_text(encoding="utf-8"))
    (folder / "01-changed.json").write_text(json.dumps(good | changes), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expect": {"resolution": "happy", "refunded": 1}}, "expect: resolution"),
        ({"expect": {"resolution": "refunded"}}, "expect: refunded"),
        ({"ops": [{"when": "sleeping", "by": "li", "do": "agree"}]}, "ops.0.when: 'sleeping'"),
        ({"ops": [{"when": "deciding", "by": "li", "do": "shout"}]}, "ops.0.do: 'shout'"),
        ({"ops": [{"when": "deciding", "by": "li", "do": "refuse"}]}, "ops.0: reason"),
        ({"ops": [{"when": "deciding", "by": "li", "do": "agree", "loudly": True}]}, "unknown loudly"),
    ],
)
def test_a_wrong_sample_is_refused_with_the_place(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    """Whoever writes a sample learns the file and the field."""
    with pytest.raises(BadSample, match=words) as refused:
        read_samples(changed(tmp_path, **changes))
    assert str(refused.value).startswith("01-changed.json")
