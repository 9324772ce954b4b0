"""What the shop can still do about goods that it has not sent, in the generic form: the object `supply`."""

from domain.order import Stage
from domain.request import Scenario, Supply, Wanted
from intake.fields import Form


def read_supply(data: Form, *, kind: Scenario, stage: Stage) -> Supply | None:
    """What the message says of it; None where it says nothing. Raises BadMessage that names the field."""
    form = data.optional_inner("supply")
    if form is None:
        return None
    if kind is not Scenario.REFUND_ONLY or stage is not Stage.UNSHIPPED:
        raise data.bad("supply", "it belongs to kind refund_only with stage unshipped: goods that have not left")
    return _read(form, one_line=len(data.rows("items", least=1)) == 1)


def _read(form: Form, *, one_line: bool) -> Supply:
    """A new date, another item, or both; another item stands for one line of the order."""
    other = form.optional_inner("substitute")
    found = Supply(
        until=form.optional_moment("until"),
        substitute=None if other is None else _other(other),
        promised=form.optional_whole("promised") or 0,
    )
    if found.until is None and found.substitute is None:
        raise form.bad("until", "missing: a supply names a date, another item, or both")
    if found.substitute is not None and not one_line:
        raise form.bad("substitute", "another item stands for one line, and the request is about several")
    form.finish()
    return found


def _other(row: Form) -> Wanted:
    item = Wanted(sku=row.id("sku"), unit_price=row.whole("unit_price"), title=row.optional_text("title", longest=200))
    row.finish()
    return item
