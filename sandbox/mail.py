"""The mail server: it takes letters to the sandbox's buyers, keeps them, and lets the buyers read them."""

import asyncio
import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import FaultKind
from sandbox.stories import stir
from sandbox.world import World

LARGEST = 1024 * 1024


class Mailbox:
    """aiosmtpd's handler: faults bite per recipient, addresses outside the sandbox are refused."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient or not."""
        known = self.world.books.get("address", address.lower())
        if not address.lower().endswith(".example"):
            return "550 5.7.1 this server takes mail for .example addresses only"
        order_id = self.world.books.order_of_story(known["stories"][-1]) if known else ""
        facts = {"to": address.lower(), "order_id": order_id}
        fault = self.world.faults.draw("mail.deliver", facts, address.lower())
        if fault and fault.kind is FaultKind.SMTP_4XX:
            return "452 4.2.2 the mailbox is full for now"
        if fault and fault.kind is FaultKind.SMTP_5XX:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter for each recipient. What is not a letter is refused, and nothing is kept."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        letter = email.message_from_bytes(raw, policy=default)
        for name in ("From", "Message-ID"):
            if not letter.get(name):
                return f"554 5.6.0 the letter has no {name}"
        for recipient in envelope.rcpt_tos:
            keep(self.world, letter, recipient.lower(), envelope.mail_from or "")
        return "250 OK: kept"


def keep(world: World, letter: EmailMessage, recipient: str, sender: str) -> None:
    """Put a letter in a mailbox; the buyer reads it unless the same letter was there before."""
    body = letter.get_body(("plain", "html"))
    text, message_id = (str(body.get_content()) if body else ""), str(letter["Message-ID"]).strip()
    case_id, question = str(letter.get("X-Amends-Case", "")), str(letter.get("X-Amends-Question", ""))
    story = _story(world, recipient, case_id)
    with world.books.writing():
        seen = world.books.row("SELECT 1 FROM mails WHERE message_id = ? AND recipient = ?", message_id, recipient)
        world.books.run(
            "INSERT INTO mails (at, message_id, sender, recipient, subject, text, case_id, question, order_id, "
            "in_reply_to, refs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            world.now(), message_id, sender, recipient, str(letter.get("Subject", "")), text, case_id, question,
            world.books.order_of_story(story) if story else "", str(letter.get("In-Reply-To", "")),
            str(letter.get("References", "")),
        )  # fmt: skip
        if story and not seen:
            stir(world, story, "asked", text=text, question=question)


def _story(world: World, recipient: str, case_id: str) -> str:
    """Which story a letter belongs to: the one whose request the case id ends with, else the buyer's latest."""
    known = world.books.get("address", recipient)
    stories: list[str] = known["stories"] if known else []
    named = [story for story in stories if case_id.endswith(f"-{story}")]
    return (named or stories or [""])[-1]


async def serve(world: World, host: str, port: int) -> asyncio.Server:
    """Listen for SMTP in the running loop; port 0 takes a free one."""
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            Mailbox(world), hostname="sandbox.example", enable_SMTPUTF8=True, data_size_limit=LARGEST, loop=loop
        )

    try:
        return await loop.create_server(session, host, port)
    except OSError as taken:
        raise OSError(
            f"no mail server on {host}:{port} ({taken.strerror}): choose another port with --smtp-port"
        ) from taken


def kept(world: World, recipient: str | None = None, order_id: str | None = None) -> list[dict[str, Any]]:
    """Letters in the mailboxes, oldest first."""
    rows = world.books.rows(
        "SELECT * FROM mails WHERE (?1 IS NULL OR recipient = ?1) AND (?2 IS NULL OR order_id = ?2) ORDER BY id",
        recipient.lower() if recipient else None, order_id,
    )  # fmt: skip
    return [dict(row) for row in rows]
