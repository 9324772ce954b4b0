"""What is to be made good, in the generic form: the object `compensation` of a request of that kind."""

import re

from domain.grievance import Grievance, Wrong
from intake.fields import Form

SHOWN = 4  # digits of an account that people see at its end, and three at its start where it is long enough
DIGITS = re.compile(r"[0-9A-Za-z]")


def read_grievance(form: Form) -> Grievance:
    """The claim behind a request for compensation. Raises BadMessage that names the field."""
    wrong = form.choice("wrong", Wrong)
    _needed(form, wrong)
    found = Grievance(
        wrong=wrong,
        new_unit_price=form.optional_whole("new_unit_price"),
        dropped_at=form.optional_moment("dropped_at"),
        coupon=form.optional_whole("coupon") or 0,
        coupon_threshold=form.optional_whole("coupon_threshold") or 0,
        rightful_price=form.optional_whole("rightful_price"),
        loss=form.optional_whole("loss", least=1),
        receipt=form.optional_text("receipt", longest=200),
        settled_as=form.optional_text("settled_as", longest=128),
        account=masked(form.optional_text("account", longest=128)),
        dissatisfaction=form.optional_whole("dissatisfaction", least=1, most=5),
        public=form.flag("public", default=False),
        promised=form.optional_whole("promised") or 0,
    )
    form.finish()
    return found


NEEDED = {Wrong.PRICE_DROP: "new_unit_price", Wrong.OVERCHARGED: "rightful_price", Wrong.OUT_OF_POCKET: "loss"}


def _needed(form: Form, wrong: Wrong) -> None:
    field = NEEDED.get(wrong)
    if field is not None and not form.has(field):
        raise form.bad(field, f"missing; a claim of {wrong} states it, in minor units")


def masked(account: str) -> str:
    """An account as people may see it: its last four signs and, where it is long, its first three."""
    signs = DIGITS.findall(account)
    if len(signs) <= SHOWN:
        return "*" * len(signs)
    head = "".join(signs[:3]) if len(signs) > 2 * SHOWN else ""
    return f"{head}****{''.join(signs[-SHOWN:])}"
