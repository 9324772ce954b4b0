"""How a shop reaches its counterparts: addresses, accounts and secrets, as read from the shops file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.contact.permission import Channel
from domain.people.handover import Team
from gateways.secret import Secret
from gateways.taobao.sign import SignMethod


@dataclass(frozen=True, kw_only=True)
class PlainConnection:
    """An account at a provider that speaks our plain JSON form."""

    base_url: str
    account: str
    secret: Secret


@dataclass(frozen=True, kw_only=True)
class TaobaoConnection:
    """A shop's session of an app on the Taobao Open Platform.

    `base_url` is the whole address of the router. Agreeing to a refund needs the session of a sub-account.
    """

    base_url: str
    app_key: str
    secret: Secret
    session: Secret
    sign_method: SignMethod = SignMethod.HMAC_SHA256
    seller_address_id: str = ""  # where returns go; the seller's default address when empty


@dataclass(frozen=True, kw_only=True)
class SmtpConnection:
    """A mail server and the address we write from.

    `tls`: encrypted from the first byte. `starttls`: True demands the upgrade, False does without; when unset, it is
    demanded where we log in, since a password must not travel in the open, and else taken where the server offers it.
    """

    host: str
    sender: str
    port: int = 587
    username: str = ""
    password: Secret = field(default_factory=Secret)
    starttls: bool | None = None
    tls: bool = False


@dataclass(frozen=True, kw_only=True)
class QualityConnection:
    """Whom in the shop defects are told to, by mail: `address` is the product department's.

    Those who answer for carriers, packers, suppliers, systems and money have addresses of their own, or share the
    product department's.
    """

    address: str
    logistics: str = ""
    warehouse: str = ""
    purchasing: str = ""
    information: str = ""
    finance: str = ""


@dataclass(frozen=True, kw_only=True)
class Care:
    """How buyers reach the shop's after-sales people, as paper in a parcel has it (R58); "" for what there is not.

    `leaflet` says where the product's information is found: a page, or what lies in the box.
    """

    hotline: str
    contact: str = ""
    hours: str = ""
    return_address: str = ""
    leaflet: str = ""


@dataclass(frozen=True, kw_only=True)
class Shop:
    """One shop's connections; None where it has no such counterpart.

    `webhooks`: the secrets that messages of each source are signed with, several while one is being replaced.
    """

    shop_id: str
    taobao: TaobaoConnection | None = None
    payments: PlainConnection | None = None
    courier: PlainConnection | None = None
    warehouse: PlainConnection | None = None
    repairs: PlainConnection | None = None
    smtp: SmtpConnection | None = None
    quality: QualityConnection | None = None
    care: Care | None = None
    invoices: PlainConnection | None = None
    team: Team = field(default_factory=Team)
    channels: tuple[Channel, ...] = (Channel.PLATFORM, Channel.MAIL)  # by which buyers are written to, first to last
    webhooks: Mapping[str, tuple[Secret, ...]] = field(default_factory=dict)
