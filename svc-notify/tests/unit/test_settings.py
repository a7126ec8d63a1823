"""What a channel needs is asked for by name, together with all that is missing."""

from pathlib import Path

import pytest

from shared.settings import load_settings
from svc_notify.domain.policy import ORDER
from svc_notify.settings import Settings


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], channels: str) -> dict[str, str]:
    monkeypatch.setenv("NOTIFY_CHANNELS", channels)
    with pytest.raises(SystemExit):
        load_settings(Settings)
    return dict(line.split(": ", 1) for line in capsys.readouterr().err.splitlines())


@pytest.mark.parametrize("channels", ["xyz", "inbox", "zns,zns", "zns,inbox", ""])
def test_only_channels_that_may_be_chosen_are_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], channels: str
) -> None:
    said = refusal(monkeypatch, capsys, channels)["NOTIFY_CHANNELS"]
    assert all(name in said for name in ORDER)
    assert "inbox" not in said


def test_the_mini_app_names_what_it_needs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(monkeypatch, capsys, "zns,zalo_mini_app")
    assert {name for name in said if "MINI_APP" in name} == {
        "NOTIFY_ZALO_MINI_APP_ID",
        "NOTIFY_ZALO_MINI_APP_API_KEY",
        "NOTIFY_ZALO_MINI_APP_TEMPLATE_ID",
    }
    assert "NOTIFY_FIELD_KEYS" in said


def test_other_channels_do_without(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert not any("MINI_APP" in name for name in refusal(monkeypatch, capsys, "zns,console"))


@pytest.mark.parametrize("keys", ["", "\n", ",\n"])
def test_a_file_of_webhook_keys_that_holds_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, keys: str
) -> None:
    (tmp_path / "keys").write_text(keys)
    for name in ("ZALO_OA_WEBHOOK_KEYS", "ZALO_MINI_APP_WEBHOOK_KEYS"):
        monkeypatch.setenv(f"NOTIFY_{name}_FILE", str(tmp_path / "keys"))
        assert "holds no key" in refusal(monkeypatch, capsys, "console")[f"NOTIFY_{name}"]


def test_the_socket_of_systemd_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    assert "NOTIFY_SOCKET" not in refusal(monkeypatch, capsys, "console")
