"""The tax platform: red confirmations, red invoices and blue ones, each by key."""

from dataclasses import dataclass
from typing import Protocol

from domain.invoices.correction import Confirmation


@dataclass(frozen=True, kw_only=True)
class RedForm:
    """A reversal: of which invoice, over how much, in minor units with the tax. `copies_back`: the paper is here."""

    number: str
    amount: int
    tax: int
    currency: str
    reason: str
    confirmation: str = ""
    copies_back: bool = False


@dataclass(frozen=True, kw_only=True)
class BlueForm:
    """An invoice to be issued; minor units with the tax in them. `replaces`: the one that was reversed for it."""

    order_id: str
    title: str
    tax_no: str
    amount: int
    tax: int
    currency: str
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmationStanding:
    """How a red confirmation stands; `number` is the tax platform's own."""

    number: str
    state: Confirmation
    reason: str = ""


class Invoices(Protocol):
    """The tax platform. Methods may raise GatewayError."""

    async def confirm(self, form: RedForm, *, key: str) -> ConfirmationStanding:
        """Ask for a red confirmation; the same key tells how the same one stands."""
        ...

    async def reverse(self, form: RedForm, *, key: str) -> str:
        """Issue the red invoice, which quotes the confirmation; its number, the same for the same key."""
        ...

    async def issue(self, form: BlueForm, *, key: str) -> str:
        """Issue a blue invoice; its number, the same for the same key."""
        ...
