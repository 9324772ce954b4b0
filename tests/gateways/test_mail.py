"""Letters against a real mail server on this machine that takes, postpones and refuses recipients."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from gateways.connections import SmtpConnection
from gateways.errors import Fault, GatewayError
from gateways.mail import Mail, fault_of, message_id
from gateways.messaging import Letter
from gateways.secret import Secret

Clock = Callable[[], datetime]
LETTER = Letter(
    key="case-lantern-shop-R1/ask/1",
    shop="lantern",
    case_id="case-lantern-shop-R1",
    to="ann@buyer.example",
    subject="您的退货",
    text="请在七天内寄回。\n谢谢！\n",
    question="wait_or_intercept",
)


class Post:
    """A mail server's mind: answers by recipient, and what it took."""

    def __init__(self) -> None:
        self.replies: dict[str, str] = {}
        self.on_data = "250 taken"
        self.on_sender = "250 fine"
        self.silent = False
        self.taken: list[EmailMessage] = []

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802
        """Take the sender or not."""
        if self.on_sender.startswith("250"):
            envelope.mail_from = address
        return self.on_sender

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802
        """Take a recipient or not."""
        reply = self.replies.get(address, "250 fine")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the letter or not, at once or too late."""
        if self.silent:
            await asyncio.sleep(5)
        assert isinstance(envelope.content, bytes)
        if self.on_data.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=default))
        return self.on_data


@pytest.fixture
def post() -> Post:
    """The mail server's mind."""
    return Post()


Serving = Callable[..., Any]


@pytest.fixture
async def serving(post: Post) -> AsyncIterator[Serving]:
    """Starts the server with the given options; gives its port."""
    servers = []

    async def start(**options: Any) -> int:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(post, loop=loop, hostname="post", **options), "127.0.0.1", 0)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()


@pytest.fixture
async def mail(serving: Serving, clock: Clock) -> Mail:
    """An account at the server."""
    return Mail(connection(await serving()), clock, patience=1.0)


def connection(port: int, **more: Any) -> SmtpConnection:
    """A connection to a server on this machine."""
    return SmtpConnection(host="127.0.0.1", port=port, sender="顾客服务 <care@lantern.example>", **more)


async def fault(mail: Mail, letter: Letter = LETTER) -> GatewayError:
    """The error that sending ends with."""
    with pytest.raises(GatewayError) as caught:
        await mail.send(letter)
    return caught.value


def to(address: str) -> Letter:
    """The letter, to another address."""
    return Letter(**{**vars(LETTER), "to": address})


async def test_a_letter_arrives_with_its_case_question_and_words(post: Post, mail: Mail) -> None:
    """Chinese survives, the case can be told from the headers, and no autoresponder answers it."""
    assert await mail.send(LETTER) == message_id(LETTER.key, "care@lantern.example")
    (letter,) = post.taken
    assert letter["Subject"] == "您的退货"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text
    assert letter["To"] == "ann@buyer.example"
    assert letter["From"] == "顾客服务 <care@lantern.example>"
    assert letter["X-Amends-Case"] == "case-lantern-shop-R1"
    assert letter["X-Amends-Question"] == "wait_or_intercept"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == datetime(2026, 11, 22, 4, 5, 6, tzinfo=UTC)


async def test_a_letter_sent_twice_has_one_message_id(post: Post, mail: Mail) -> None:
    """The reader's mail program shows it once; another letter has another."""
    await mail.send(LETTER)
    await mail.send(LETTER)
    await mail.send(Letter(**{**vars(LETTER), "key": "case-lantern-shop-R1/ask/2"}))
    first, second, other = (letter["Message-ID"] for letter in post.taken)
    assert first == second != other
    assert first.endswith("@lantern.example>")


async def test_a_letter_that_goes_on_with_a_thread_says_so(post: Post, mail: Mail) -> None:
    """Mail programs go by both headers and by the subject; what the letter is about stands above its text."""
    more = {"key": "case-lantern-shop-R2/ask/1", "thread": "订单 A-1", "earlier": ("k1", "k2")}
    await mail.send(Letter(**{**vars(LETTER), **more}))
    (letter,) = post.taken
    first, newest = (message_id(key, "care@lantern.example") for key in ("k1", "k2"))
    assert (letter["In-Reply-To"], letter["References"]) == (newest, f"{first} {newest}")
    assert letter["Subject"] == "Re: 订单 A-1"
    assert letter.get_content().replace("\r\n", "\n") == f"您的退货\n\n{LETTER.text}"


async def test_a_subject_of_two_lines_becomes_one(post: Post, mail: Mail) -> None:
    """A line break would smuggle headers in."""
    await mail.send(Letter(**{**vars(LETTER), "subject": "Your return\nBcc: all@buyer.example"}))
    assert post.taken[0]["Subject"] == "Your return Bcc: all@buyer.example"
    assert post.taken[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("452 4.2.2 <ann@buyer.example> mailbox is full", Fault.TRANSIENT),
        ("450 4.7.1 come back later", Fault.TRANSIENT),
        ("550 5.1.1 <ann@buyer.example> user unknown", Fault.REFUSED),
    ],
)
async def test_a_refused_recipient_is_told_by_its_code(post: Post, mail: Mail, reply: str, expected: Fault) -> None:
    """4xx may pass, 5xx will not; the server's words are kept without the address."""
    post.replies["ann@buyer.example"] = reply
    error = await fault(mail)
    assert (error.fault, error.code) == (expected, reply[:3])
    assert "ann@" not in str(error)
    assert reply.rsplit(maxsplit=1)[-1] in str(error)


async def test_one_refused_recipient_of_two_is_partial(post: Post, mail: Mail) -> None:
    """The server raises nothing then: the refusal stands in what it returns."""
    post.replies["bob@buyer.example"] = "550 user unknown"
    error = await fault(mail, to("Ann <ann@buyer.example>, bob@buyer.example"))
    assert (error.fault, error.code) == (Fault.PARTIAL, "550")
    assert len(post.taken) == 1


async def test_of_two_refusals_the_one_that_may_pass_decides(post: Post, mail: Mail) -> None:
    """Nothing was sent, and another try may reach one of them."""
    post.replies = {"ann@buyer.example": "550 user unknown", "bob@buyer.example": "452 full"}
    assert (await fault(mail, to("ann@buyer.example, bob@buyer.example"))).fault is Fault.TRANSIENT


@pytest.mark.parametrize(("reply", "expected"), [("451 try again", Fault.TRANSIENT), ("554 spam", Fault.REFUSED)])
async def test_a_refused_text_is_told_by_its_code(post: Post, mail: Mail, reply: str, expected: Fault) -> None:
    """The recipient was fine, the letter was not."""
    post.on_data = reply
    assert (await fault(mail)).fault is expected


@pytest.mark.parametrize(
    ("reply", "expected"), [("530 log in first", Fault.CREDENTIALS), ("451 busy", Fault.TRANSIENT)]
)
async def test_a_refused_sender_is_told_by_its_code(post: Post, mail: Mail, reply: str, expected: Fault) -> None:
    """A demanded login concerns every letter, so the connection stops."""
    post.on_sender = reply
    assert (await fault(mail)).fault is expected


@pytest.mark.parametrize("code", [421, 450, 451, 452, 499])
def test_every_4xx_may_pass(code: int) -> None:
    """The table's lower half."""
    assert fault_of(code) is Fault.TRANSIENT


@pytest.mark.parametrize("code", [500, 501, 503, 550, 552, 553, 554])
def test_every_other_5xx_is_a_no(code: int) -> None:
    """The table's upper half."""
    assert fault_of(code) is Fault.REFUSED


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_login_codes_stop_the_connection(code: int) -> None:
    """RFC 4954."""
    assert fault_of(code) is Fault.CREDENTIALS


async def test_silence_after_the_text_leaves_it_unknown(post: Post, mail: Mail) -> None:
    """It may have been taken; the fixed Message-ID makes the repeat harmless."""
    post.silent = True
    assert (await fault(mail)).fault is Fault.UNKNOWN_EFFECT


async def test_a_mail_server_that_is_down_took_nothing(clock: Clock) -> None:
    """Nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    error = await fault(Mail(connection(port), clock))
    assert (error.fault, error.code) == (Fault.TRANSIENT, "unreachable")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_wrong_password_stops_the_connection(serving: Serving, clock: Clock) -> None:
    """It is wrong for every letter alike, and stands in no message."""
    port = await serving(
        auth_required=True, auth_require_tls=False, authenticator=lambda *_: AuthResult(success=False, handled=False)
    )
    mail = Mail(connection(port, username="care", password=Secret("hush"), starttls=False), clock)
    error = await fault(mail)
    assert error.fault is Fault.CREDENTIALS
    assert "hush" not in str(error)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_password_does_not_travel_in_the_open(serving: Serving, clock: Clock) -> None:
    """Without encryption there is no login, unless the shops file says so."""
    mail = Mail(connection(await serving(auth_require_tls=False), username="care", password=Secret("hush")), clock)
    error = await fault(mail)
    assert (error.fault, error.code) == (Fault.CREDENTIALS, "not_supported")
    assert "starttls" in str(error)


@pytest.mark.parametrize("address", ["", "nobody", "a b", "ann@buyer.example\nBcc: x@y", "安@buyer.example", "a@b@c d"])
async def test_an_unusable_address_is_refused_unsent(post: Post, mail: Mail, address: str) -> None:
    """Someone must give another one; the wrong one is not repeated."""
    error = await fault(mail, to(address))
    assert error.fault is Fault.REFUSED
    assert "buyer" not in str(error)
    assert post.taken == []
