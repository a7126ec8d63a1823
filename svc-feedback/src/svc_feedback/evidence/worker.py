"""The process that reads foreign bytes: ``python -m svc_feedback.evidence.worker``.

As that of ``shared.files.inspection.worker``, whose protocol it speaks, with more kinds of file: it has no settings, no
secrets and no database, may not write files, and the operating system bounds its memory and the time of one file. What
it keeps of a file is a ``Bundle``.
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

from shared.files.inspection.messages import read_frame, write_answer
from shared.files.inspection.refused import Harmful
from svc_feedback.evidence.kinds import kind_of

CPU_SECONDS = 10
"""For one file; a HEIC of 48 megapixels takes three."""

MEMORY_BYTES = 768 * 1024 * 1024

_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại rồi tải lên."
_PR_SET_PDEATHSIG = 1


def main() -> None:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    _bound()
    write_answer(answers, {"ready": True})
    while (content := read_frame(questions)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS, hard))
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


def _answer(content: bytes, answers: BinaryIO) -> None:
    kind = kind_of(content)
    if kind is None:
        write_answer(answers, {"not_accepted": True})
        return
    try:
        bundle = kind.clean(content)
    except Harmful as refusal:
        write_answer(answers, {"media_type": kind.media_type, "harmful": str(refusal)})
    except MemoryError:
        write_answer(answers, {"media_type": kind.media_type, "harmful": _TOO_COMPLEX})
    else:
        sha256 = hashlib.sha256(bundle.kept).hexdigest()
        facts = {"media_type": kind.media_type, "extension": kind.extension, "sha256": sha256}
        write_answer(answers, facts, bundle.pack())


if __name__ == "__main__":
    main()
