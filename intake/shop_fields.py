"""What requests and facts of a shop's own system have in common: whose request it is, and which item is wanted."""

from domain.request import Wanted
from intake.fields import Form
from intake.messages import BadMessage, Source, case_id


def request_id(data: Form, shop: str) -> str:
    """The request's id, of which a case id can be made. Raises BadMessage."""
    external_id = data.id("request_id")
    try:
        case_id(shop, Source.SHOP, external_id)
    except BadMessage as wrong:
        raise data.bad("request_id", wrong.reason) from None
    return external_id


def read_wanted(row: Form) -> Wanted:
    """The item that the buyer wants, at the shop's price of now."""
    wanted = Wanted(
        sku=row.id("sku"), unit_price=row.whole("unit_price"), title=row.optional_text("title", longest=200)
    )
    row.finish()
    return wanted
