"""Ports: the usual ones for a person, free ones for a test."""

import os
import random
import socket
from collections.abc import Callable

from local_stack.errors import StackError

Ports = Callable[[str, int], int]
"""``ports(name, usual)`` gives the port on 127.0.0.1 that ``name`` shall listen on."""

# Below the kernel's range for outgoing connections (32768 and up): none of those can take a port that we chose, also
# not between a kill and a restart.
_FREE_RANGE = range(20_000, 32_000)


def variable(name: str) -> str:
    """The environment variable that moves ``name`` to another port."""
    return f"QNS_PORT_{name.upper().replace('-', '_')}"


def usual_ports(name: str, usual: int) -> int:
    """The usual port, or what the environment says; refused when something else listens there."""
    text = os.environ.get(variable(name), str(usual))
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise StackError(f"{variable(name)}={text} is not a port number (1 to 65535)")
    port = int(text)
    if not is_free(port):
        raise StackError(f"port {port} for {name} is in use by another program: stop it or set {variable(name)}")
    return port


def free_ports(name: str, usual: int) -> int:
    """A port that nothing listens on."""
    for _ in range(1_000):
        port = random.choice(_FREE_RANGE)
        if is_free(port):
            return port
    raise StackError(f"no free port for {name} between {_FREE_RANGE.start} and {_FREE_RANGE.stop}")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
