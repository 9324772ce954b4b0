"""The shops file: what it may say, how its errors speak, and which gateways come of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.contact.permission import Channel
from gateways.assembly import MissingConnectionError, ShopGateways
from gateways.errors import Fault, GatewayError
from gateways.http import Http
from gateways.mail import Mail
from gateways.plain_payments import PlainPayments
from gateways.secret import Secret
from gateways.shops import ShopsError, load_shops
from gateways.taobao.refunds import TaobaoRefunds
from gateways.taobao.sign import SignMethod

GOOD = """
[lantern.taobao]
base_url = "https://gw.example/router/rest"
app_key = "123"
secret = "hush-app"
session = "hush-session"
sign_method = "md5"
[lantern.payments]
base_url = "https://pay.example/v1/"
account = "lantern"
secret = "hush-pay"
[lantern.smtp]
host = "mail.example"
sender = "Care <care@lantern.example>"
starttls = false
[lantern.webhooks]
payments = ["whsec_new", "whsec_old"]
shop = "whsec_one"
[bare]
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A good shops file."""
    file = tmp_path / "shops.toml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_a_shop_has_the_connections_that_its_sections_say(written: Path) -> None:
    """What is not said has its default, or is absent."""
    shops = load_shops(written)
    lantern = shops["lantern"]
    assert lantern.taobao is not None
    assert lantern.taobao.sign_method is SignMethod.MD5
    assert lantern.taobao.secret.reveal() == "hush-app"
    assert lantern.payments is not None
    assert lantern.payments.base_url == "https://pay.example/v1"
    assert lantern.smtp is not None
    assert (lantern.smtp.port, lantern.smtp.starttls) == (587, False)
    assert lantern.courier is None
    assert lantern.webhooks == {"payments": (Secret("whsec_new"), Secret("whsec_old")), "shop": (Secret("whsec_one"),)}
    assert shops["bare"].payments is None


def test_no_representation_shows_a_secret(written: Path) -> None:
    """Shops are logged and land in tracebacks."""
    shown = repr(load_shops(written)) + str(Secret("hush")) + f"{Secret('hush')}"
    assert "hush" not in shown
    assert "whsec" not in shown


WRONG = {
    "[Lantern]": "shop 'Lantern': an id is",
    "lantern = 1": "shop 'lantern': a table is expected",
    "[lantern.paypal]": "unknown paypal; known are taobao, payments",
    '[lantern.payments]\nbase_url="https://p.example"\nsecret="hush"': "section payments: missing account",
    '[lantern.payments]\nbase_url="https://p.example"\nsecret="hush"\nacount="a"': "unknown acount; known are base_url",
    '[lantern.payments]\nbase_url="p.example"\nsecret="hush"\naccount="a"': "base_url: an address http",
    '[lantern.payments]\nbase_url="https://u:hush@p.example"\nsecret="x"\naccount="a"': "base_url: an address http",
    '[lantern.payments]\nbase_url="https://p.example:99999"\nsecret="x"\naccount="a"': "base_url: an address http",
    '[lantern.payments]\nbase_url="https://p.example"\nsecret="x"\naccount="商店"': "account: printable ASCII",
    '[lantern.payments]\nbase_url="https://p.example"\nsecret=7\naccount="a"': "secret: a str is expected, found a int",
    '[lantern.smtp]\nhost="h"\nsender="s@h"\nport="25"': "port: a int is expected",
    "[lantern.webhooks]\nshop=[]": "shop: a secret is expected",
    '[lantern.webhooks]\nshop=""': "shop: a secret is expected",
    '[lantern.contact]\nchannels=["phone"]': "section contact, channels: a list of platform, mail is expected",
    '[lantern.contact]\nchannels=["mail", "mail"]': "each once at most",
    "[lantern": "shops.toml: ",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str) -> None:
    """File, shop, section and key are named; no value is repeated."""
    file = tmp_path / "shops.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ShopsError) as caught:
        load_shops(file)
    assert WRONG[text] in str(caught.value)
    assert str(file) in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("section", "channels"),
    [
        ("", (Channel.PLATFORM, Channel.MAIL)),
        ('[lantern.contact]\nchannels = ["mail", "platform"]', (Channel.MAIL, Channel.PLATFORM)),
        ('[lantern.contact]\nchannels = ["mail"]', (Channel.MAIL,)),
    ],
)
def test_a_shop_orders_the_channels_to_its_buyers(tmp_path: Path, section: str, channels: tuple[Channel, ...]) -> None:
    """One that would rather write mails says so; a channel that is left out is not used."""
    file = tmp_path / "shops.toml"
    file.write_text(f"[lantern]\n{section}", encoding="utf-8")
    assert load_shops(file)["lantern"].channels == channels


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """The commonest mistake of a new installation."""
    with pytest.raises(ShopsError, match="no such file; write one"):
        load_shops(tmp_path / "shops.toml")


async def test_each_shop_has_the_gateways_of_its_connections(written: Path, http: Http, clock: object) -> None:
    """Channels are found by name, and built once."""
    gateways = ShopGateways(load_shops(written), clock=clock, http=http)  # type: ignore[arg-type]
    lantern = gateways.of("lantern")
    assert isinstance(lantern.payments("taobao"), TaobaoRefunds)
    assert isinstance(lantern.payments("payments"), PlainPayments)
    assert isinstance(lantern.mail, Mail)
    assert lantern.messages is lantern.messages
    assert lantern.payments("payments") is lantern.payments("payments")


async def test_what_is_not_connected_parks_with_the_table_to_add(written: Path, http: Http, clock: object) -> None:
    """The step waits until the shops file has the table; nothing is guessed."""
    gateways = ShopGateways(load_shops(written), clock=clock, http=http)  # type: ignore[arg-type]
    bare = gateways.of("bare")
    asked: list[tuple[Callable[[], object], str]] = [
        (lambda: gateways.of("other"), r"\[other\]"),
        (lambda: bare.platform, r"\[bare.taobao\]"),
        (lambda: bare.payments("taobao"), r"\[bare.taobao\]"),
        (lambda: bare.payments("payments"), r"\[bare.payments\]"),
        (lambda: bare.carrier, r"\[bare.courier\]"),
        (lambda: bare.warehouse, r"\[bare.warehouse\]"),
        (lambda: bare.mail, r"\[bare.smtp\]"),
        (lambda: bare.messages, r"\[bare.taobao\]"),
    ]
    for ask, table in asked:
        with pytest.raises(MissingConnectionError, match=table) as caught:
            ask()
        assert caught.value.fault is Fault.CREDENTIALS


async def test_an_unknown_channel_names_the_known_ones(written: Path, http: Http, clock: object) -> None:
    """A channel comes from the terms of a shop; a misspelt one must not wait for an outage to end."""
    gateways = ShopGateways(load_shops(written), clock=clock, http=http)  # type: ignore[arg-type]
    with pytest.raises(GatewayError, match="known are taobao, payments") as caught:
        gateways.of("lantern").payments("paypal")
    assert caught.value.fault is Fault.REFUSED
