"""Run the tests as if it were another day: ``python -m tests.dates [--short] [pytest's words]``.

The whole tree of processes, MongoDB and Kafka with it, gets its wall clock shifted by libfaketime; monotonic clocks
stay as they are, so waiting takes as long as ever. A day that differs from today finds ids, validity and calendars that
take the real clock where they should take the one they are handed.
"""

import os
import subprocess
import sys
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


def main(words: list[str]) -> int:
    short = words[:1] == ["--short"]
    library = _library()
    failed = []
    for label, date in dates(datetime.now(UTC)).items():
        if short and label not in SHORT:
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
        command = [sys.executable, "-m", "pytest", *words[short:]]
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
