"""Why we propose what we propose, in the buyer's own sentence: told with each choice (R119).

Keys are made by `by_row`, `by_cure` and `by_wrong`, so that a letter carries the key and each language its words.
"""

from domain.defects.defect import Remedy
from domain.grievance import Wrong
from domain.words.telling import Words

COURIERS = "，与快递的责任由我们去追", "; what the courier owes for it is our matter"
BETTER = "双方的材料不一致，我们按对您有利的处理", "the records differ, and we go by what is better for you"

ROWS: dict[str, Words] = {
    "3.5.1": ("我们的记录不能证明已全部装箱，由我们负责", "our records do not show that all of it was packed"),
    "3.5.2": ("称重显示是在运输途中少的" + COURIERS[0], "the weights show that it was lost on the way" + COURIERS[1]),
    "3.5.3": BETTER,
    "3.5.4": BETTER,
    "3.5.5": ("商品未经您同意与其他订单合包", "your goods were packed with others without your consent"),
    "3.5.6": ("赠品是订单的一部分", "the gift is part of what you ordered"),
    "3.5.7": ("缺了这个部件，其余无法使用", "without the missing part the rest is of no use"),
    "3.5.8": ("其余包裹已送达，里面也没有", "the other parcel has come, and it was not in there either"),
    "3.6.1": ("责任在我们", "the mistake is ours"),
    "3.6.2": ("责任在我们", "the mistake is ours"),
    "3.6.3": ("责任在我们", "the mistake is ours"),
    "3.6.4": ("责任在我们，只是这件价值较高，需先收回", "the mistake is ours, and at this value it comes back first"),
    "3.7.1": ("商品到您手中之前就已破损", "it was broken before it was in your hands"),
    "3.7.2": ("破损发生在运输途中" + COURIERS[0], "it was damaged on the way" + COURIERS[1]),
    "3.7.3": ("看来是运输途中破损的" + COURIERS[0], "it seems to have been damaged on the way" + COURIERS[1]),
    "3.7.4": BETTER,
    "3.7.6": ("没有照片，我们也愿意相信您", "we take your word, also without photos"),
    "3.7.8": ("其中一部分在运输途中破损" + COURIERS[0], "a part of it was damaged on the way" + COURIERS[1]),
}
CURES: dict[Remedy, Words] = {
    Remedy.RETURN: ("这段时间内您有权退货", "in this time you have the right to return it"),
    Remedy.EXCHANGE: ("换货比维修更快", "that is faster than a repair"),
    Remedy.REPAIR: ("保修期内维修不收费", "inside the guarantee it costs you nothing"),
    Remedy.KEEP: ("瑕疵不影响使用，也不用寄回", "the flaw does not affect its use, and nothing needs to be sent"),
    Remedy.LESS_USE: ("不让您再等维修", "you need not wait for another repair"),
    Remedy.PAID_REPAIR: ("这不在保修范围内", "the guarantee does not cover this"),
    Remedy.GIVE_BACK: ("商品本身没有质量问题", "nothing is wrong with the goods themselves"),
}
WRONGS: dict[Wrong, Words] = {
    Wrong.PRICE_DROP: ("您付款后不久商品降价了", "the price fell shortly after you paid"),
    Wrong.OVERCHARGED: ("向您多收了钱", "you were charged too much"),
    Wrong.MINOR_FLAW: ("商品有小瑕疵，不影响使用", "the goods have a small flaw that does not affect their use"),
    Wrong.SERVICE: ("我们的服务没有做好", "our service was not as it should be"),
    Wrong.OUT_OF_POCKET: ("您因此多花了钱", "this cost you money of your own"),
    Wrong.LATE_SHIPMENT: ("我们没有按时发货", "we shipped late"),
    Wrong.OUT_OF_STOCK: ("商品缺货，没能发给您", "the goods were out of stock"),
    Wrong.FAKE_SHIPMENT: ("填了发货却没有发出", "we said that it was shipped, and it was not"),
    Wrong.LEGAL_MULTIPLE: ("我们重视您的诉求", "we take your claim seriously"),
}
PLAIN: Words = ("我们希望把问题解决好", "we want to put this right")  # of a letter ordered before reasons were told
NO_CLAIM: Words = ("给您带来了不便", "you had trouble with us")

BECAUSE: dict[str, Words] = {
    **{f"row:{row}": words for row, words in ROWS.items()},
    **{f"cure:{remedy}": words for remedy, words in CURES.items()},
    **{f"wrong:{wrong}": words for wrong, words in WRONGS.items()},
    "wrong:": NO_CLAIM,
    "": PLAIN,
}


def by_row(row: str) -> str:
    """The key of a row of tables 3.5 to 3.7."""
    return f"row:{row}"


def by_cure(remedy: Remedy) -> str:
    """The key of the remedy of a defect that we propose."""
    return f"cure:{remedy}"


def by_wrong(wrong: Wrong | None) -> str:
    """The key of what goodwill is offered for."""
    return f"wrong:{wrong or ''}"
