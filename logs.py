"""How the programs log: one line an event, as JSON or for the eye, with the case id bound and nothing personal.

- The event is a fixed sentence; what varies goes into keys. Only the keys of `KNOWN_KEYS` are written. Another key is
  dropped and its name listed under `dropped`, so that a slip shows in the log without showing what it held.
- Lines from inside a workflow or an activity carry its case id by themselves; elsewhere bind it with
  `structlog.contextvars.bound_contextvars(case_id=...)`.
- Workflow code that is being replayed says nothing: it was logged when it first ran.
- The standard library's loggers and Temporal's core pass through the same steps. Lines go to standard error, since
  standard output belongs to what a command answers.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

if TYPE_CHECKING:
    from temporalio.runtime import PrometheusConfig, Runtime

KNOWN_KEYS = frozenset(
    {
        # what structlog and this module add
        *("event", "level", "logger", "timestamp", "dropped", "error", "error_at"),
        # which case, and where in it
        *(
            "case_id",
            "shop",
            "source",
            "external_id",
            "order_id",
            "scenario",
            "stage",
            "step",
            "ending",
            "due_at",
            "seq",
        ),
        *("event_type", "command", "fact", "message_id", "movement", "key", "amount", "currency", "rule", "state"),
        # which piece of work
        *(
            "workflow",
            "run_id",
            "activity",
            "attempt",
            "task_queue",
            "namespace",
            "provider",
            "operation",
            "error_class",
        ),
        # the programs themselves
        *("service", "pid", "port", "address", "version", "signal", "status", "method", "route", "duration_ms"),
        *("count", "migration", "file", "setting", "outcome", "retry_in_s"),
    }
)
LONGEST_VALUE = 300
LAG_SECONDS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0, 21_600.0)  # of the register, behind cases
NOISY = (
    "asyncio",
    "httpcore2",
    "httpx2",
    "uvicorn.access",
)  # these write addresses with their queries, or a line a call
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d{9}(?!\d)|(?<!\w)\+\d[\d -]{7,16}\d(?!\d)")
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(*, pretty: bool = False, level: int = logging.INFO, to: TextIO | None = None) -> None:
    """Set up structlog and the standard library's logging for this process; call it once, first thing in a program."""
    shared = _steps()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.addFilter(_not_replayed)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(pretty=pretty)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


@cache
def runtime(metrics_at: str = "") -> "Runtime":
    """Temporal's runtime with its core's log sent here; without it the core writes to standard output.

    With an address (host:port), its metrics are served there. Raises RuntimeError when that is not possible.
    """
    from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

    forwarding = LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"), append_target_to_name=False, prepend_target_on_message=False
    )
    quiet = TelemetryFilter(core_level="WARN", other_level="ERROR")
    telemetry = TelemetryConfig(
        logging=LoggingConfig(filter=quiet, forwarding=forwarding), metrics=_metrics(metrics_at) if metrics_at else None
    )
    try:
        return Runtime(telemetry=telemetry)
    except (RuntimeError, ValueError) as refused:
        raise RuntimeError(
            f"the worker's metrics cannot be served at {metrics_at} ({refused}): each worker of a machine needs an "
            "AMENDS_WORKER_METRICS_PORT of its own"
        ) from refused


def _metrics(at: str) -> "PrometheusConfig":
    """Names and units as Prometheus has them: seconds, and `_total` behind what is counted."""
    from temporalio.runtime import PrometheusConfig

    return PrometheusConfig(
        bind_address=at,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={"amends_register_lag_seconds": LAG_SECONDS},
    )


def _steps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        _silent_on_replay,
        _bind_case,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _short_error,
        _known_keys_only,
        _mask,
    ]


def _renderer(*, pretty: bool) -> Processor:
    if pretty:
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _replaying() -> bool:
    workflow = sys.modules.get("temporalio.workflow")  # a program without workflows need not load it
    return workflow is not None and workflow.in_workflow() and workflow.unsafe.is_replaying_history_events()


def _not_replayed(_record: logging.LogRecord) -> bool:
    return not _replaying()


def _silent_on_replay(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if _replaying():
        raise structlog.DropEvent
    return event


def _bind_case(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A case's workflow id is its case id."""
    workflow, activity = sys.modules.get("temporalio.workflow"), sys.modules.get("temporalio.activity")
    if workflow is not None and workflow.in_workflow():
        event.setdefault("case_id", workflow.info().workflow_id)
    elif activity is not None and activity.in_activity():
        info = activity.info()
        event.setdefault("case_id", info.workflow_id)
        event.setdefault("activity", info.activity_type)
        event.setdefault("attempt", info.attempt)
    return event


def _short_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception becomes one line and the place it came from; a traceback would repeat the values of its lines."""
    raised = _raised(event.pop("exc_info", None))
    if raised is not None:
        event["error"] = " <- ".join(_chain(raised))
        event["error_at"] = _place(raised)
    return event


def _raised(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _chain(error: BaseException) -> list[str]:
    """The error and what caused it, at most four deep."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < 4:
        found.append(f"{type(cause).__name__}: {_first_line(str(cause))}"[:LONGEST_VALUE])
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return found


def _first_line(text: str) -> str:
    return re.split(r"\n|\\n", text.strip(), maxsplit=1)[
        0
    ]  # what follows is detail: values of a row, a provider's page


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)


def _known_keys_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    unknown = sorted(key for key in event if key not in KNOWN_KEYS and not key.startswith("_"))
    for key in unknown:
        del event[key]
    if unknown:
        event["dropped"] = unknown
    return event


def _mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The second wall, for what a library or an exception wrote into its text."""
    return {key: _masked(value) if key[0] != "_" else value for key, value in event.items()}


def _masked(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return f"{len(value)} keys"
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value][:20]
    text = MOBILE.sub("[phone]", E_MAIL.sub("[e-mail]", str(value)))
    return text if len(text) <= LONGEST_VALUE * 2 else text[: LONGEST_VALUE * 2] + "..."
