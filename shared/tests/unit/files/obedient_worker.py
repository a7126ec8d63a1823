"""The inspecting process with its real bounds, and with contents that do what a hostile file would."""

import os
import re
import sys
import time
from pathlib import Path

from shared.files.inspection import worker
from shared.files.inspection.cleaned import Cleaned
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
    elif word == "environment":
        return "\n".join(sorted(os.environ)).encode()
    return content


worker.main(
    lambda content: MediaType("text/plain", ".txt", re.compile(b""), lambda word: Cleaned(obey(word))), cpu_seconds=1
)
