"""From a raw message to what it means, whatever its source: one function for the door and for the dispatcher."""

from intake.fields import json_object
from intake.messages import Meaning, Source
from intake.notices import read_notice
from intake.policies import Policy
from intake.shop_form import read_shop_message
from intake.taobao_form import pushed_message, read_message


def read(shop: str, source: Source, message_id: str, body: bytes, policy: Policy) -> Meaning:
    """What the message means. Raises BadMessage that names the field and the reason."""
    match source:
        case Source.SHOP:
            return read_shop_message(json_object(body), shop=shop, message_id=message_id, reasons=policy.reasons)
        case Source.TAOBAO:
            return read_message(pushed_message(body))
        case Source.PAYMENTS | Source.COURIER | Source.WAREHOUSE | Source.REPAIRS:
            return read_notice(source, json_object(body), message_id=message_id)
