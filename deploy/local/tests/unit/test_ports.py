import socket

import pytest

from local_stack.errors import StackError
from local_stack.ports import free_ports, is_free, usual_ports


def test_a_port_in_use_is_said_with_the_variable_that_moves_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError, match=f"port {port} for svc-dossier is in use.*QNS_PORT_SVC_DOSSIER"):
            usual_ports("svc-dossier", port)


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
