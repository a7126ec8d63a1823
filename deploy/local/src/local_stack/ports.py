"""Ports on 127.0.0.1: the usual ones for a person, free ones for a test or beside another stack."""

import os
import random
import socket
from collections.abc import Callable, Mapping

from local_stack.errors import StackError

Ports = Callable[[str, int], int]
"""``ports(name, usual)`` gives the port that ``name`` shall listen on."""

# Below the kernel's range for outgoing connections (32768 and up): none of those can take a port that we chose, also
# not between a kill and a restart.
_FREE_RANGE = range(20_000, 32_000)
_given: dict[int, socket.socket] = {}
_MOST_GIVEN = 300
"""Each costs an open file as long as nobody else may be given it."""


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
    """A port that nothing listens on, and that no process of this machine has been given lately and lives."""
    for _ in range(1_000):
        port = random.choice(_FREE_RANGE)
        if (claim := _claimed(port)) is None:
            continue
        if is_free(port):
            _given[port] = claim
            if len(_given) > _MOST_GIVEN:
                _given.pop(next(iter(_given))).close()
            return port
        claim.close()
    raise StackError(f"no free port for {name} between {_FREE_RANGE.start} and {_FREE_RANGE.stop}")


def _claimed(port: int) -> socket.socket | None:
    """The right to ``port``, until this is closed or the process ends; ``None`` when somebody has it.

    A name of the kernel's that is no file (unix(7), abstract sockets) is given to one at a time. So two test runs that
    choose at the same moment never choose the same, also when it is bound seconds later by a program that they start.
    """
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0quangngai-smart-port-{port}")
    except OSError:
        claim.close()
        return None
    return claim


def free_unless_named(name: str, usual: int) -> int:
    """What the environment says, and where it says nothing a free port."""
    return (usual_ports if variable(name) in os.environ else free_ports)(name, usual)


def choose(ports: Ports, usual: Mapping[str, int]) -> dict[str, int]:
    """A port for each name in ``usual``. What stands in the way is said all at once, not one port at each start."""
    chosen: dict[str, int] = {}
    problems: list[str] = []
    for name, port in usual.items():
        try:
            chosen[name] = ports(name, port)
        except StackError as error:
            problems.append(str(error))
    problems += [
        f"port {port} is meant for {' and '.join(names)}: set {variable(names[-1])}"
        for port in dict.fromkeys(chosen.values())
        if len(names := [name for name, its_port in chosen.items() if its_port == port]) > 1
    ]
    if problems:
        raise StackError("\n".join([*problems, "`make run PORTS=free` takes free ports for all of them."]))
    return chosen


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
