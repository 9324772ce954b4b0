"""What a person writes to a buyer is looked at before it leaves."""

import pytest

from domain.commands import Agree, NotPermitted, Refuse
from domain.fit_words import unfit
from domain.permit import permit
from domain.request import Ground
from tests.domain.case_forms import case_of


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("你就是骗子", "an insult"),
        ("don't be stupid", "an insult"),
        ("不撤诉后果自负", "a threat"),
        ("take it, or else", "a threat"),
        ("给好评返现5元", "a reward for a rating"),
        ("追评后送红包", "a reward for a rating"),
        ("a coupon for a five-star review", "a reward for a rating"),
        ("please remove your review first", "a reward for a rating"),
        ("加我微信退给您", "settling outside the platform"),
        ("we can settle on WhatsApp", "settling outside the platform"),
        ("另一位买家电话13812345678", "somebody's data"),
        ("write to anna@mail.example", "somebody's data"),
        ("商品吊牌已剪，影响完好，附照片", ""),
        ("退款5元，请查收", ""),
        ("the tag was cut, see photo 2; 900012345678901234 is the order", ""),
        ("we are sorry for the stupidity of our packer", ""),
        ("good review of the photos; the refund is 5.00", ""),
    ],
)
def test_unfit_words_are_named(text: str, what: str) -> None:
    """The kind is told, so that the person knows what to leave out."""
    assert unfit(text) == what


@pytest.mark.parametrize("command", [Refuse(by="li", reason="你是骗子", evidence=("E1",))])
def test_a_command_with_unfit_words_is_refused(command: Refuse | Agree) -> None:
    """Before the case takes it, while other words can be chosen."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case_of(ground=Ground.QUALITY))
    assert refused.value.code == "UNFIT_WORDS"
