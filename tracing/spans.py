"""Traces: one story from a message's first byte over inbox, dispatcher, workflow and activity to the provider's call.

Off unless `begin` is given an endpoint; while they are off the tracing library is not even imported, and a span is one
comparison. What leaves the process passes `Scrubbed`: attributes that are not in KEPT, the words of exceptions and of
failed statuses are taken out, because a library may write into them what a buyer or a provider said.

A trace that a sender claims to be part of is not taken up: strangers would choose our trace ids, and what is sampled.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer
    from temporalio.contrib.opentelemetry import TracingInterceptor

Value = str | int
Note = Callable[[str, Value], None]  # sets an attribute of the span

KEPT = frozenset(
    {
        *("temporalWorkflowID", "temporalRunID", "temporalActivityID"),
        *("http.request.method", "http.response.status_code", "server.address", "error.type"),
        *("amends.shop", "amends.source", "amends.provider", "amends.case_id", "amends.outcome", "amends.attempt"),
    }
)
FAREWELL = 3.0  # seconds
IN, OUT, WITHIN = "SERVER", "CLIENT", "INTERNAL"  # OpenTelemetry's kinds

# FastAPI would trace, count and log by itself once somebody has set a provider: with the query of each call, which
# holds signatures, with the words of exceptions, and in whatever trace a sender claims.
FASTAPI_SILENT: "TelemetryConfig" = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}

_provider: "TracerProvider | None" = None
_tracer: "Tracer | None" = None


def begin(endpoint: str | None, *, service: str) -> "list[TracingInterceptor]":
    """Send spans to the OTLP/HTTP collector at `endpoint`; the interceptors that Temporal's client needs for it.

    Without an endpoint nothing happens, and none is needed. What else can be set (headers, sampling, resource) is read
    from OpenTelemetry's own variables by its own code.
    """
    if endpoint is None:
        return []
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    # A collector that is away is an error once a batch is lost, not at each of its tries.
    logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter").setLevel(logging.ERROR)
    return begin_with(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"), service=service)


def begin_with(exporter: "SpanExporter", *, service: str) -> "list[TracingInterceptor]":
    """As `begin`, with an exporter that is there already."""
    global _provider, _tracer  # noqa: PLW0603 - one a process, as the logs are
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from temporalio.contrib.opentelemetry import TracingInterceptor

    from tracing.scrubbing import Scrubbed

    _provider = TracerProvider(resource=Resource.create({"service.name": service}), shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(Scrubbed(exporter, KEPT)))
    _tracer = _provider.get_tracer("amends")
    return [TracingInterceptor(_tracer)]


def end() -> None:
    """Send what is left, and trace no more. Blocks for `FAREWELL` seconds where the collector does not answer."""
    global _provider, _tracer  # noqa: PLW0603 - as above
    if _provider is not None:
        # By itself it would wait for ten seconds, which a program that is to drain does not have.
        sending = threading.Thread(target=_provider.shutdown, name="last spans", daemon=True)
        sending.start()
        sending.join(FAREWELL)
    _provider = _tracer = None


@contextmanager
def span(
    name: str, *, kind: str = WITHIN, after: str | None = None, begins: bool = True, **attributes: Value
) -> Iterator[Note]:
    """What happens inside is a span; it follows `after`, as `here` wrote it, else what is going on at this moment.

    One that does not begin a trace is left out where none is going on: a listener that asks every second.
    Keyword names stand for attributes: `shop` becomes `amends.shop`. Yields what sets further ones.
    """
    if _tracer is None or not (begins or here()):
        yield _nothing
        return
    from opentelemetry.trace import SpanKind, Status, StatusCode

    named = {f"amends.{key}": value for key, value in attributes.items()}
    with _tracer.start_as_current_span(
        name,
        context=_context(after) if after is not None else None,
        kind=SpanKind[kind],
        attributes=named,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current.set_attribute
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(Status(StatusCode.ERROR))
            raise


def here() -> str:
    """The present span as W3C's traceparent, "" where there is none: kept beside what is done about it later."""
    if _tracer is None:
        return ""
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent", "")


def _context(traceparent: str) -> "Context":
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": traceparent}, context=Context())


def _nothing(_name: str, _value: Value) -> None:
    """While traces are off."""
