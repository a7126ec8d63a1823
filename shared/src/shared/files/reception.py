"""How much of uploads is under way at once: in all, of one caller, and of staff apart from citizens.

A body takes its room byte by byte as it comes, on disk beyond its first pieces, so ten phones at 2 kB/s hold little and
hinder nobody; whether there is a place to be inspected is asked only when all of it is there. One caller's uploads are
a sixteenth of what all citizens' may be: to leave others none takes as many accounts, each sending at full speed.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from prometheus_client import Gauge
from starlette.requests import Request

from shared.errors import TooManyRequests, Unavailable
from shared.files.inspection.inspector import CITIZENS, STAFF
from shared.files.multipart import read_file
from shared.files.spool import Spool

ROOM: Mapping[str, int] = {CITIZENS: 2_000_000_000, STAFF: 1_000_000_000}
"""Bytes held for each lane; the folder for temporary files needs as much."""

OF_ONE_CALLER = 12
"""Uploads of one caller that are under way at once: an app sends a whole dossier's papers together."""

_SHARE = 16
"""One caller holds at most so small a part of a lane: twelve files of 10 MB."""

_held = Gauge("file_upload_held_bytes", "Bytes of uploads that are under way", ["lane"])


@dataclass(frozen=True)
class Received:
    name: str
    content: Spool


@dataclass
class _Held:
    limit: int
    bytes: int = 0
    of_caller: Counter[str] = field(default_factory=Counter)
    bytes_of_caller: Counter[str] = field(default_factory=Counter)


class Reception:
    """``limit``: bytes of the largest file that is taken."""

    def __init__(self, limit: int, room: Mapping[str, int] = ROOM) -> None:
        self._limit = limit
        self._lanes = {lane: _Held(bytes_) for lane, bytes_ in room.items()}

    @asynccontextmanager
    async def receive(self, request: Request, caller: str, lane: str = CITIZENS) -> AsyncIterator[Received]:
        """The file of ``request``, held until the context ends.

        Raises the errors of ``read_file``; ``TooManyRequests`` for too many of one caller, ``Unavailable`` when all
        callers together bring more than is held, or when the disk takes no more.
        """
        held = self._lanes[lane]
        if held.of_caller[caller] >= OF_ONE_CALLER:
            raise TooManyRequests(5)
        held.of_caller[caller] += 1
        mine = 0

        def hold(more: int) -> None:
            nonlocal mine
            if held.bytes + more > held.limit:
                raise Unavailable()
            if held.bytes_of_caller[caller] + more > max(held.limit // _SHARE, self._limit):
                raise TooManyRequests(5)
            held.bytes += more
            held.bytes_of_caller[caller] += more
            mine += more
            _held.labels(lane).set(held.bytes)

        content = Spool(hold)
        try:
            yield Received(await read_file(request, self._limit, content), content)
        finally:
            content.close()
            held.bytes -= mine
            held.bytes_of_caller[caller] -= mine
            _held.labels(lane).set(held.bytes)
            held.of_caller[caller] -= 1
            if not held.of_caller[caller]:
                del held.of_caller[caller], held.bytes_of_caller[caller]
