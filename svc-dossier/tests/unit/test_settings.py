"""Settings: a wrong one stops the start by its name."""

import pytest

from shared.crypto import generate_key
from shared.settings import load_settings
from svc_dossier.settings import Settings

GOOD = {
    "DOSSIER_MONGO_URL": "mongodb://127.0.0.1:1",
    "DOSSIER_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "DOSSIER_FIELD_KEYS": generate_key(),
    "DOSSIER_STAFF_KEYS": generate_key(),
}


def test_what_must_be_given_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(Settings)
    assert (settings.port, settings.root_code, settings.max_file_bytes) == (8081, "H48", 10 * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOSSIER_FIELD_KEYS", "k1:abc"),
        ("DOSSIER_ROOT_CODE", "X1"),
        ("DOSSIER_MAX_FILE_BYTES", "much"),
        ("DOSSIER_ONE_STOP_URL", "one-stop.example"),
        ("DOSSIER_ONE_STOP_URL", "ftp://one-stop.example"),
    ],
)
def test_a_wrong_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    for known, good in (GOOD | {name: value}).items():
        monkeypatch.setenv(known, good)
    with pytest.raises(SystemExit) as stopped:
        load_settings(Settings)
    assert stopped.value.code == 2
    assert [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()] == [name]


def test_who_is_sent_to_needs_a_key_and_that_is_said_with_all_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOSSIER_ONE_STOP_URL", "http://one-stop")
    with pytest.raises(SystemExit):
        load_settings(Settings)
    lines = capsys.readouterr().err
    assert "DOSSIER_UPSTREAM_KEYS: must hold a key of one-stop" in lines
    assert "DOSSIER_MONGO_URL: is missing" in lines
