"""``docker-compose.yml`` beside the list of services, their settings, and the secrets that are made for it."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from shared.files.inspection.inspector import LANES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deploy" / "compose"
SIMULATORS = {"zalo-simulator", "payment-simulator", "stream-simulator"}
REACHABLE = {"gateway", "grafana", "alertmanager", *SIMULATORS}

JSON = dict[str, Any]


def read(path: Path) -> JSON:
    return dict(yaml.load(path.read_text(), yaml.CSafeLoader))


FILE = read(ROOT / "docker-compose.yml")
REAL_ZALO = read(COMPOSE / "real-zalo.yml")
CONTAINERS: dict[str, JSON] = FILE["services"]
LISTED: dict[str, JSON] = {row["name"]: row for row in read(ROOT / "deploy" / "services.yaml")["services"]}
ONCE = {name for name, container in CONTAINERS.items() if container["restart"] == "no"}


@cache
def settings_of(name: str) -> type[BaseSettings]:
    settings: type[BaseSettings] = importlib.import_module(f"{LISTED[name]['package']}.settings").Settings
    return settings


def field_of(name: str, variable: str) -> str | None:
    """The setting that a variable gives, whether by its value or by a file; ``None`` if nothing reads it."""
    settings, prefix = settings_of(name), LISTED[name]["prefix"]
    short = variable.removeprefix(f"{prefix}_").lower()
    if LISTED[name].get("upstreams") and short.startswith("upstream_"):
        return "upstreams"
    fits = [field for field in (short, short.removesuffix("_file")) if field in settings.model_fields]
    return fits[0] if variable.startswith(f"{prefix}_") and fits else None


def is_secret(name: str, field: str) -> bool:
    return settings_of(name).model_fields[field].annotation is SecretStr


def with_defaults(text: str, given: Mapping[str, str]) -> str:
    """``${NAME:-default}`` as Compose reads it, innermost first."""
    one = re.compile(r"\$\{(\w+):-([^${}]*)\}")
    while found := one.search(text):
        text = text.replace(found[0], given.get(found[1]) or found[2])
    return text


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the documented command makes, elsewhere, beside settings whose last line has no end."""
    root = tmp_path_factory.mktemp("root")
    folder = root / "deploy" / "compose"
    folder.mkdir(parents=True)
    (root / ".env").write_text("TAG=mine")
    script = Path(shutil.copy(COMPOSE / "make_secrets.py", folder))
    states = []
    for _ in range(2):
        subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
        states.append({file: file.read_text() for file in (*folder.glob("secrets/*"), root / ".env")})
    assert states[0] == states[1], "the second time it changes nothing"
    return folder / "secrets"


def test_a_start_without_secrets_names_at_once_what_makes_them(secrets: Path) -> None:
    """Else a container that cannot start says so after everything is built."""
    if subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode:
        pytest.skip("Docker Compose is not installed")
    environment = {name: value for name, value in os.environ.items() if name != "SECRETS"}
    made = secrets.parents[2] / ".env"
    without, with_them = (
        subprocess.run(
            ["docker", "compose", "--env-file", str(file), "config", "--format", "json"],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        for file in ("/dev/null", made)
    )
    assert without.returncode
    assert "run `make secrets` first" in without.stderr
    assert with_them.returncode == 0, with_them.stderr
    assert json.loads(with_them.stdout)["services"]["gateway"]["image"] == "quangngai-smart/gateway:mine"


def test_what_was_emptied_is_named_and_other_words_are_refused(secrets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deploy" / "compose"
    shutil.copytree(secrets, folder / "secrets")
    script = Path(shutil.copy(COMPOSE / "make_secrets.py", folder))
    for name in ("staff_keys", "svc_content_mongo_url"):
        (folder / "secrets" / name).write_text("\n")
    empty = "svc_content_mongo_url, staff_keys: the file is empty; put back what it held"
    for words, said in ([], empty), (["--help"], "usage: "):
        done = subprocess.run([sys.executable, str(script), *words], check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr.startswith(said)) == (1, True), done.stderr


def test_the_owner_of_a_secret_can_write_it_and_a_container_can_read_it(secrets: Path) -> None:
    assert {file.stat().st_mode & 0o777 for file in secrets.iterdir()} == {0o644}


def test_kafka_keeps_its_figures_whatever_starts_it_next(tmp_path: Path) -> None:
    """What ``make observability`` chose is there for the ``docker compose up`` of a runbook; once, however often."""
    programs = tmp_path / "programs"
    programs.mkdir()
    docker = programs / "docker"
    docker.write_text("#!/bin/sh\ncp .env seen\n")
    docker.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".env").write_text("TAG=mine")
    for _ in range(2):
        subprocess.run(
            ["make", "--silent", "--old-file=.venv/.installed", "PY=true", "observability"],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
            check=True,
            capture_output=True,
        )
    for settings in (tmp_path / "seen", tmp_path / ".env"):
        assert settings.read_text().split() == [
            "TAG=mine",
            "KAFKA_OPTS=-javaagent:/opt/agent/jmx.jar=9404:/opt/kafka-jmx.yaml",
        ]


@pytest.mark.parametrize("name", [name for name, container in CONTAINERS.items() if "build" in container])
def test_an_image_says_which_revision_it_is_of(name: str) -> None:
    """Compose passes on what the environment has, and nothing where it has none."""
    arguments = CONTAINERS[name]["build"]["args"]
    assert "REVISION" in arguments
    assert arguments["REVISION"] is None


@pytest.mark.parametrize("name", [name for name in LISTED if name not in SIMULATORS])
def test_one_setting_sends_the_spans_of_every_service(name: str) -> None:
    assert CONTAINERS[name]["environment"][f"{LISTED[name]['prefix']}_OTEL_ENDPOINT"] == "${OTEL_ENDPOINT:-}"


@pytest.mark.parametrize("name", LISTED)
def test_every_listed_service_has_a_container_from_its_own_folder(name: str) -> None:
    build = CONTAINERS[name]["build"]
    assert build["dockerfile"] == "deploy/Dockerfile"
    assert (ROOT / build["args"]["SERVICE"] / "src" / LISTED[name]["package"]).is_dir()


@pytest.mark.parametrize("name", CONTAINERS)
def test_no_container_has_more_rights_than_it_needs(name: str) -> None:
    container = CONTAINERS[name]
    assert int(container["user"].split(":")[0]) > 0
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in container
    assert "cap_add" not in container
    assert container["mem_limit"]
    assert container["pids_limit"]


def receives_files(name: str) -> bool:
    folder = ROOT / name / "src"
    return folder.exists() and any("Reception(" in path.read_text() for path in folder.rglob("*.py"))


RECEIVING = [name for name in LISTED if receives_files(name)]


def test_who_receives_files_is_found() -> None:
    assert {"svc-dossier", "svc-feedback"} <= {*RECEIVING}
    assert not {"gateway", "svc-notify"} & {*RECEIVING}


@pytest.mark.parametrize("name", RECEIVING)
def test_uploads_are_on_a_disk_and_not_in_memory(name: str) -> None:
    """The root is read-only, and a tmpfs counts as the container's memory."""
    container = CONTAINERS[name]
    assert container["tmpfs"] == []
    assert f"{name}-uploads:/tmp" in container["volumes"]
    assert f"{name}-uploads" in FILE["volumes"]


@pytest.mark.parametrize("name", RECEIVING)
def test_memory_holds_two_of_the_largest_pictures(name: str) -> None:
    """One of a citizen and one of an officer, beside the service and its inspecting processes, as the file counts."""
    megabytes = 130 + 32 * sum(LANES.values()) + 2 * 360
    assert megabytes * 1_000_000 < _bytes(CONTAINERS[name]["mem_limit"])


def _bytes(limit: str) -> int:
    return int(limit[:-1]) * {"m": 2**20, "g": 2**30}[limit[-1]]


@pytest.mark.parametrize("name", CONTAINERS)
def test_ports_are_published_for_this_machine_only(name: str) -> None:
    published = [with_defaults(port, {}) for port in CONTAINERS[name].get("ports", [])]
    assert bool(published) == (name in REACHABLE)
    assert all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("name", [name for name in LISTED if "operations_port" in LISTED[name]])
def test_the_port_of_operations_is_published_nowhere(name: str) -> None:
    container, prefix = CONTAINERS[name], LISTED[name]["prefix"]
    port = container["environment"][f"{prefix}_OPERATIONS_PORT"]
    assert port != container["environment"][f"{prefix}_PORT"]
    for file in (FILE, REAL_ZALO):
        for published in file["services"].get(name, {}).get("ports", []):
            assert with_defaults(published, {}).rpartition(":")[2] != port
        assert not file["services"].get(name, {}).get("network_mode")
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert port not in " ".join(re.findall(r"^EXPOSE (.*)$", dockerfile, re.MULTILINE)).split()
    assert f"http://127.0.0.1:{port}/readyz" in dockerfile, "its health is asked for where it is answered"


def test_only_a_simulator_has_no_port_of_operations() -> None:
    assert {name for name in LISTED if "operations_port" not in LISTED[name]} == SIMULATORS


def test_what_keeps_running_is_restarted_and_its_health_is_watched() -> None:
    assert "\nHEALTHCHECK " in (ROOT / "deploy" / "Dockerfile").read_text()
    for name in CONTAINERS.keys() - ONCE:
        container = CONTAINERS[name]
        assert container["restart"] == "unless-stopped", name
        assert "build" in container or "test" in container["healthcheck"], name
        assert not container.get("healthcheck", {}).get("disable"), name


def test_a_slow_start_is_no_illness() -> None:
    """Kafka answers after a minute on two busy cores; a container that is called unhealthy before ends `up --wait`."""
    periods = {
        name: container["healthcheck"].get("start_period")
        for name, container in CONTAINERS.items()
        if "interval" in container.get("healthcheck", {})
    }
    assert periods.keys() >= {"mongo", "kafka", "prometheus", "alertmanager", "grafana"}
    assert set(periods.values()) == {"180s"}
    assert "--start-period=180s" in (ROOT / "deploy" / "Dockerfile").read_text()


def test_what_runs_once_is_waited_for() -> None:
    waited = {
        needed
        for container in CONTAINERS.values()
        for needed, how in container.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    assert waited == ONCE


@pytest.mark.parametrize("name", LISTED)
def test_every_variable_is_a_setting_and_secrets_come_as_files(name: str) -> None:
    variables = {**CONTAINERS[name]["environment"], **REAL_ZALO["services"].get(name, {}).get("environment", {})}
    for variable, value in variables.items():
        field = field_of(name, variable)
        assert field, f"{name} does not read {variable}"
        if is_secret(name, field):
            assert value.startswith("/run/secrets/"), variable
            assert value.removeprefix("/run/secrets/") in CONTAINERS[name]["secrets"], variable
        assert not re.search(r"://[^/]*@", value), f"{variable} has a password in it"


@pytest.mark.parametrize("name", LISTED)
def test_what_the_local_stack_hands_over_is_handed_over_here(name: str) -> None:
    row = LISTED[name]
    here = {field_of(name, variable) for variable in CONTAINERS[name]["environment"]}
    assert {field_of(name, f"{row['prefix']}_{short}") for short in row["environment"]} <= here
    if row.get("upstreams"):
        upstreams = {value for variable, value in CONTAINERS[name]["environment"].items() if "_UPSTREAM_" in variable}
        assert upstreams == {f"http://{other}:8080" for other in LISTED if other.startswith("svc-")}


@pytest.mark.parametrize("name", LISTED)
def test_a_service_starts_with_these_variables(
    name: str, secrets: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("")  # the mini app's package, which the gateway's image has
    for variable, value in CONTAINERS[name]["environment"].items():
        there = re.sub(r"^/mini-app$", str(tmp_path), with_defaults(value, {}))
        monkeypatch.setenv(variable, there.replace("/run/secrets", str(secrets)))
    settings: Any = settings_of(name)()
    assert settings.host == "0.0.0.0"
    if LISTED[name].get("data", True):
        database = settings.mongo_database
        url = settings.mongo_url.get_secret_value()
        assert re.fullmatch(rf"mongodb://{database}:[\w-]{{32}}@mongo:27017/{database}\?replicaSet=rs0", url)


def test_secrets_are_made_defined_and_used(secrets: Path) -> None:
    made = {file.name for file in secrets.iterdir()}
    used = {secret for container in CONTAINERS.values() for secret in container.get("secrets", [])}
    assert made == FILE["secrets"].keys() == used
    for name, secret in FILE["secrets"].items():
        assert secret == {"file": f"deploy/compose/secrets/{name}"}
    ignored = subprocess.run(["git", "check-ignore", "-q", "deploy/compose/secrets/any"], cwd=ROOT, check=False)
    assert ignored.returncode == 0
    assert secrets.stat().st_mode & 0o777 == 0o700


def test_every_choice_is_in_the_example_and_every_example_is_a_choice() -> None:
    texts = [(ROOT / "docker-compose.yml").read_text(), (COMPOSE / "real-zalo.yml").read_text()]
    choices = {name for text in texts for name in re.findall(r"(?<!\$)\$\{(\w+)", text)}
    examples = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert examples == choices | {"COMPOSE_FILE"}


def test_the_real_zalo_leaves_the_simulator_out() -> None:
    overridden = REAL_ZALO["services"]
    gone = {name for name, container in overridden.items() if container.get("profiles") == ["simulator"]}
    for name in CONTAINERS.keys() - gone:
        container = {**CONTAINERS[name], **overridden.get(name, {})}
        environment = {**CONTAINERS[name].get("environment", {}), **container.get("environment", {})}
        assert not [value for value in environment.values() if "zalo.localhost" in str(value)], name
        assert not [
            needed
            for needed, how in container.get("depends_on", {}).items()
            if needed in gone and how.get("required", True)
        ], name
