"""What an installation can set: where Postgres and Temporal are, which ports, which shops and their connections.

Values come from the environment (`AMENDS_...`, and `DATABASE_URL` and `TEMPORAL_ADDRESS` without the prefix) and from
a file `.env` in the working directory; the environment wins. Shops and their secrets stand in a TOML file of their own.

Importing this module takes a third of a second (pydantic-settings); a program that must answer at once, such as
`starter.py --help`, imports it inside the function that needs it.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PORT_OFFSETS: dict[str, tuple[int, int]] = {
    # setting: (default, distance from AMENDS_PORT_BASE)
    "temporal_port": (7233, 0),
    "temporal_ui_port": (8233, 1),
    "temporal_http_port": (7243, 2),
    "temporal_metrics_port": (7253, 3),
    "postgres_port": (15432, 4),
    "server_port": (8080, 5),
    "sandbox_port": (8090, 6),
    "smtp_port": (8025, 7),
    "metrics_port": (9464, 8),
    "worker_metrics_port": (9465, 9),
}

Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(ValueError):
    """A setting is missing or wrong; the message says which, where and what is allowed."""


class LogFormat(StrEnum):
    """How log lines look."""

    JSON = "json"
    PRETTY = "pretty"


def _port(name: str) -> Callable[[dict[str, Any]], int]:
    """The default of a port: fixed, or at its distance from the port base where one is set."""
    default, distance = PORT_OFFSETS[name]

    def choose(values: dict[str, Any]) -> int:
        base = values.get("port_base")
        return default if base is None else int(base) + distance

    return choose


def _origins(given: object) -> object:
    """Origins as browsers write them, one or several with commas between. Raises ValueError."""
    if not isinstance(given, str):
        return given
    found = tuple(word.strip() for word in given.split(",") if word.strip())
    for number, origin in enumerate(found, start=1):
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"number {number} is no origin like https://temporal.example or http://127.0.0.1:8233")
    return found


class Settings(BaseSettings):
    """One installation's settings; read them with `load()`."""

    model_config = SettingsConfigDict(
        env_prefix="AMENDS_",
        env_file=".env",
        env_ignore_empty=True,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default=Path(".amends"), description="Data, logs and blobs of an engine on one machine.")
    port_base: Annotated[int, Field(ge=1024, le=65535 - len(PORT_OFFSETS))] | None = Field(
        default=None, description="Moves every port below at once, so that two clones can run side by side."
    )
    temporal_port: Port = Field(default_factory=_port("temporal_port"))
    temporal_ui_port: Port = Field(default_factory=_port("temporal_ui_port"))
    temporal_http_port: Port = Field(default_factory=_port("temporal_http_port"))
    temporal_metrics_port: Port = Field(default_factory=_port("temporal_metrics_port"))
    postgres_port: Port = Field(default_factory=_port("postgres_port"))
    server_port: Port = Field(default_factory=_port("server_port"))
    sandbox_port: Port = Field(default_factory=_port("sandbox_port"))
    smtp_port: Port = Field(default_factory=_port("smtp_port"))
    metrics_port: Port = Field(default_factory=_port("metrics_port"))
    worker_metrics_port: Port = Field(default_factory=_port("worker_metrics_port"))

    database_url: str = Field(
        default_factory=lambda values: f"postgresql://app@127.0.0.1:{values.get('postgres_port')}/amends",
        validation_alias=AliasChoices("DATABASE_URL", "AMENDS_DATABASE_URL"),
        repr=False,
        description="Postgres; when unset, the embedded server on postgres_port.",
    )
    temporal_address: str = Field(
        default_factory=lambda values: f"127.0.0.1:{values.get('temporal_port')}",
        validation_alias=AliasChoices("TEMPORAL_ADDRESS", "AMENDS_TEMPORAL_ADDRESS"),
        description="host:port of Temporal's frontend; when unset, the embedded server on temporal_port.",
    )
    temporal_namespace: str = "default"
    temporal_ui: str = Field(
        default_factory=lambda values: f"http://127.0.0.1:{values.get('temporal_ui_port')}",
        description="Where people find the Temporal UI; links to cases begin with it.",
    )
    task_queue: str = "cases"
    held_patches: str = Field(
        default="",
        description="Patches of workflow code that a worker does not activate, separated by commas (docs/deploys.md).",
    )
    ready_file: Path | None = Field(default=None, description="Written by a program once it takes work.")
    time_skipping: bool = Field(default=False, description="Allows `jump`: for demos and tests, never in production.")

    server_host: str = "127.0.0.1"
    server_max_body: int = Field(default=262_144, ge=1, description="Bytes of the largest message taken in.")

    codec_keys_file: Path | None = Field(
        default=None, description="Keys of what goes to Temporal (codec/keys.py); without it nothing is encrypted."
    )
    codec_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)] = Field(
        default=(), description="Pages that may ask the codec endpoint, such as the Temporal UI's, commas between."
    )
    codec_token: SecretStr | None = Field(
        default=None, min_length=24, description="What callers of the codec endpoint must bring as bearer token."
    )

    metrics_host: str | None = Field(
        default=None,
        description="Where /metrics is served, the server's on metrics_port, the worker's on worker_metrics_port; "
        "when unset, nowhere. Never an address that strangers reach.",
    )
    otel_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("AMENDS_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        repr=False,
        description="The OTLP/HTTP collector that traces are sent to, as http://127.0.0.1:4318; when unset, none.",
    )

    shops_file: Path = Field(default=Path("shops.toml"), description="Shops and their connections (gateways/shops.py).")
    log_format: LogFormat = LogFormat.JSON

    @property
    def held_patch_names(self) -> frozenset[str]:
        """The patches held back, one by one."""
        return frozenset(name.strip() for name in self.held_patches.split(",") if name.strip())

    @property
    def embeds_postgres(self) -> bool:
        """Whether the database is the one that we start ourselves."""
        return "database_url" not in self.model_fields_set

    @property
    def embeds_temporal(self) -> bool:
        """Whether Temporal is the one that we start ourselves."""
        return "temporal_address" not in self.model_fields_set

    @property
    def server_url(self) -> str:
        """Where our own HTTP server is reached from this machine."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def codec_url(self) -> str:
        """Where the codec endpoint is reached from this machine."""
        return f"{self.server_url}/codec"

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox world is reached from this machine."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def worker_metrics_address(self) -> str:
        """host:port of the worker's metrics, "" when there are none."""
        return "" if self.metrics_host is None else f"{self.metrics_host}:{self.worker_metrics_port}"

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        taken: dict[int, str] = {}
        for name in PORT_OFFSETS:
            port = getattr(self, name)
            if port in taken:
                raise ValueError(f"{taken[port]} and {setting_name(name)} are both {port}; give one another port")
            taken[port] = setting_name(name)
        return self


def setting_name(field: str) -> str:
    """The environment variable that sets a field: `server_port` -> `AMENDS_SERVER_PORT`."""
    unprefixed = field.upper() in {"DATABASE_URL", "TEMPORAL_ADDRESS"}
    return field.upper() if unprefixed else f"AMENDS_{field.upper()}"


@cache
def load() -> Settings:
    """The settings of this process, read once; raises SettingsError that names every wrong setting."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise SettingsError(f"Settings (environment or .env): {_in_words(wrong, setting_name)}") from None


def _in_words(wrong: ValidationError, name: Callable[[str], str]) -> str:
    """Each wrong field with its reason, without the value: a database URL may hold a password."""

    def place(loc: tuple[int | str, ...]) -> str:
        first, *rest = [str(part) for part in loc] or [""]
        return ".".join([name(first), *rest]) if first else ""

    problems = wrong.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(
        f"{where}: {problem['msg']}"
        if (where := place(problem["loc"]))
        else problem["msg"].removeprefix("Value error, ")
        for problem in problems
        if problem["type"] != "default_factory_not_called"  # follows from another wrong setting, which is named
    )
