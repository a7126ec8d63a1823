import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from pydantic_settings import SettingsConfigDict
from shared.settings import ServiceSettings, load_settings

class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_")

settings = load_settings(Settings)
print(settings.port, settings.mongo_url.get_secret_value(), settings)
"""
GOOD = {
    "X_PORT": "8081",
    "X_OPERATIONS_PORT": "8181",
    "X_MONGO_URL": "mongodb://u:p4ss@h",
    "X_MONGO_DATABASE": "dossier",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("X_")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**inherited, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.process
def test_a_wrong_or_missing_setting_is_named_and_stops_the_start() -> None:
    outcome = start({**GOOD, "X_PORT": "no"})
    assert outcome.returncode == 2
    assert [line.split(":")[0] for line in outcome.stderr.splitlines()] == ["X_PORT", "X_KAFKA_BOOTSTRAP_SERVERS"]


@pytest.mark.process
def test_a_secret_may_come_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    secret = tmp_path / "mongo-url"
    secret.write_text("mongodb://u:fr0mfile@h\n")
    environment = {k: v for k, v in GOOD.items() if k != "X_MONGO_URL"}
    outcome = start({**environment, "X_KAFKA_BOOTSTRAP_SERVERS": "k:1", "X_MONGO_URL_FILE": str(secret)})
    assert outcome.stdout.startswith("8081 mongodb://u:fr0mfile@h ")
    assert outcome.stdout.count("fr0mfile") == 1


@pytest.mark.process
def test_a_secret_file_that_is_not_there_is_named() -> None:
    outcome = start({**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "k:1", "X_MONGO_URL_FILE": "/nowhere/mongo-url"})
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("X_MONGO_URL_FILE: ")
