"""Settings that several variables make, and faults named by the variable that a person wrote."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.settings import Settings
from shared.settings import load_settings


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **environment: str) -> dict[str, str]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        load_settings(Settings)
    return dict(line.split(": ", 1) for line in capsys.readouterr().err.splitlines())


def test_each_service_with_routes_needs_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(monkeypatch, capsys)
    assert {name for name in said if "UPSTREAM" in name} == {
        f"GATEWAY_UPSTREAM_{name}" for name in ("CONTENT", "DOSSIER", "FEEDBACK", "NOTIFY", "PAYMENT")
    }


def test_a_missing_and_a_wrong_address_are_named_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(monkeypatch, capsys, GATEWAY_UPSTREAM_NOTIFY="elsewhere", GATEWAY_ZALO_APP_ID="x")
    assert said["GATEWAY_UPSTREAM_DOSSIER"] == "is missing"
    assert "elsewhere" in said["GATEWAY_UPSTREAM_NOTIFY"]
    assert "GATEWAY_ZALO_APP_ID" in said


def test_the_map_s_tiles_are_at_an_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(monkeypatch, capsys, GATEWAY_MINI_APP_TILES="tiles.example/{z}/{x}/{y}.png")
    assert "begins with http:// or https://" in said["GATEWAY_MINI_APP_TILES"]


def test_addresses_follow_the_folder_of_routes_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "svc-school-dues.yaml").touch()
    with pytest.raises(ValidationError) as refused:
        Settings(routes_dir=tmp_path, upstreams={"svc-dossier": "http://127.0.0.1:1"})
    [fault] = [error for error in refused.value.errors() if error["loc"] == ("upstreams",)]
    assert fault["ctx"]["faults"] == {"GATEWAY_UPSTREAM_SCHOOL_DUES": "is missing"}
