"""The process that reads foreign bytes: ``python -m shared.files.inspection.worker``.

It has nothing to lose and little to do harm with: no settings, no secrets, no database; the operating system bounds its
memory and the time of one file, and it may not write files. Whoever started it kills it at a deadline; when that
process is gone, it ends. A bound that ends the process is as good an answer as a refusal.
"""

import ctypes
import hashlib
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from shared.files.inspection.media_types import media_type_of
from shared.files.inspection.messages import read_frame, write_answer
from shared.files.inspection.refused import Harmful

CPU_SECONDS = 8
"""For one file; the costliest honest ones (50 megapixels, a PNG of 10 MB) take two."""

MEMORY_BYTES = 512 * 1024 * 1024
"""Of data. Measured: a phone's picture of 24 megapixels takes 50 MB, one of 12 MP 75 MB (kept at full size), a PNG of
30 MP with transparency 300 MB, a progressive JPEG of 50 MP 360 MB."""

_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại hoặc in lại thành PDF rồi tải lên."
_PR_SET_PDEATHSIG = 1


def main() -> None:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    _bound()
    write_answer(answers, {"ready": True})
    while (content := read_frame(questions)) is not None:
        _bound_time()
        _answer(content, answers)


def _bound() -> None:
    os.nice(5)  # whoever waits for an answer goes before whoever waits for an inspection
    with suppress(OSError):  # where the container's memory ends, this process goes and not the service
        Path("/proc/self/oom_score_adj").write_text("1000")
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_DATA, MEMORY_BYTES),
    ):
        resource.setrlimit(what, (limit, limit))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # Ctrl-C at a terminal reaches all; the service says when to end
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _bound_time() -> None:
    """From now on ``CPU_SECONDS`` more; beyond them the process is killed (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS, hard))


def _answer(content: bytes, answers: BinaryIO) -> None:
    kind = media_type_of(content)
    if kind is None:
        write_answer(answers, {"not_accepted": True})
        return
    try:
        kept = kind.clean(content)
    except Harmful as refusal:
        write_answer(answers, {"media_type": kind.media_type, "harmful": str(refusal)})
    except MemoryError:
        write_answer(answers, {"media_type": kind.media_type, "harmful": _TOO_COMPLEX})
    else:
        write_answer(
            answers,
            {
                "media_type": kind.media_type,
                "extension": kind.extension,
                "sha256": hashlib.sha256(kept).hexdigest(),
            },
            kept,
        )


if __name__ == "__main__":
    main()
