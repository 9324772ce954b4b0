"""What leaves in a span: names, times, and attributes from a closed list. Words of errors stay here."""

from collections.abc import Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status
from opentelemetry.util.types import Attributes

EXCEPTION = frozenset({"exception.type"})  # not its message, nor the stack with its lines


class Scrubbed(SpanExporter):
    """Hands spans on to another exporter, without whatever is not known to be harmless."""

    def __init__(self, to: SpanExporter, kept: frozenset[str]) -> None:
        self._to = to
        self._kept = kept

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export them, scrubbed."""
        return self._to.export([scrubbed(span, self._kept) for span in spans])

    def shutdown(self) -> None:
        """The other one is done."""
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """The other one sends what it holds back."""
        return self._to.force_flush(timeout_millis)


def scrubbed(span: ReadableSpan, kept: frozenset[str]) -> ReadableSpan:
    """The span with the attributes in `kept` alone, and its errors by class alone."""
    return ReadableSpan(
        name=span.name,
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes=_only(span.attributes, kept),
        events=[Event(event.name, _only(event.attributes, EXCEPTION), event.timestamp) for event in span.events],
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _only(attributes: Attributes, kept: frozenset[str]) -> Attributes:
    return {key: value for key, value in (attributes or {}).items() if key in kept}
