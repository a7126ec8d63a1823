"""Run the tests as if it were another day: ``python -m tests.dates [--short | --day NAME] [pytest's words]``.

The whole tree of processes, MongoDB and Kafka with it, gets its wall clock shifted by libfaketime; monotonic clocks
stay as they are, so waiting takes as long as ever. A day that differs from today finds ids, validity and calendars that
take the real clock where they should take the one they are handed.
"""

import os
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from shared.clock import VIETNAM

SHORT = ("29 February 2028", "31 December, 23:58")
"""More than a year on, on a day that most years lack; and through a midnight that ends a year."""


def dates(now: datetime) -> dict[str, datetime]:
    """Days on which something is different. Tết Đinh Mùi begins on 6 February 2027."""
    return {
        "in a month": now + timedelta(days=31),
        "in a year": now + timedelta(days=366),
        "29 February 2028": datetime(2028, 2, 29, 9, 0, tzinfo=VIETNAM),
        "the night before Tết": datetime(2027, 2, 5, 23, 0, tzinfo=VIETNAM),
        "31 December, 23:58": datetime(now.astimezone(VIETNAM).year, 12, 31, 23, 58, tzinfo=VIETNAM),
    }


def chosen(words: list[str], labels: Collection[str]) -> tuple[Collection[str], list[str]]:
    """The days that ``words`` begin with, which are all of ``labels`` unless they say so, and the words of pytest."""
    match words:
        case ["--short", *rest]:
            return SHORT, rest
        case ["--day", label, *rest] if label in labels:
            return [label], rest
        case ["--day", *_]:
            raise SystemExit(f"--day is one of: {'; '.join(labels)}")
    return labels, words


def main(words: list[str]) -> int:
    library = _library()
    failed = []
    all_days = dates(datetime.now(UTC))
    labels, rest = chosen(words, all_days.keys())
    for label, date in all_days.items():
        if label not in labels:
            continue
        sys.stdout.write(f"\n=== {label}: {date.astimezone(VIETNAM):%d/%m/%Y %H:%M}\n")
        sys.stdout.flush()
        shifted = {
            "LD_PRELOAD": str(library),
            "FAKETIME": f"{(date - datetime.now(UTC)).total_seconds():+.0f}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # By itself libfaketime would move the deadlines of timed waits on the monotonic clock, which old versions
            # of glibc needed. Python's threads then abort (`take_gil: PyCOND_WAIT(gil->cond) failed`), and Kafka spins
            # without ever being ready.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }
        command = [sys.executable, "-m", "pytest", *rest]
        if subprocess.run(command, env=os.environ | shifted, check=False).returncode:
            failed.append(label)
    if failed:
        sys.stdout.write(f"\nNot on every day: {', '.join(failed)}\n")
    return 1 if failed else 0


def _library() -> Path:
    package = find_spec("libfaketime")
    assert package is not None and package.origin is not None, "libfaketime is in requirements-dev.in"
    return Path(package.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
