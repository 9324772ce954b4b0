"""Letters to the buyer by mail. Each has one Message-ID for ever, so that a letter sent twice arrives as one."""

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr

import aiosmtplib

from gateways.connections import SmtpConnection
from gateways.errors import Fault, GatewayError
from gateways.messaging import Letter

PROVIDER = "smtp"
PATIENCE = 20.0  # seconds for each answer of the server
LONGEST_REPLY = 200  # characters of a server's text that we repeat
ADDRESS = re.compile(r"[^\s<>@:]+@[^\s<>@:]+")  # to take addresses out of servers' replies

# RFC 4954: the server wants a login, or another one.
LOGIN_CODES = frozenset({530, 534, 535, 538})


class Mail:
    """One shop's mail account."""

    def __init__(
        self, connection: SmtpConnection, clock: Callable[[], datetime], *, patience: float = PATIENCE
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._patience = patience

    async def send(self, letter: Letter) -> str:
        """Hand the letter to the mail server; the Message-ID.

        TRANSIENT for 4xx and an unreachable server, REFUSED for 5xx, UNKNOWN_EFFECT when the connection breaks on the
        way, PARTIAL when only some of several recipients were taken.
        """
        recipients = _recipients(letter.to)
        message = self._compose(letter, recipients)
        async with self._session() as session:
            refused = await self._hand_over(session, message, recipients)
        if refused:
            codes = ", ".join(str(code) for code in refused)
            message_text = f"{len(refused)} of {len(recipients)} recipients were refused ({codes})"
            raise GatewayError(Fault.PARTIAL, PROVIDER, message_text, code=str(refused[0]))
        return str(message["Message-ID"])

    def _compose(self, letter: Letter, recipients: list[str]) -> EmailMessage:
        message = EmailMessage()
        try:
            message["From"] = self._connection.sender
            message["To"] = ", ".join(recipients)
            message["Subject"] = " ".join(_subject(letter).split())  # a header is one line
            message["Date"] = format_datetime(self._clock())
            message["Message-ID"] = message_id(letter.key, self._connection.sender)
            earlier = [message_id(key, self._connection.sender) for key in letter.earlier]
            if earlier:  # RFC 5322, 3.6.4: what makes mail programs show one conversation
                message["In-Reply-To"], message["References"] = earlier[-1], " ".join(earlier)
            message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday notices from answering
            message["X-Amends-Case"] = letter.case_id
            message["X-Amends-Question"] = letter.question
        except (ValueError, MessageError) as error:
            raise _unfit(f"the letter's headers cannot be written ({type(error).__name__})") from None
        message.set_content(f"{letter.subject}\n\n{letter.text}" if letter.earlier else letter.text)
        return message

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A session with the server. Whatever goes wrong before it stands, nothing was sent."""
        connection = self._connection
        demanded = connection.starttls if connection.starttls is not None else (bool(connection.username) or None)
        session = aiosmtplib.SMTP(
            hostname=connection.host,
            port=connection.port,
            username=connection.username or None,
            password=connection.password.reveal() or None,
            use_tls=connection.tls,
            start_tls=None if connection.tls else demanded,
            timeout=self._patience,
        )
        try:
            await session.connect()
        except aiosmtplib.SMTPResponseException as error:
            raise _answered(error.code, error.message) from None
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected, OSError) as error:
            message = f"could not be reached, nothing was sent ({type(error).__name__})"
            raise GatewayError(Fault.TRANSIENT, PROVIDER, message, code="unreachable") from error
        except aiosmtplib.SMTPException as error:  # what the library raises bare: encryption or login is not offered
            message = f"the server does not offer what the connection demands ({error.message}); check [smtp] starttls"
            raise GatewayError(Fault.CREDENTIALS, PROVIDER, message, code="not_supported") from error
        try:
            yield session
            with suppress(aiosmtplib.SMTPException, OSError):  # the letter is taken: a rude goodbye changes nothing
                await session.quit()
        finally:
            session.close()

    async def _hand_over(self, session: aiosmtplib.SMTP, message: EmailMessage, recipients: list[str]) -> list[int]:
        """Send; the codes of refused recipients where at least one was taken."""
        envelope_from = parseaddr(self._connection.sender)[1]  # bare: the name may hold what an envelope cannot carry
        try:
            refused, _ = await session.send_message(message, sender=envelope_from, recipients=recipients)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _all_refused(error.recipients) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _answered(error.code, error.message) from None
        except aiosmtplib.SMTPNotSupported:
            raise _unfit("the recipient's address has characters that this mail server cannot carry") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            message_text = f"the connection broke on the way ({type(error).__name__})"
            raise GatewayError(Fault.UNKNOWN_EFFECT, PROVIDER, message_text, code="lost") from error
        except ValueError:
            raise _unfit("the recipient's address is malformed") from None
        return [response.code for response in refused.values()]


def _subject(letter: Letter) -> str:
    """Conversations are told apart by subject too: the letter's own then stands above its text."""
    return f"Re: {letter.thread}" if letter.earlier else letter.subject


def message_id(key: str, sender: str) -> str:
    """The Message-ID of the letter with this key: the key itself may hold characters that an id may not."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def fault_of(code: int) -> Fault:
    """What an SMTP reply code means: 4xx may pass, 5xx will not, and the login codes concern every letter."""
    if code in LOGIN_CODES:
        return Fault.CREDENTIALS
    return Fault.TRANSIENT if 400 <= code < 500 else Fault.REFUSED


def _all_refused(refusals: Iterable[aiosmtplib.SMTPRecipientRefused]) -> GatewayError:
    """None was taken, so nothing was sent: one that may be taken later makes it worth another try."""
    worst_first = sorted(refusals, key=lambda refusal: (fault_of(refusal.code) is not Fault.TRANSIENT, refusal.code))
    return _answered(worst_first[0].code, worst_first[0].message)


def _answered(code: int, reply: str) -> GatewayError:
    words = ADDRESS.sub("(address)", " ".join(reply.split()))  # servers repeat the address: it is personal
    return GatewayError(fault_of(code), PROVIDER, f"{code} {words[:LONGEST_REPLY]}".strip(), code=str(code))


def _unfit(message: str) -> GatewayError:
    return GatewayError(Fault.REFUSED, PROVIDER, message, code="unfit_letter")


def _recipients(to: str) -> list[str]:
    """The bare addresses of a letter."""
    found = [address for _, address in getaddresses([to]) if address] if to.isprintable() else []
    if not found or any("@" not in address for address in found):
        raise _unfit("the letter has no usable address")
    return found
