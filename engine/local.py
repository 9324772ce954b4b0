"""The servers that the settings leave to us: none, one or both."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.postgres import Postgres
from engine.supervisor import Supervisor
from engine.temporal import Temporal, TemporalPorts
from settings import Settings

if TYPE_CHECKING:
    from temporalio.common import SearchAttributeKey  # half a second, and only the names are needed


def start_servers(household: Supervisor, settings: Settings, search_attributes: Mapping[str, str]) -> None:
    """Start Postgres unless DATABASE_URL names one, and Temporal unless TEMPORAL_ADDRESS names one.

    Both live in `settings.home` and end with the household. Raises EngineError, see Postgres.start, Temporal.start.
    """
    if settings.embeds_postgres:
        household.enter(local_postgres(settings))
    if settings.embeds_temporal:
        household.enter(local_temporal(settings, search_attributes))


def local_postgres(settings: Settings) -> Postgres:
    """The Postgres of this clone, not started."""
    return Postgres(settings.home, port=settings.postgres_port)


def local_temporal(settings: Settings, search_attributes: Mapping[str, str]) -> Temporal:
    """The Temporal of this clone, not started."""
    ports = TemporalPorts(
        grpc=settings.temporal_port,
        ui=settings.temporal_ui_port,
        http=settings.temporal_http_port,
        metrics=settings.temporal_metrics_port,
    )
    return Temporal(
        settings.home,
        ports=ports,
        search_attributes=search_attributes,
        namespace=settings.temporal_namespace,
        time_skipping=settings.time_skipping,
        ui_codec_endpoint=settings.codec_url if settings.codec_keys_file is not None else "",
    )


def attribute_kinds(keys: "Iterable[SearchAttributeKey[Any]]") -> dict[str, str]:
    """Search attributes as the server's command line names them: `CaseDueAt` -> `Datetime`."""
    return {key.name: key.indexed_value_type.name.title().replace("_", "") for key in keys}
