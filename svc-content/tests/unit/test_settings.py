"""Settings: a wrong one stops the start by its name."""

import pytest

from shared.settings import load_settings
from svc_content.settings import Settings

GOOD = {
    "CONTENT_MONGO_URL": "mongodb://127.0.0.1:1",
    "CONTENT_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "CONTENT_MINI_APP_ID": "5000000000000000005",
}


def test_what_must_be_given_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(Settings)
    assert (settings.port, settings.fetch_networks, settings.demonstration) == (8084, "", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("CONTENT_MINI_APP_ID", "x"), ("CONTENT_FETCH_NETWORKS", "10.0.0.0/99"), ("CONTENT_PUBLIC_URL", "ftp://x")],
)
def test_a_wrong_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    for known, good in (GOOD | {name: value}).items():
        monkeypatch.setenv(known, good)
    with pytest.raises(SystemExit):
        load_settings(Settings)
    assert name in capsys.readouterr().err
