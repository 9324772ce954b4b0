"""The sandbox's shops and their test credentials. They open nothing but a sandbox."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

SOURCES = ("shop", "payments", "courier", "warehouse", "repairs")
PROVIDERS = ("payments", "courier", "warehouse", "invoices", "repairs")


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account with a plain JSON provider."""

    account: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class TopAccount:
    """An application and a seller's session at the marketplace."""

    app_key: str
    secret: str
    session: str
    seller_nick: str


@dataclass(frozen=True, kw_only=True)
class Shop:
    """One shop with everything it is connected to; `webhooks` holds the signing secret of each source."""

    shop: str
    taobao: TopAccount
    payments: Account
    courier: Account
    warehouse: Account
    invoices: Account
    repairs: Account
    webhooks: dict[str, str] = field(default_factory=dict)

    def account(self, provider: str) -> Account:
        """The account with one of PROVIDERS."""
        accounts = {
            "payments": self.payments,
            "courier": self.courier,
            "warehouse": self.warehouse,
            "invoices": self.invoices,
            "repairs": self.repairs,
        }
        return accounts[provider]


def _constant(*parts: str) -> str:
    return hashlib.sha256("/".join(("sandbox", *parts)).encode()).hexdigest()


def _webhook_secret(*parts: str) -> str:
    return "whsec_" + base64.b64encode(bytes.fromhex(_constant(*parts))).decode()


def _shop(shop: str, number: int) -> Shop:
    return Shop(
        shop=shop,
        taobao=TopAccount(
            app_key=str(21_000_000 + number),
            secret=_constant(shop, "taobao")[:32],
            session="6100" + _constant(shop, "session")[:48],
            seller_nick=f"sandbox_{shop}",
        ),
        payments=Account(account=f"pay_{shop}", secret=_constant(shop, "payments")),
        courier=Account(account=f"exp_{shop}", secret=_constant(shop, "courier")),
        warehouse=Account(account=f"wms_{shop}", secret=_constant(shop, "warehouse")),
        invoices=Account(account=f"tax_{shop}", secret=_constant(shop, "invoices")),
        repairs=Account(account=f"fix_{shop}", secret=_constant(shop, "repairs")),
        webhooks={source: _webhook_secret(shop, "webhook", source) for source in SOURCES},
    )


SHOPS: dict[str, Shop] = {shop: _shop(shop, n) for n, shop in enumerate(("demo_shop", "side_shop"), start=1)}


def by_account(provider: str, account: str) -> Shop | None:
    """The shop behind an account of a plain JSON provider."""
    return next((shop for shop in SHOPS.values() if shop.account(provider).account == account), None)


def by_app_key(app_key: str) -> Shop | None:
    """The shop behind an application key of the marketplace."""
    return next((shop for shop in SHOPS.values() if shop.taobao.app_key == app_key), None)


def connections(base_url: str, smtp_host: str, smtp_port: int) -> dict[str, dict[str, dict[str, object]]]:
    """What a client needs to reach each shop's counterparts in a sandbox at `base_url`."""
    return {shop.shop: _connections(shop, base_url.rstrip("/"), smtp_host, smtp_port) for shop in SHOPS.values()}


def shops_toml(base_url: str, smtp_host: str, smtp_port: int) -> str:
    """The same as a shops file: a table a shop, a section a counterpart."""
    found = connections(base_url, smtp_host, smtp_port)
    tables = (_table(f"{shop}.{name}", kept) for shop, sections in found.items() for name, kept in sections.items())
    return "# Test credentials of the sandbox's shops.\n\n" + "\n".join(tables)


def _table(name: str, section: Mapping[str, object]) -> str:
    # Texts without control characters and whole numbers are written alike in JSON and TOML.
    return f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in section.items())


def _connections(shop: Shop, base_url: str, smtp_host: str, smtp_port: int) -> dict[str, dict[str, object]]:
    taobao = shop.taobao
    return {
        "taobao": {
            "base_url": f"{base_url}/router/rest",
            "app_key": taobao.app_key,
            "secret": taobao.secret,
            "session": taobao.session,
        },
        **{
            provider: {
                "base_url": f"{base_url}/{provider}",
                "account": shop.account(provider).account,
                "secret": shop.account(provider).secret,
            }
            for provider in PROVIDERS
        },
        "smtp": {"host": smtp_host, "port": smtp_port, "sender": f"care@{shop.shop}.example"},
        "webhooks": dict(shop.webhooks),
    }
