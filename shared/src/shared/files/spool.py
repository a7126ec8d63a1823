"""The bytes of one upload: a beginning in memory, all else on disk, in a file that has no name.

Such a file is gone with the process, whatever ends it, so nothing is ever left to remove. The folder is the system's
(``TMPDIR``). The disk is written and read in threads of their own: while it is slow, other requests go on.
"""

import asyncio
import errno
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TypeVar

from shared.errors import Unavailable
from shared.logs import get_logger
from shared.metrics import counter

IN_MEMORY = 128 * 1024
"""Bytes of one upload that are in memory at most; a smaller file never touches the disk."""

PIECE = 1024 * 1024
"""Bytes read back at a time."""

RETRY_AFTER = 30
"""Seconds; uploads that are under way leave their room by then."""

_disk = ThreadPoolExecutor(4, "uploads")
_no_room = counter(
    "file_upload_disk_errors_total", "Uploads refused because the disk did not take them", why=("full", "fault")
)
_WHY = {errno.ENOSPC: "full", errno.EDQUOT: "full"}

Hold = Callable[[int], None]
"""Told how many bytes more are held; raises when that is too much."""

T = TypeVar("T")

log = get_logger()


class Spool:
    """``append`` while it comes, with ``settle`` between; then ``head`` and ``pieces``; ``close`` at the end."""

    def __init__(self, hold: Hold = lambda more: None) -> None:
        self._hold = hold
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self._written = 0
        self._digest = hashlib.sha256()
        self._last: Future[object] | None = None

    @property
    def size(self) -> int:
        return self._written + len(self._memory)

    def digest(self) -> bytes:
        """SHA-256 of all bytes."""
        return self._digest.digest()

    def append(self, data: bytes) -> None:
        """Raises what ``hold`` raises."""
        self._hold(len(data))
        self._digest.update(data)
        self._memory += data

    async def settle(self) -> None:
        """Leave no more than ``IN_MEMORY`` in memory. Raises ``Unavailable`` when the disk does not take it."""
        if len(self._memory) > IN_MEMORY:
            await self._on_disk(self._write)

    async def head(self, length: int) -> bytes:
        """The first bytes, at most ``length``."""
        return await self._read(0, length)

    async def pieces(self) -> AsyncIterator[bytes]:
        """All bytes from the first, however often. Raises ``Unavailable`` when the disk does not give them."""
        at = 0
        while at < self.size:
            piece = await self._read(at, PIECE)
            at += len(piece)
            yield piece

    async def whole(self) -> bytes:
        """All bytes in memory, for what cannot be read in pieces; its route bounds them."""
        return b"".join([piece async for piece in self.pieces()])

    def close(self) -> None:
        """What the disk is still doing for a request that was given up comes to its end first."""
        file, self._file = self._file, None
        if file is None:
            return
        if self._last is None:
            file.close()
        else:
            self._last.add_done_callback(lambda _: file.close())

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed by ``close``
        data = memoryview(bytes(self._memory))
        while data:
            data = data[self._file.write(data) :]
        self._written += len(self._memory)
        self._memory.clear()

    async def _read(self, start: int, length: int) -> bytes:
        if start >= self._written:
            at = start - self._written
            return bytes(self._memory[at : at + length])
        length = min(length, self._written - start)
        assert self._file is not None
        number = self._file.fileno()
        data = await self._on_disk(lambda: os.pread(number, length, start))
        if not data:
            raise self._refused(OSError(errno.EIO, "shorter than it was written"))
        return data

    async def _on_disk(self, work: Callable[[], T]) -> T:
        doing: Future[T] = _disk.submit(work)
        self._last = doing  # type: ignore[assignment]
        try:
            return await asyncio.wrap_future(doing)
        except OSError as error:
            raise self._refused(error) from None

    def _refused(self, error: OSError) -> Unavailable:
        why = _WHY.get(error.errno or 0, "fault")
        _no_room.labels(why).inc()
        log.error("upload_disk_failed", why=why, errno=error.errno)
        return Unavailable(
            RETRY_AFTER,
            code="no-room-for-uploads",
            title="Tạm thời chưa nhận được tệp",
            detail="Hệ thống tạm hết chỗ nhận tệp. Những gì Ông/Bà đã gửi không bị ảnh hưởng; "
            "vui lòng gửi lại tệp sau ít phút.",
        )
