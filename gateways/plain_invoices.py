"""The tax platform in our plain JSON form."""

from domain.invoices.correction import Confirmation
from gateways.invoices import BlueForm, ConfirmationStanding, RedForm
from gateways.plain import PlainApi
from gateways.reading import JunkError, Row, optional_text, text


class PlainInvoices:
    """Confirmations, red and blue invoices by key: a repeat is never a second one."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def confirm(self, form: RedForm, *, key: str) -> ConfirmationStanding:
        """Ask for a red confirmation."""
        body = _reversal(form) | {"reference": key}
        return await self._api.write("confirmations", body=body, key=key, reader=_standing)

    async def reverse(self, form: RedForm, *, key: str) -> str:
        """Issue the red invoice."""
        body = _reversal(form) | {"confirmation": form.confirmation, "copies_back": form.copies_back, "reference": key}
        return await self._api.write("reds", body=body, key=key, reader=_number)

    async def issue(self, form: BlueForm, *, key: str) -> str:
        """Issue a blue invoice."""
        body = {
            "order_id": form.order_id,
            "title": form.title,
            "tax_no": form.tax_no,
            "amount": form.amount,
            "tax": form.tax,
            "currency": form.currency,
            "replaces": form.replaces,
            "reference": key,
        }
        return await self._api.write("blues", body=body, key=key, reader=_number)


def _reversal(form: RedForm) -> dict[str, object]:
    return {
        "number": form.number,
        "amount": form.amount,
        "tax": form.tax,
        "currency": form.currency,
        "reason": form.reason,
    }


def _standing(row: Row) -> ConfirmationStanding:
    try:
        state = Confirmation(text(row, "state"))
    except ValueError:
        raise JunkError(f"state is none of {', '.join(Confirmation)}") from None
    return ConfirmationStanding(number=text(row, "confirmation_id"), state=state, reason=optional_text(row, "reason"))


def _number(row: Row) -> str:
    return text(row, "number")
