"""The inspecting process with its real bounds, and with contents that do what a hostile file would."""

import ctypes
import errno
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from shared.files.inspection import worker
from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.messages import write_answer
from shared.files.inspection.process import MediaType


def obey(content: bytes) -> bytes:
    word = content.decode()
    if word == "sleep":
        time.sleep(60)
    elif word.startswith("nap"):
        time.sleep(float(word[3:]))
    elif word == "compute":
        while True:
            pass
    elif word == "remember":
        bytearray(1 << 30)
    elif word == "die":
        os._exit(3)
    elif word == "write":
        Path(sys.argv[1]).write_bytes(bytes(100))
    elif word == "print":
        print("a library's words")
    elif word == "shout":
        os.write(ANSWERS, b"\xff" * 8)
        time.sleep(60)
    elif word == "lie":
        write_answer(os.fdopen(ANSWERS, "wb"), {"media_type": "text/html", "extension": ".html", "sha256": ""})
        time.sleep(60)
    elif word.startswith("attempt "):
        return attempt(word.removeprefix("attempt ")).encode()
    elif word == "thread":
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
    elif word == "environment":
        return "\n".join(sorted(os.environ)).encode()
    return content


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a secret": lambda: Path(f"{sys.argv[1]}.secret").read_bytes(),
    "read the service's environment": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "read the service's memory": lambda: Path(f"/proc/{os.getppid()}/mem").read_bytes(),
    "make a file": lambda: Path(f"{sys.argv[1]}.made").touch(),
    "remove a file": lambda: Path(f"{sys.argv[1]}.secret").unlink(),
    "end the service": lambda: os.kill(os.getppid(), 0),
    "call somebody": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "send a datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"told", ("127.0.0.1", 9)),
    "open a socket by its path": lambda: socket.socket(socket.AF_UNIX).connect("/run/docker.sock"),
    "open a pair of sockets": socket.socketpair,
    "start a program": lambda: os.execv("/bin/true", ["true"]),
    "start one with the shell": lambda: subprocess.run(["/bin/true"], check=True),
    "make a copy of itself": os.fork,
    "bound the service": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE),
    "hold up the service": lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 0),
    "look into the service": lambda: called("ptrace", 0x4206, os.getppid(), 0, 0),
    "have the kernel do it": lambda: called("syscall", 425, 1, 0),
}


def called(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def attempt(what: str) -> str:
    try:
        ATTEMPTS[what]()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


ANSWERS = 3
"""The first descriptor that the process opens is the one on which it answers."""

worker.main(
    lambda content: MediaType("image/test", ".txt", re.compile(b""), lambda word: Cleaned(obey(word))), cpu_seconds=1
)
