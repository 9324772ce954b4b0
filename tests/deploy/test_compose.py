"""`docker-compose.yml` holds together: checked here, since no image can be pulled where the tests run."""

import graphlib
import mmap
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import server
import worker
from engine import temporal as engine
from engine.binaries import postgres_account, postgres_programs
from engine.temporal import temporal_program
from gateways.shops import load_shops
from intake.policies import load_policies
from settings import Settings, setting_name
from tests.deploy.composition import PLACEHOLDER, ROOT, copied, pins, raw, read_env, services

# The UI's own template of its configuration (server/docker/config-template.yaml of temporalio/ui), as far as it may
# ever concern us; the server's template is read out of the server itself.
UI_NAMES = {
    "TEMPORAL_ADDRESS",
    "TEMPORAL_UI_PORT",
    "TEMPORAL_UI_PUBLIC_PATH",
    "TEMPORAL_BANNER_TEXT",
    "TEMPORAL_DEFAULT_NAMESPACE",
    "TEMPORAL_NOTIFY_ON_NEW_VERSION",
    "TEMPORAL_CORS_ORIGINS",
    "TEMPORAL_CSRF_COOKIE_INSECURE",
    "TEMPORAL_CODEC_ENDPOINT",
    "TEMPORAL_CODEC_PASS_ACCESS_TOKEN",
    "TEMPORAL_CODEC_INCLUDE_CREDENTIALS",
    "TEMPORAL_DISABLE_WRITE_ACTIONS",
    "TEMPORAL_WORKFLOW_TERMINATE_DISABLED",
    "TEMPORAL_WORKFLOW_CANCEL_DISABLED",
    "TEMPORAL_WORKFLOW_SIGNAL_DISABLED",
    "TEMPORAL_WORKFLOW_RESET_DISABLED",
    "TEMPORAL_BATCH_ACTIONS_DISABLED",
    "TEMPORAL_AUTH_ENABLED",
    "TEMPORAL_AUTH_PROVIDER_URL",
    "TEMPORAL_AUTH_CLIENT_ID",
    "TEMPORAL_AUTH_CLIENT_SECRET",
    "TEMPORAL_AUTH_CALLBACK_URL",
}
LONG_RUNNING = {"postgres", "temporal", "temporal-ui", "worker", "server"}
JOBS = {"databases", "temporal-schema", "temporal-namespace", "migrate", "attributes", "schedules"}
ON_REQUEST = {"starter"}


def said_by(*command: str | Path) -> str:
    """What a program says."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def server_program() -> str:
    """The text inside the real Temporal server of the pinned version: its template and the names of its settings."""
    with temporal_program().path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return b"\n".join(re.findall(rb"[\x09\x0a\x20-\x7e]{6,}", content)).decode()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with its passwords made."""
    return copied(tmp_path)


def test_all_services_are_there_each_running_on_or_to_an_end() -> None:
    """What runs on is started again after a crash; a job that fails stays failed, so that it is seen."""
    assert services().keys() == LONG_RUNNING | JOBS | ON_REQUEST
    assert {name for name, service in services().items() if service.job} == JOBS | ON_REQUEST
    assert {services()[name].said["restart"] for name in LONG_RUNNING} == {"unless-stopped"}
    assert [name for name, service in services().items() if service.said.get("profiles")] == ["starter"]


def test_every_image_is_pinned_in_one_place() -> None:
    """An image is named by a placeholder whose value has a number in it; `.env` holds nothing that is not used."""
    for name, said in raw()["services"].items():
        assert PLACEHOLDER.search(said["image"]), f"{name}: {said['image']} is not pinned in .env"
        tag = services()[name].said["image"].rpartition(":")[2]
        assert re.match(r"\d+\.\d+", tag), f"{name}: {tag} is no version"
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(PLACEHOLDER.findall(text)) | {"COMPOSE_PROJECT_NAME"} == set(pins())


def test_the_pinned_versions_are_those_that_the_tests_run_on() -> None:
    """Temporal, its UI and Postgres are what the engine's packages bring; our image bears our version."""
    temporal = re.search(r"Server ([\d.]+), UI ([\d.]+)", said_by(temporal_program().path, "--version"))
    postgres = said_by(postgres_programs(postgres_account()) / "postgres", "--version").split()[-1]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert temporal is not None
    assert (pins()["TEMPORAL_VERSION"], pins()["TEMPORAL_UI_VERSION"]) == temporal.groups()
    assert pins()["POSTGRES_VERSION"].startswith(f"{postgres}-")
    assert pins()["OWN_IMAGE"] == f"amends:{ours}"


def test_the_file_of_pins_is_no_file_of_settings() -> None:
    """The programs read `.env` of their working directory too: in a clone that must change nothing."""
    with_pins, without = Settings(_env_file=ROOT / ".env"), Settings(_env_file=None)
    assert with_pins == without
    assert not [name for name in pins() if name.startswith("AMENDS_")], "`starter.py doctor` would take it for a slip"


def test_temporal_is_told_only_what_it_reads(server_program: str) -> None:
    """The names come from the template inside the server: one that it does not read would be a slip without a word."""
    template = set(re.findall(r'\benv "([A-Z0-9_]+)"', server_program))
    assert {"POSTGRES_SEEDS", "NUM_HISTORY_SHARDS", "DYNAMIC_CONFIG_FILE_PATH"} <= template
    temporal = services()["temporal"]
    assert {*temporal.environment, "POSTGRES_PWD"} <= template
    assert temporal.environment["DB"] == "postgres12", "the default is another database"


def test_the_ui_is_told_only_what_it_reads() -> None:
    """And it belongs to the address that people open it at."""
    ui = services()["temporal-ui"]
    assert ui.environment.keys() <= UI_NAMES
    [port] = ui.said["ports"]
    assert ui.environment["TEMPORAL_CORS_ORIGINS"] == "http://" + port.rpartition(":")[0]
    assert port.endswith(":" + ui.environment["TEMPORAL_UI_PORT"])


def test_our_programs_are_told_only_settings_and_all_of_them_the_same() -> None:
    """A job, the worker, the server and the command line mean the same Temporal, namespace and shops."""
    known = {setting_name(field) for field in Settings.model_fields}
    ours = [service for service in services().values() if service.ours]
    assert {service.name for service in ours} == {"migrate", "attributes", "schedules", "worker", "server", "starter"}
    for service in ours:
        assert service.environment.keys() <= known, service.name
        assert service.environment.items() >= services()["migrate"].environment.items(), service.name
        assert service.env_file == "deploy/secrets/amends.env"
    assert "AMENDS_TIME_SKIPPING" not in {name for service in ours for name in service.environment}


def test_a_command_bears_the_name_of_who_types_it() -> None:
    """Else the register would say that the container's user had decided."""
    handed_on = {name: service.said["environment"] for name, service in services().items() if service.ours}
    assert {name for name, said in handed_on.items() if None in said.values()} == {"starter"}
    assert handed_on["starter"]["LOGNAME"] is None


def test_everybody_means_the_same_namespace_and_the_same_address() -> None:
    """The job makes the namespace that the programs use and that the UI opens with."""
    made = services()["temporal-namespace"].environment
    assert made["TEMPORAL_NAMESPACE"] == services()["worker"].environment["AMENDS_TEMPORAL_NAMESPACE"]
    assert made["TEMPORAL_NAMESPACE"] == services()["temporal-ui"].environment["TEMPORAL_DEFAULT_NAMESPACE"]
    for name in ("temporal-namespace", "temporal-ui", "worker", "server", "attributes", "schedules"):
        assert services()[name].environment["TEMPORAL_ADDRESS"] == "temporal:7233"
    assert made["RETENTION"] == engine.RETENTION


def test_passwords_are_where_the_script_puts_them(clone: Path) -> None:
    """Each env file is made by `deploy/secrets.sh`, is kept out of git, and fits the one of the other side."""
    files = {service.env_file for service in services().values() if service.env_file}
    made = {file: read_env(clone / file) for file in files}
    roles = made["deploy/secrets/databases.env"]
    assert made["deploy/secrets/postgres.env"] == {"POSTGRES_PASSWORD": roles["PGPASSWORD"]}
    assert made["deploy/secrets/schema.env"] == {"SQL_PASSWORD": roles["TEMPORAL_PASSWORD"]}
    assert made["deploy/secrets/temporal.env"] == {"POSTGRES_PWD": roles["TEMPORAL_PASSWORD"]}
    address = f"postgresql://amends:{roles['AMENDS_PASSWORD']}@postgres:5432/amends"
    assert made["deploy/secrets/amends.env"] == {"DATABASE_URL": address}
    assert len(set(roles.values())) == 3, "each role has a password of its own"
    assert all(re.fullmatch(r"[0-9a-f]{48}", password) for password in roles.values())
    ignored = subprocess.run(["git", "check-ignore", *files], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ignored.stdout.split()) == files


def test_passwords_are_made_once_and_for_their_owner_alone(clone: Path) -> None:
    """Running the script again changes nothing: new passwords would lock everybody out."""
    folder = clone / "deploy/secrets"
    before = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert {file.stat().st_mode & 0o077 for file in folder.glob("*.env")} == {0}
    subprocess.run(["sh", "deploy/secrets.sh"], cwd=clone, check=True, capture_output=True)
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == before


def test_what_is_mounted_exists_and_cannot_be_written(clone: Path) -> None:
    """A path that is not there would be made by the engine as an empty folder, and Temporal would not start."""
    mounted = [volume for service in services().values() for volume in service.said.get("volumes", [])]
    files = [volume.split(":") for volume in mounted if volume.startswith(".")]
    assert files
    for source, _, mode in files:
        assert (ROOT / source).is_file(), source
        assert mode == "ro"
    assert all((clone / secret["file"]).is_file() for secret in raw()["secrets"].values())
    for service in services().values():
        if service.ours:
            assert service.said["secrets"] == [
                {"source": "shops", "target": "shops.toml"},
                {"source": "keys", "target": "keys.toml"},
            ]
            assert service.environment["AMENDS_SHOPS_FILE"] == "/run/secrets/shops.toml"
            assert service.environment["AMENDS_CODEC_KEYS_FILE"] == "/run/secrets/keys.toml"


def test_the_shops_file_to_begin_with_can_be_read() -> None:
    """Copied as it is, it names a shop that the programs take."""
    file = ROOT / "deploy/shops.example.toml"
    shops = load_shops(file)
    assert shops.keys() == load_policies(file, shops).keys() == {"lantern"}


def test_the_data_of_postgres_is_in_a_named_volume() -> None:
    """An anonymous one would be left behind when the container is made anew. No other service keeps anything."""
    assert raw()["volumes"].keys() == {"postgres"}
    assert services()["postgres"].said["volumes"] == ["postgres:/var/lib/postgresql"]
    named = {name for name, service in services().items() for v in service.said.get("volumes", []) if v[0] != "."}
    assert named == {"postgres"}


def test_the_server_s_own_settings_are_mounted_where_it_looks(server_program: str) -> None:
    """Each key is one that the real server knows; fairness is as in the engine, and time cannot be skipped."""
    temporal = services()["temporal"]
    [mount] = temporal.said["volumes"]
    source, target, _ = mount.split(":")
    assert target == temporal.environment["DYNAMIC_CONFIG_FILE_PATH"]
    given: dict[str, list[dict[str, Any]]] = yaml.safe_load((ROOT / source).read_text(encoding="utf-8"))
    known = server_program.lower()
    for key, values in given.items():
        assert key.lower() in known, f"the server does not know {key}"
        assert [list(each) for each in values] == [["value"]], key
    fair = {key: str(values[0]["value"]).lower() for key, values in given.items() if key.startswith("matching.")}
    assert fair == dict(setting.split("=") for setting in engine.DYNAMIC_CONFIG if setting.startswith("matching."))
    assert not [key for key in given if "skipping" in key.lower() or "pause" in key.lower()]


def test_services_start_in_an_order_that_exists() -> None:
    """Jobs are waited for to their end, servers until they are well, and nobody waits in a circle."""
    order = [
        *graphlib.TopologicalSorter({name: service.waits_for for name, service in services().items()}).static_order()
    ]
    for service in services().values():
        for name, how in service.waits_for.items():
            assert how == ("service_completed_successfully" if services()[name].job else "service_healthy")
            assert services()[name].job or "healthcheck" in services()[name].said
    way = ["postgres", "databases", "temporal-schema", "temporal", "temporal-namespace", "attributes", "worker"]
    assert [name for name in order if name in way] == way
    assert services()["worker"].waits_for.keys() == {"migrate", "attributes"}
    assert services()["server"].waits_for.keys() == {"migrate"}, "it takes messages in while Temporal is away"


def test_nothing_is_exposed_beyond_this_machine() -> None:
    """Neither the intake nor Temporal has a login: a proxy of your own stands before them."""
    ports = {name: service.said["ports"] for name, service in services().items() if "ports" in service.said}
    assert ports.keys() == {"temporal", "temporal-ui", "server"}
    assert all(port.startswith("127.0.0.1:") for published in ports.values() for port in published)
    assert not [name for name, service in services().items() if {"privileged", "network_mode"} & service.said.keys()]


def test_several_of_a_kind_may_run() -> None:
    """A name of its own would keep a service from being scaled."""
    assert not [name for name, service in services().items() if "container_name" in service.said]


@pytest.mark.parametrize("name", ["migrate", "attributes", "schedules", "worker", "server", "starter"])
def test_our_programs_cannot_change_what_they_run(name: str) -> None:
    """An ordinary user without rights to gain, on files that cannot be written."""
    said = services()[name].said
    assert said["read_only"] is True
    assert said["tmpfs"] == ["/tmp"]  # noqa: S108 - of the container
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["init"] is True
    assert "user" not in said, "the image's own: see test_image.py"


def test_there_is_time_to_drain() -> None:
    """Compose kills after this time: longer than a program gives its own work, with some to spare."""
    assert services()["worker"].seconds("stop_grace_period") >= worker.GRACE.total_seconds() + 10
    assert services()["server"].seconds("stop_grace_period") >= server.DRAIN_SECONDS + 10
    assert services()["postgres"].seconds("stop_grace_period") >= 30
    assert services()["temporal"].seconds("stop_grace_period") >= 20


def test_postgres_has_sessions_enough() -> None:
    """Each of Temporal's four services has pools of its own; beside them two servers and four workers of ours."""
    told, [_, _, most] = services()["temporal"].environment, services()["postgres"].said["command"]
    temporal = 4 * (int(told["SQL_MAX_CONNS"]) + int(told["SQL_VIS_MAX_CONNS"]))
    assert temporal + 2 * 24 + 4 * 10 < int(most.removeprefix("max_connections="))


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="no docker-compose here to ask (Debian packs 1.29)")
def test_docker_compose_takes_the_file(clone: Path) -> None:
    """The program itself, which needs no engine to read the file."""
    done = subprocess.run(["docker-compose", "config"], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = yaml.safe_load(done.stdout)
    assert found["services"].keys() | ON_REQUEST == services().keys(), "what runs on request is not always listed"
    assert found["services"]["worker"]["environment"]["DATABASE_URL"].startswith("postgresql://amends:")


def test_jobs_are_given_what_their_scripts_ask_for(clone: Path) -> None:
    """No more and no less than the script's own list of what it needs."""
    for service in (services()[name] for name in ("databases", "temporal-schema", "temporal-namespace")):
        source, inside, _ = service.said["volumes"][0].split(":")
        assert service.said["entrypoint"] == ["sh", inside]
        asked = set(re.findall(r'"\$\{(\w+):\?\}"', (ROOT / source).read_text(encoding="utf-8")))
        given = service.environment | (read_env(clone / service.env_file) if service.env_file else {})
        assert given.keys() == asked, service.name
