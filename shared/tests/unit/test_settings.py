import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings, load_settings

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


def _said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **given: str) -> str:
    class Settings(ServiceSettings):
        model_config = SettingsConfigDict(env_prefix="X_")

    for name, value in {**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "k:1", **given}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        load_settings(Settings)
    return capsys.readouterr().err


def test_a_file_that_gives_no_value_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("X_MONGO_URL", raising=False)
    (tmp_path / "bytes").write_bytes(b"mongodb://\xff")
    (tmp_path / "no certificate").write_text("hello")
    name = "X_KAFKA_PASSWORD_FILE"
    for path, reason in (
        (str(tmp_path / "bytes"), "the file is no text in UTF-8"),
        (str(tmp_path / "none"), f"there is no file {tmp_path / 'none'}; `make secrets` writes those of Compose"),
        ("", "names no file"),
    ):
        assert f"{name}: {reason}" in _said(monkeypatch, capsys, **{name: path}).splitlines()
    said = _said(monkeypatch, capsys, X_KAFKA_CA_FILE=str(tmp_path / "no certificate"))
    assert f"X_KAFKA_CA_FILE: {tmp_path / 'no certificate'} holds no certificate in PEM" in said.splitlines()


@pytest.mark.process
@pytest.mark.parametrize(
    ("given", "named"),
    [({"X_KAFKA_USER": "svc-x"}, "X_KAFKA_PASSWORD"), ({"X_KAFKA_PASSWORD": "p4ss"}, "X_KAFKA_USER")],
)
def test_kafka_wants_both_a_user_and_a_password(given: dict[str, str], named: str) -> None:
    outcome = start({**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "h:1", **given})
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(f"{named}: is missing")


@pytest.mark.process
def test_certificates_of_kafka_that_are_not_there_are_named() -> None:
    outcome = start({**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "h:1", "X_KAFKA_CA_FILE": "/not/there.crt"})
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("X_KAFKA_CA_FILE: /not/there.crt")


@pytest.mark.process
def test_a_secret_file_that_is_not_there_is_named() -> None:
    outcome = start({**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "k:1", "X_MONGO_URL_FILE": "/nowhere/mongo-url"})
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("X_MONGO_URL_FILE: ")


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="X_", frozen=True, extra="ignore")


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **environment: str) -> list[str]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        load_settings(Settings)
    assert stopped.value.code == 2
    return capsys.readouterr().err.splitlines()


COMPLETE = {**GOOD, "X_KAFKA_BOOTSTRAP_SERVERS": "k:1"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("X_LOG_LEVL", "X_LOG_LEVEL"),
        ("X_MONGO_URI", "X_MONGO_URL"),
        ("X_JWKS_URL_FIEL", "X_JWKS_URL_FILE"),
        ("X_PROT", "X_PORT"),
        ("x_hots", "X_HOST"),
    ],
)
def test_a_misspelt_setting_stops_the_start_and_the_right_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, meant: str
) -> None:
    said = refusal(monkeypatch, capsys, **COMPLETE, **{name: "x"})
    assert said == [f"{name.upper()}: is no setting; did you mean {meant}?"]


def test_a_variable_that_is_like_no_setting_stops_the_start_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {**COMPLETE, "X_FOO_BAR": "9", "X_DATABASE_PORT": "80"}
    assert refusal(monkeypatch, capsys, **given) == ["X_DATABASE_PORT: is no setting", "X_FOO_BAR: is no setting"]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ("\ufeffp4ss", "begins with a byte order mark: save it as UTF-8 without one"),
        ("p4\nss", "has several lines, or characters that cannot be seen"),
        ("p4\x7fss", "has several lines, or characters that cannot be seen"),
        ("p4ss\u200b", "has several lines, or characters that cannot be seen"),
        ('"p4ss"', "stands in quotation marks, which would be a part of it"),
        ("'p4ss'", "stands in quotation marks, which would be a part of it"),
        ("p4ss ", "begins or ends with a blank"),
        (" ", "begins or ends with a blank"),
    ],
)
def test_a_secret_with_what_is_no_part_of_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, spoilt: str, reason: str
) -> None:
    given = {**COMPLETE, "X_KAFKA_USER": "svc-x"}
    assert f"X_KAFKA_PASSWORD: {reason}" in refusal(monkeypatch, capsys, **given, X_KAFKA_PASSWORD=spoilt)
    if spoilt == spoilt.strip():  # blanks at the ends of a file are left out
        monkeypatch.delenv("X_KAFKA_PASSWORD")
        (tmp_path / "password").write_text(f"{spoilt}\n", encoding="utf-8")
        said = refusal(monkeypatch, capsys, **given, X_KAFKA_PASSWORD_FILE=str(tmp_path / "password"))
        assert said == [f"X_KAFKA_PASSWORD_FILE: the file's text {reason}"]


def test_a_file_with_a_nul_or_a_byte_order_mark_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "nul").write_bytes(b"p4\0ss")
    (tmp_path / "mark").write_text("svc-x", encoding="utf-8-sig")
    given = {"X_KAFKA_PASSWORD_FILE": str(tmp_path / "nul"), "X_KAFKA_USER_FILE": str(tmp_path / "mark")}
    said = refusal(monkeypatch, capsys, **COMPLETE, **given)
    assert {line.split(":")[0] for line in said} == set(given)


def test_the_rule_of_a_database_s_name_is_said_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in ("d", "1d", "d" * 39):
        (said,) = refusal(monkeypatch, capsys, **{**COMPLETE, "X_MONGO_DATABASE": wrong})
        assert said == "X_MONGO_DATABASE: must be 2 to 38 small letters, digits and _, the first a letter"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_MONGO_URL", "http://x"),
        ("X_MONGO_URL", "mongodb://"),
        ("X_MONGO_URL", "mongodb://u:p4ss@word@h"),
        ("X_MONGO_URL", "mongodb://h:port/"),
        ("X_MONGO_URL", "mongodb://u:p4ss@h:1,l:70000/?replicaSet=rs0"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "k:0"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "k:1,l:65536"),
        ("X_JWKS_URL", "http://gateway:99999"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "not a host:::"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "k"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "k:1, l:1"),
        ("X_JWKS_URL", "xx"),
        ("X_JWKS_URL", "http://"),
        ("X_OTEL_ENDPOINT", "collector:4318"),
    ],
)
def test_an_address_that_is_none_is_named_in_one_line_without_what_may_be_a_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    (line,) = refusal(monkeypatch, capsys, **{**COMPLETE, name: value})
    assert line.startswith(f"{name}: must ")
    assert "p4ss" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_MONGO_URL", "mongodb://u:p%40ss@a:27017,b:27018,[::1]:27019/d?replicaSet=rs0&authSource=admin"),
        ("X_MONGO_URL", "mongodb+srv://u@cluster.example/?w=majority"),
        ("X_MONGO_URL", "mongodb://127.0.0.1:27017?directConnection=true"),
        ("X_KAFKA_BOOTSTRAP_SERVERS", "kafka-0.kafka:9092,[::1]:9092"),
        ("X_JWKS_URL", "http://gateway:8080/.well-known/jwks.json"),
        ("X_OTEL_ENDPOINT", ""),
    ],
)
def test_every_way_to_write_an_address_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for variable, given in {**COMPLETE, name: value}.items():
        monkeypatch.setenv(variable, given)
    assert load_settings(Settings).port == 8081


def test_what_is_of_kubernetes_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kubernetes describes every service in the environment of every container."""
    kubernetes = {
        "X_SERVICE_HOST": "10.0.0.1",
        "X_SERVICE_PORT": "80",
        "X_SERVICE_PORT_HTTP": "80",
        "X_PORT_8085_TCP": "tcp://10.0.0.1:80",
        "X_PORT_8085_TCP_PORT": "80",
        "X_DATABASE_PORT": "tcp://10.0.0.1:80",
    }
    for name, value in (COMPLETE | kubernetes).items():
        monkeypatch.setenv(name, value)
    assert load_settings(Settings).port == 8081


def test_all_that_is_wrong_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = refusal(monkeypatch, capsys, X_PORT="no", X_MONGO_URL_FILE="/nowhere/mongo-url", X_LOG_LEVELS="info")
    assert {line.split(":")[0] for line in lines} == {
        "X_PORT",
        "X_OPERATIONS_PORT",
        "X_MONGO_URL_FILE",
        "X_MONGO_DATABASE",
        "X_KAFKA_BOOTSTRAP_SERVERS",
        "X_LOG_LEVELS",
    }
