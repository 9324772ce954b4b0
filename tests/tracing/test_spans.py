"""A span says what was done and how it ended, and nothing that a buyer or a provider said."""

import os
import subprocess
import sys

import httpx2
import pytest
from opentelemetry.trace import StatusCode, get_current_span

from gateways.errors import GatewayError
from gateways.http import Http
from tests.tracing.recorded import recording, trace_of
from tracing import spans

OFF = """
import sys
import server, worker
from tracing import spans
assert spans.begin(None, service="amends-server") == []
with spans.span("intake shop", kind=spans.IN, source="shop") as note:
    note("http.response.status_code", 202)
    assert spans.here() == ""
heavy = ("opentelemetry.sdk", "opentelemetry.exporter", "temporalio.contrib.opentelemetry")
loaded = [name for name in sys.modules if name.startswith(heavy)]
assert not loaded, loaded
"""
SILENT = """
import asyncio
from opentelemetry import _logs, metrics, trace
from metrics.page import create_app as page
from gateways.assembly import ShopGateways
from server import Parts, create_app, now

async def start(app):
    heard = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    async def receive():
        return heard.pop(0)
    async def send(message):
        assert message["type"].endswith(".complete"), message
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

intake = Parts(pool=None, desk=None, shops={}, policies={}, gateways=ShopGateways({}, clock=now), listens=False)
for app in (create_app(intake), page(None)):
    asyncio.run(start(app))
providers = trace.get_tracer_provider(), metrics.get_meter_provider(), _logs.get_logger_provider()
assert [type(each).__name__ for each in providers] == [
    "ProxyTracerProvider", "_ProxyMeterProvider", "ProxyLoggerProvider"], providers
"""


def test_while_traces_are_off_nothing_of_them_is_loaded() -> None:
    """Server and worker as they are imported, in a process of their own."""
    ended = subprocess.run([sys.executable, "-c", OFF], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr


def test_the_web_framework_does_not_trace_on_its_own() -> None:
    """Asked by its own variables to do so, it would send paths, queries and the words of exceptions past the filter."""
    asked = {"FASTAPI_OTEL_AUTO_CONFIGURE": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [sys.executable, "-c", SILENT],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **asked},
    )
    assert ended.returncode == 0, ended.stderr


def test_what_happens_later_goes_on_in_the_same_trace() -> None:
    """The place is a line of text, and what is going on meanwhile does not count."""
    with recording() as made:
        with spans.span("intake shop"):
            place = spans.here()
        with spans.span("another"), spans.span("dispatch shop", after=place):
            pass
        [first], [later], [other] = made.named("intake shop"), made.named("dispatch shop"), made.named("another")
    assert trace_of(later) == trace_of(first) != trace_of(other)
    assert later.parent is not None


def test_a_message_without_a_place_begins_a_trace() -> None:
    """Rows of before traces were on, and a place that is no place."""
    with recording() as made:
        for place in ("", "nonsense"):
            with spans.span("outer"), spans.span("dispatch shop", after=place):
                pass
        assert [span.parent for span in made.named("dispatch shop")] == [None, None]


def test_words_of_errors_and_unknown_attributes_stay_here() -> None:
    """Also where a library put them: exceptions with their stack, status texts, and attributes of its own."""

    def fail() -> None:
        with spans.span("dispatch shop", shop="lantern") as note:
            note("http.url", "https://provider.example/?secret=s3cr3t")
            get_current_span().record_exception(ValueError("call 13800000000"))
            raise ValueError("call 13800000000")

    with recording() as made:
        with pytest.raises(ValueError, match="13800000000"):
            fail()
        [span] = made.left()
    told = span.to_json()
    assert not [word for word in ("13800000000", "s3cr3t", "Traceback") if word in told]
    assert dict(span.attributes or {}) == {"amends.shop": "lantern", "error.type": "ValueError"}
    assert [dict(event.attributes or {}) for event in span.events] == [{"exception.type": "ValueError"}]
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)


async def test_a_providers_call_is_a_span_without_its_address() -> None:
    """Answered and unanswered; what nobody's story asks for, such as a listener's poll, makes none."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/lost":
            raise httpx2.ReadError("connection of 13800000000 was cut")
        return httpx2.Response(418)

    http = Http(transport=httpx2.MockTransport(answer))
    with recording() as made:
        await http.send("courier", "GET", "http://courier.example/?token=s3cr3t", writes=False, headers={})
        assert made.left() == []
        with spans.span("an activity"):
            await http.send("courier", "GET", "http://courier.example/?token=s3cr3t", writes=False, headers={})
            with pytest.raises(GatewayError):
                await http.send("courier", "POST", "http://courier.example/lost", writes=True, headers={})
        [answered], [lost] = made.named("GET courier"), made.named("POST courier")
    assert dict(answered.attributes or {}) == {
        "amends.provider": "courier",
        "http.request.method": "GET",
        "http.response.status_code": 418,
    }
    assert (lost.attributes or {})["error.type"] == "ReadError"
    assert "s3cr3t" not in answered.to_json() + lost.to_json()
    await http.close()
