"""The gateways of each shop, built from its connections."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property

from gateways.carrier import Carrier
from gateways.carrier_desk import CarrierDesk
from gateways.connections import PlainConnection, Shop
from gateways.errors import Fault, GatewayError
from gateways.http import Http
from gateways.invoices import Invoices
from gateways.mail import Mail
from gateways.messaging import Messaging
from gateways.payments import Payments
from gateways.plain import PlainApi
from gateways.plain_courier import PlainCourier
from gateways.plain_desk import PlainDesk
from gateways.plain_invoices import PlainInvoices
from gateways.plain_payments import PlainPayments
from gateways.plain_repairs import PlainRepairs
from gateways.plain_topups import PlainTopUps
from gateways.plain_warehouse import PlainWarehouse
from gateways.platform import Platform
from gateways.platform_messages import PlatformMessages
from gateways.repair_shop import RepairShop
from gateways.taobao.calls import TopApi
from gateways.taobao.platform import TaobaoPlatform
from gateways.taobao.refunds import TaobaoRefunds
from gateways.topups import TopUps
from gateways.warehouse import Warehouse

Clock = Callable[[], datetime]
CHANNELS = ("taobao", "payments")  # names of payment channels, equal to the sections that connect them


class MissingConnectionError(GatewayError):
    """A shop, or a counterpart of it, is not in the shops file. CREDENTIALS: once it is there, a retry goes on."""

    def __init__(self, shop_id: str, section: str = "") -> None:
        table = f"[{shop_id}.{section}]" if section else f"[{shop_id}]"
        message = f"shop {shop_id} has no connection {table}; add it to the shops file and restart the worker"
        super().__init__(Fault.CREDENTIALS, section or "shops", message, code="no_connection")


class Gateways:
    """One shop's counterparts, each built when it is first asked for; MissingConnectionError where there is none."""

    def __init__(self, shop: Shop, *, http: Http, clock: Clock) -> None:
        self.shop = shop
        self._http = http
        self._clock = clock

    @cached_property
    def platform(self) -> Platform:
        """The marketplace."""
        return self._taobao[1]

    @cached_property
    def carrier(self) -> Carrier:
        """The courier."""
        return PlainCourier(self._plain("courier", self.shop.courier))

    @cached_property
    def desk(self) -> CarrierDesk:
        """The courier's desk for what went wrong."""
        return PlainDesk(self._plain("courier", self.shop.courier))

    @cached_property
    def warehouse(self) -> Warehouse:
        """The warehouse."""
        return PlainWarehouse(self._plain("warehouse", self.shop.warehouse))

    @cached_property
    def invoices(self) -> Invoices:
        """The tax platform, by way of whoever issues the shop's invoices."""
        return PlainInvoices(self._plain("invoices", self.shop.invoices))

    @cached_property
    def top_ups(self) -> TopUps:
        """Links by which buyers pay on top, through the account that pays refunds."""
        return PlainTopUps(self._plain("payments", self.shop.payments))

    @cached_property
    def repairs(self) -> RepairShop:
        """Whoever looks at goods and mends them."""
        return PlainRepairs(self._plain("repairs", self.shop.repairs))

    @cached_property
    def mail(self) -> Messaging:
        """Letters by mail."""
        if self.shop.smtp is None:
            raise MissingConnectionError(self.shop.shop_id, "smtp")
        return Mail(self.shop.smtp, self._clock)

    @cached_property
    def messages(self) -> Messaging:
        """Letters in the platform's own thread."""
        return PlatformMessages(self.platform, self._clock)

    def payments(self, channel: str) -> Payments:
        """The payment channel of this name: `taobao` pays by agreeing to the platform's request."""
        match channel:
            case "taobao":
                return self._taobao_refunds
            case "payments":
                return self._plain_payments
            case _:
                message = f"there is no payment channel {channel!r}; known are {', '.join(CHANNELS)}"
                raise GatewayError(Fault.REFUSED, "payments", message, code="unknown_channel")

    @cached_property
    def _plain_payments(self) -> Payments:
        return PlainPayments(self._plain("payments", self.shop.payments))

    @cached_property
    def _taobao_refunds(self) -> Payments:
        return TaobaoRefunds(*self._taobao)

    @cached_property
    def _taobao(self) -> tuple[TopApi, TaobaoPlatform]:
        connection = self.shop.taobao
        if connection is None:
            raise MissingConnectionError(self.shop.shop_id, "taobao")
        api = TopApi(connection, self._http, self._clock)
        return api, TaobaoPlatform(api, seller_address_id=connection.seller_address_id)

    def _plain(self, section: str, connection: PlainConnection | None) -> PlainApi:
        if connection is None:
            raise MissingConnectionError(self.shop.shop_id, section)
        return PlainApi(section, connection, self._http, self._clock)


class ShopGateways:
    """The gateways of all shops over one HTTP client; the activities' way to the outside."""

    def __init__(self, shops: Mapping[str, Shop], *, clock: Clock, http: Http | None = None) -> None:
        self._http = http or Http()
        self._by_shop = {shop_id: Gateways(shop, http=self._http, clock=clock) for shop_id, shop in shops.items()}

    def of(self, shop_id: str) -> Gateways:
        """The gateways of one shop; MissingConnectionError when the shops file does not know it."""
        if shop_id not in self._by_shop:
            raise MissingConnectionError(shop_id)
        return self._by_shop[shop_id]

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()
