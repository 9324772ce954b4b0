"""A shop's own terms and reasons, over those of its pack."""

from typing import Any

import pytest

from domain.order import Stage
from domain.request import Ground
from gateways.connections import Shop
from gateways.shops import read_shops
from intake.policies import BadPolicy, read_policy

SHOP = Shop(shop_id="lantern")


def test_pack_follows_the_platform() -> None:
    """A shop without a platform gets the pack without a platform's rules."""
    assert read_policy({}, SHOP).terms.pack == "cn_other"
    assert read_policy({"pack": "cn_taobao"}, SHOP).terms.pack == "cn_taobao"


def test_shops_own_numbers_go_before_the_packs() -> None:
    """A shop may promise more than the law; everything else stays the pack's."""
    own = {"auto_limit": {"minor": 20000, "source": "our own rule", "confidence": "P"}}
    terms = read_policy({"terms": own}, SHOP).terms
    assert (terms.auto_limit_minor, terms.no_reason_days) == (20000, 7)


def test_shops_own_reasons_are_looked_at_first() -> None:
    """A shop knows what its buyers mean."""
    reasons = {"dead pixel": {"ground": "quality", "fault": "seller"}}
    assert (
        read_policy({"reasons": reasons}, SHOP).reasons.meant("One dead pixel", Stage.RECEIVED).ground is Ground.QUALITY
    )


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"pack": "mars"}, "pack 'mars' is none of cn_other, cn_taobao, eu, uk, us"),
        ({"pack": ["eu"]}, "is none of"),
        ({"terms": {"pack": "eu"}}, "name the pack in policy"),
        (
            {"terms": {"no_reason": {"days": 5, "source": "s", "confidence": "P"}}},
            "no_reason: the law gives the buyer 7 .*; 5 is less",
        ),
        ({"pack": "../packs/cn_taobao"}, "is none of"),
        ({"colour": 1}, "unknown colour"),
        ({"terms": {"auto_limit": {"minor": 1}}}, "source"),
        ({"terms": {"auto_limit": {"hours": 1, "source": "s", "confidence": "P"}}}, "wrong unit"),
        ({"reasons": {"x": {"ground": "mood", "fault": "buyer"}}}, "'mood' is none of"),
        ({"reasons": {"x": {"ground": "quality"}}}, "a ground and a fault"),
        ([], "a table is expected"),
    ],
)
def test_wrong_policy_names_its_key(section: Any, words: str) -> None:
    """A policy that cannot be followed is found when the program starts."""
    with pytest.raises(BadPolicy, match=words):
        read_policy(section, SHOP)


def test_policy_stands_beside_the_connections() -> None:
    """The shops file may hold the section; the gateways leave it alone."""
    assert read_shops({"lantern": {"policy": {"pack": "cn_other"}}})["lantern"].shop_id == "lantern"
