"""What is said about containers that are not up, or not well: by a ``docker`` that only prints what it is told to."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.containers.__main__ import VICTIMS, nothing_complained, show_logs
from tests.containers.project import Project
from tests.journeys.demo import published_by

Answers = Callable[..., None]


def container(service: str, port: int, *, state: str = "running", health: str = "healthy", code: int = 0) -> str:
    published = [{"PublishedPort": port}] if state == "running" else []
    return json.dumps({"Service": service, "State": state, "Health": health, "ExitCode": code, "Publishers": published})


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """``answers(ps=…, logs=…)``: what Compose prints, ``logs`` after whose they are. ``server=1``: Docker is away."""

    def answers(*, ps: str = "", logs: str = "", server: int = 0) -> None:
        for name, text in (("ps", ps), ("logs", logs)):
            (tmp_path / name).write_text(text)
        program = tmp_path / "docker"
        program.write_text(f"""#!/bin/sh
case "$*" in
  "compose --progress=quiet version"*) echo v2.40.3 ;;
  "version --format"*) [ {server} = 0 ] || {{ echo "Cannot connect to the Docker daemon" >&2; exit 1; }} ;;
  *" ps --all --format json") cat {tmp_path}/ps ;;
  *" logs "*) for last; do :; done; echo "logs of $last"; cat {tmp_path}/logs ;;
esac
""")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return answers


async def test_the_demo_takes_containers_that_are_up(docker: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("gateway", "zalo-simulator", "payment-simulator")
    ended = container("prepare", 0, state="exited", health="")
    docker(ps="\n".join([*(container(name, 8000) for name in names), ended]))
    published = await published_by(Project())
    assert published is not None
    assert published.gateway == "http://127.0.0.1:8000"
    assert capsys.readouterr().out == ""


async def test_the_demo_says_which_container_is_missing(docker: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    stopped = container("payment-simulator", 8092, state="exited", health="", code=137)
    ill = container("gateway", 8080, health="unhealthy")
    docker(ps="\n".join([ill, container("zalo-simulator", 8090), stopped]))
    assert await published_by(Project()) is None
    assert capsys.readouterr().out == "The containers are not used: not up and well: gateway, payment-simulator\n"


async def test_the_demo_says_that_docker_cannot_be_reached(docker: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    docker(server=1)
    assert await published_by(Project()) is None
    printed = capsys.readouterr().out
    assert printed.startswith("The containers are not used: ")
    assert "Cannot connect to the Docker daemon" in printed


async def test_a_start_that_logs_an_error_is_not_well(docker: Answers) -> None:
    docker(logs='gateway-1 | {"event":"started","level":"info"}')
    await nothing_complained(Project())
    docker(logs='svc-payment-1 | {"event":"no_metadata","level":"error"}')
    with pytest.raises(AssertionError, match=r"svc-payment-1.*no_metadata"):
        await nothing_complained(Project())


async def test_the_log_of_what_failed_is_shown(docker: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    ended = container("prepare", 0, state="exited", health="")
    fallen = container("zalo-consent", 0, state="exited", health="", code=1)
    ill = container("svc-feedback", 0, health="unhealthy")
    docker(ps="\n".join([container("gateway", 8080), ended, fallen, ill]))
    await show_logs(Project())
    shown = [line for line in capsys.readouterr().out.splitlines() if line]
    assert shown == ["logs of zalo-consent", "logs of svc-feedback"]


async def test_where_all_are_well_each_log_is_shown(docker: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    docker(ps=container("gateway", 8080))
    await show_logs(Project())
    shown = [line for line in capsys.readouterr().out.splitlines() if line]
    assert shown == [f"logs of {name}" for name in VICTIMS]


def test_every_service_has_its_turn() -> None:
    assert {"gateway", "svc-dossier", "svc-feedback", "svc-payment", "svc-content", "svc-notify"} <= {*VICTIMS}
    assert not {"prepare", "zalo-consent", "prometheus"} & {*VICTIMS}
