"""Traces of this process, kept in memory for a test to read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.contrib.opentelemetry import TracingInterceptor

from tracing import spans


@dataclass
class Recording:
    """The spans that left so far, and what Temporal's client and replayer need to make more."""

    exporter: InMemorySpanExporter
    interceptors: Sequence[TracingInterceptor]

    def left(self) -> list[ReadableSpan]:
        """Every span that has ended, as it leaves the process."""
        assert spans._provider is not None
        spans._provider.force_flush()
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        """Those of this name."""
        return [span for span in self.left() if span.name == name]


@contextmanager
def recording() -> Iterator[Recording]:
    """Traces are on for as long as this lasts."""
    exporter = InMemorySpanExporter()
    try:
        yield Recording(exporter=exporter, interceptors=spans.begin_with(exporter, service="tests"))
    finally:
        spans.end()


def trace_of(span: ReadableSpan) -> int:
    """The trace that it belongs to."""
    context = span.get_span_context()
    assert context is not None
    return context.trace_id
