import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import PIPE

import pytest

from local_stack.errors import StackError
from local_stack.ports import choose, free_ports, free_unless_named, is_free, usual_ports, variable


@contextmanager
def busy_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_said_with_the_variable_that_moves_it() -> None:
    with (
        busy_port() as port,
        pytest.raises(StackError, match=f"port {port} for svc-dossier is in use.*QNS_PORT_SVC_DOSSIER"),
    ):
        usual_ports("svc-dossier", port)


def test_all_ports_in_use_are_said_at_once() -> None:
    with ExitStack() as others:
        busy = {name: others.enter_context(busy_port()) for name in ("gateway", "mongo", "kafka-controller")}
        with pytest.raises(StackError) as refusal:
            choose(usual_ports, {**busy, "kafka": free_ports("kafka", 19092)})
        said = str(refusal.value)
        assert all(f"port {port} for {name} is in use" in said for name, port in busy.items())
        assert all(variable(name) in said for name in busy)
        assert "QNS_PORT_KAFKA:" not in said
        assert "make run PORTS=free" in said


def test_two_programs_cannot_be_given_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_ports("gateway", 8080)
    monkeypatch.setenv("QNS_PORT_GATEWAY", str(port))
    with pytest.raises(StackError, match=f"port {port} is meant for svc-dossier and gateway"):
        choose(usual_ports, {"svc-dossier": port, "gateway": 8080})


def test_beside_another_stack_free_ports_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    named = free_ports("gateway", 8080)
    monkeypatch.setenv("QNS_PORT_GATEWAY", str(named))
    with busy_port() as busy:
        ports = choose(free_unless_named, {"gateway": busy, "svc-dossier": busy, "svc-notify": busy})
    assert ports["gateway"] == named, "what the environment says stays"
    assert len({busy, *ports.values()}) == 4


def test_a_free_port_is_given_once() -> None:
    ports = [free_ports("any", 0) for _ in range(300)]
    assert len(set(ports)) == len(ports)


@pytest.mark.process
def test_two_programs_that_choose_at_the_same_time_choose_different_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens yet on what the other one has been given."""
    program = "from local_stack.ports import free_ports; print(free_ports('theirs', 0), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        theirs, choose = int(other.stdout.readline()), random.choice
        choices = iter([theirs, theirs])
        monkeypatch.setattr(random, "choice", lambda ports: next(choices, None) or choose(ports))
        assert free_ports("ours", 0) != theirs
        other.communicate("\n")
    monkeypatch.setattr(random, "choice", lambda _: theirs)
    assert free_ports("ours", 0) == theirs, "it is given back with the end of who had it"


def test_the_environment_moves_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_ports("gateway", 8080)
    monkeypatch.setenv("QNS_PORT_GATEWAY", str(port))
    assert usual_ports("gateway", 8080) == port
    assert is_free(port)


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("QNS_PORT_GATEWAY", text)
    with pytest.raises(StackError, match="QNS_PORT_GATEWAY"):
        usual_ports("gateway", 8080)
