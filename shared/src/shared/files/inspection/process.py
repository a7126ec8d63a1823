"""The process that reads foreign bytes, whatever kinds of file it knows.

It has nothing to lose and little to do harm with: no settings, no secrets, no database. The operating system bounds its
memory and the time of one file, and lets it open no files and no connections (``confinement.py``). Whoever started it
kills it at a deadline; when that process is gone, it ends. A bound that ends the process is as good an answer as a
refusal.
"""

import ctypes
import hashlib
import os
import re
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, NamedTuple, TypeVar

from shared.files.inspection.confinement import confine
from shared.files.inspection.messages import read_frame, write_answer
from shared.files.inspection.refused import Harmful

_PR_SET_PDEATHSIG = 1

T = TypeVar("T")


@dataclass(frozen=True)
class MediaType(Generic[T]):
    """``beginning`` recognises the content; ``clean`` makes of it what is kept, and raises ``Harmful``."""

    media_type: str
    extension: str
    beginning: re.Pattern[bytes]
    clean: Callable[[bytes], T]


class Packed(NamedTuple):
    """The bytes that the hash of what is kept is of, and those of the answer."""

    hashed: bytes
    answer: bytes


@dataclass(frozen=True)
class InspectionProcess(Generic[T]):
    """``cpu_seconds`` are for one file, ``memory_bytes`` of data; ``too_complex`` is said where memory ends."""

    media_type_of: Callable[[bytes], MediaType[T] | None]
    pack: Callable[[T], Packed]
    cpu_seconds: int
    memory_bytes: int
    too_complex: str

    def run(self) -> None:
        """Answer, one file after another, until nobody asks any more."""
        questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        self._bound()
        write_answer(answers, {"confined": confine()})
        while (content := read_frame(questions)) is not None:
            self._bound_time()
            self._answer(content, answers)

    def _bound(self) -> None:
        os.nice(5)  # whoever waits for an answer goes before whoever waits for an inspection
        with suppress(OSError):  # where the container's memory ends, this process goes and not the service
            Path("/proc/self/oom_score_adj").write_text("1000")
        for what, limit in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_DATA, self.memory_bytes),
        ):
            resource.setrlimit(what, (limit, limit))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # Ctrl-C at a terminal reaches all; the service says when to end
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def _bound_time(self) -> None:
        """Give the process ``cpu_seconds`` more from now on; beyond them it is killed (SIGXCPU)."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + self.cpu_seconds, hard))

    def _answer(self, content: bytes, answers: BinaryIO) -> None:
        kind = self.media_type_of(content)
        if kind is None:
            write_answer(answers, {})
            return
        try:
            kept = kind.clean(content)
        except Harmful as refusal:
            write_answer(answers, {"media_type": kind.media_type, "refusal": str(refusal)})
        except MemoryError:
            write_answer(answers, {"media_type": kind.media_type, "refusal": self.too_complex})
        else:
            packed = self.pack(kept)
            sha256 = hashlib.sha256(packed.hashed).hexdigest()
            facts = {"media_type": kind.media_type, "extension": kind.extension, "sha256": sha256}
            write_answer(answers, facts, packed.answer)
