"""One way over HTTP for every gateway: bounded in time and size, and honest about what may have happened out there.

The line between TRANSIENT and UNKNOWN_EFFECT is drawn here: what failed before a byte of the request left did nothing;
what failed later may have done it, if the request was a write.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from gateways.errors import Fault, GatewayError
from tracing import spans

PATIENCE = timedelta(seconds=20)  # for a whole exchange: a provider that answers later is treated as silent
LARGEST_REPLY = 4 * 1024 * 1024  # bytes; a hundred full refunds of the largest platform stay far below

NOTHING_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
UNSENDABLE = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back, whatever the status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ReplyTooLargeError(Exception):
    """The answer is longer than any provider's answer can be."""


def unanswered(*, writes: bool) -> Fault:
    """What a lost or unreadable answer means: a write may have been done, a read did nothing."""
    return Fault.UNKNOWN_EFFECT if writes else Fault.TRANSIENT


class Http:
    """The one HTTP client of a worker: follows no redirects, reads no proxy from the environment, keeps no cookies."""

    def __init__(self, *, transport: httpx2.AsyncBaseTransport | None = None, patience: timedelta = PATIENCE) -> None:
        self._patience = patience.total_seconds()
        self._client = httpx2.AsyncClient(
            transport=transport,
            timeout=httpx2.Timeout(self._patience, connect=min(5.0, self._patience)),
            # Shorter than the 5 s after which common servers close idle connections: a write on a connection that is
            # being closed ends as UNKNOWN_EFFECT, although nothing happened.
            limits=httpx2.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2.0),
            follow_redirects=False,
            trust_env=False,
        )

    async def send(
        self,
        provider: str,
        method: str,
        url: str,
        *,
        writes: bool,
        headers: Mapping[str, str],
        content: bytes = b"",
    ) -> Reply:
        """One request, one reply of any status. Raises GatewayError when there is none.

        Messages name the kind of failure alone: addresses and headers may hold what logs must not.
        """
        try:
            with spans.span(f"{method} {provider}", kind=spans.OUT, begins=False, provider=provider) as note:
                note("http.request.method", method)
                async with asyncio.timeout(self._patience):
                    reply = await self._exchange(method, url, headers, content)
                note("http.response.status_code", reply.status)
                return reply
        except NOTHING_SENT as error:
            message = f"could not be reached, nothing was sent ({type(error).__name__})"
            raise GatewayError(Fault.TRANSIENT, provider, message, code="unreachable") from error
        except UNSENDABLE as error:
            message = (
                f"the connection's address or account cannot be sent ({type(error).__name__}); check the shops file"
            )
            raise GatewayError(Fault.CREDENTIALS, provider, message, code="unsendable") from error
        except UnicodeEncodeError:
            message = "a header of the request is not ASCII, nothing was sent; check the key and the account"
            raise GatewayError(Fault.REFUSED, provider, message, code="unsendable") from None
        except TimeoutError as error:
            message = f"no whole answer within {self._patience:g} s"
            raise GatewayError(unanswered(writes=writes), provider, message, code="timeout") from error
        except (httpx2.RequestError, ReplyTooLargeError) as error:
            message = f"the answer was lost ({type(error).__name__})"
            raise GatewayError(unanswered(writes=writes), provider, message, code="lost") from error

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        async with self._client.stream(method, url, headers=dict(headers), content=content) as response:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_REPLY:
                    raise ReplyTooLargeError
            return Reply(status=response.status_code, headers=response.headers, body=bytes(body))

    def path_of(self, url: str) -> str:
        """Path and query exactly as they go over the wire: what a signature must cover."""
        return httpx2.URL(url).raw_path.decode("ascii")

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()
