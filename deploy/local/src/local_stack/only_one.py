"""One stack per folder: a lock that ends with its process, whatever ends it."""

import fcntl
import os
from pathlib import Path
from typing import IO


class OnlyOne:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    @property
    def is_ours(self) -> bool:
        return self._file is not None

    def take(self) -> int | None:
        """None, or the process that has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                file.seek(0)
                return int(file.read() or 0)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return None

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
