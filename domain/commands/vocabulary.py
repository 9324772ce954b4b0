"""What commands are refused with, and the names that they may use."""

MONEY_STEPS = frozenset({"refund", "compensation", "quote", "read_account", "give_up_refund", "give_up_compensation"})


CORRECTABLE = ("waybill", "outbound_waybill", "outbound_carrier", "gift_present", "ground", "fault", "receipt", "flaw")


class NotPermitted(Exception):
    """A command that does not fit the case now. `code` is stable; the text says why and what to do instead."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
