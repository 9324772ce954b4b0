"""Which shop is meant, and its terms of now: what commands ask the shops file."""

from typing import TYPE_CHECKING

from commandline.connections import settings
from commandline.exits import Declined, NotFound

if TYPE_CHECKING:
    from domain.terms import Terms


def shop_meant(shop: str | None) -> str:
    """The shop of this name, or the only one of the file. Raises NotFound, Declined."""
    from gateways.shops import load_shops

    shops = sorted(load_shops(settings().shops_file))
    if shop is None and len(shops) == 1:
        return shops[0]
    if shop is None:
        raise Declined("WHICH_SHOP", f"The shops file has {', '.join(shops) or 'no shop'}.", "give --shop")
    if shop not in shops:
        raise NotFound("NO_SUCH_SHOP", f"The shops file has no {shop!r}.", f"it has {', '.join(shops) or 'none'}")
    return shop


def terms_of(shop: str | None) -> "Terms":
    """The terms that new cases of the shop get. Raises NotFound, Declined."""
    return terms_by_shop()[shop_meant(shop)]


def terms_by_shop() -> "dict[str, Terms]":
    """The terms that new cases get, by shop."""
    from gateways.shops import load_shops
    from intake.policies import load_policies

    file = settings().shops_file
    return {shop: policy.terms for shop, policy in load_policies(file, load_shops(file)).items()}
