"""How fast the machine is at the moment: one that is shared with others takes today twice what it took last week."""

import socket
import subprocess
import sys
import time

from bench.figures import percentile

ROUND_TRIPS, PAUSE = 500, 0.002
_ECHO = "import socket,sys; s=socket.socket(fileno=int(sys.argv[1]))\nwhile b:=s.recv(1): s.send(b)"


def pace() -> float:
    """Microseconds, as a median, in which a byte goes to another process and back, when both have slept before: what
    a request that comes alone costs on its way through the services."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        number = str(theirs.fileno())
        with subprocess.Popen([sys.executable, "-c", _ECHO, number], pass_fds=(theirs.fileno(),)) as echo:
            theirs.close()
            taken = []
            for _ in range(ROUND_TRIPS):
                time.sleep(PAUSE)
                begun = time.perf_counter()
                ours.send(b".")
                ours.recv(1)
                taken.append((time.perf_counter() - begun) * 1e6)
            ours.close()
            echo.wait(10)
    return percentile(taken, 0.5)
