"""The program itself: started, reset by a fault, stopped, killed, started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from local_stack.ports import free_ports
from shared.testing import PATIENCE


@pytest.fixture
def environment(template_folder, tmp_path):
    return os.environ | {
        "ZALO_SIMULATOR_PORT": str(free_ports("zalo-simulator", 0)),
        "ZALO_SIMULATOR_TEMPLATES": str(template_folder),
        "ZALO_SIMULATOR_STATE_FILE": str(tmp_path / "state" / "zalo.json"),
    }


@contextmanager
def running(environment: dict[str, str], stop: signal.Signals = signal.SIGTERM) -> Iterator[httpx.Client]:
    process = subprocess.Popen([sys.executable, "-m", "zalo_simulator"], env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{environment['ZALO_SIMULATOR_PORT']}", timeout=PATIENCE) as http:
            until(lambda: ready(http, process))
            yield http
        process.send_signal(stop)
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM, -signal.SIGKILL)
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ready(http: httpx.Client, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None
    try:
        return http.get("/readyz").is_success
    except httpx.TransportError:
        return False


def make_follower(http: httpx.Client) -> dict[str, Any]:
    person: dict[str, Any] = http.post("/control/people", json={"name": "Trần Thị Mẫu", "is_follower": True}).json()
    return person


def reply(http: httpx.Client, person: dict[str, Any], token: str, text: str) -> httpx.Response:
    document = {"recipient": {"user_id": person["oa_user_id"]}, "message": {"text": text}}
    return http.post("/v3.0/oa/message/cs", json=document, headers={"access_token": token})


def test_a_reset_breaks_the_connection_before_or_after_the_message(environment):
    with running(environment) as http:
        person, token = make_follower(http), http.post("/control/oa-tokens").json()["access_token"]
        for when, accepted in (("before", 0), ("after", 1)):
            http.post("/control/faults", json={"endpoint": "oa.cs", "kind": "reset", "when": when})
            with pytest.raises(httpx.ReadError):
                reply(http, person, token, when)
            assert http.get("/control/counters").json()["messages_accepted"] == accepted
        assert http.get("/control/counters").json()["calls"]["oa.cs"] == {"reset": 2}
        assert reply(http, person, token, "sau đó").json()["error"] == 0


def test_people_tokens_and_chats_survive_a_restart(environment):
    with running(environment) as http:
        person, pair = make_follower(http), http.post("/control/oa-tokens").json()
        reply(http, person, pair["access_token"], "Trước khi dừng")
    with running(environment) as http:
        assert http.get(f"/control/people/{person['user_id']}").json()["name"] == "Trần Thị Mẫu"
        assert reply(http, person, pair["access_token"], "Sau khi chạy lại").json()["error"] == 0
        messages = http.get("/control/messages").json()
        assert [message["text"] for message in messages["items"]] == [
            "Trước khi dừng",
            "Sau khi chạy lại",
        ]
        assert messages["last_seq"] == 2
        assert "Trước khi dừng" in http.get("/").text


def test_a_kill_loses_only_the_last_moment(environment, tmp_path):
    state = tmp_path / "state" / "zalo.json"
    with running(environment, stop=signal.SIGKILL) as http:
        person = make_follower(http)
        until(lambda: state.exists() and person["user_id"] in state.read_text(encoding="utf-8"))
    with running(environment) as http:
        assert http.get(f"/control/people/{person['user_id']}").is_success


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ZALO_SIMULATOR_PORT", "many", "ZALO_SIMULATOR_PORT: "),
        ("ZALO_SIMULATOR_TEMPLATES", "nowhere", "ZALO_SIMULATOR_TEMPLATES: nowhere: no such folder"),
        ("ZALO_SIMULATOR_STATE_FILE", __file__, "ZALO_SIMULATOR_STATE_FILE: test_process.py is not a state"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(environment, name, value, says):
    command = [sys.executable, "-m", "zalo_simulator"]
    ended = subprocess.run(command, env=environment | {name: value}, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 2
    assert ended.stderr.startswith(says)
    assert ended.stderr.count("\n") == 1
