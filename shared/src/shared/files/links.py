"""Files for whoever can send no token: an ``<img>``, Zalo's web view, the phone's own viewer.

A link stands for one request, the GET of one path by one caller, for a short time. It is answered as that caller's own
request would be answered then, so that what they may no longer see a link does not show either, and what is recorded of
a look is recorded. The address holds no name and no id: path and caller are sealed in it, and who alters it opens
nothing. Within five minutes the same file has the same address, so that a screen drawn again loads nothing anew.

An officer's link holds the roles of the token that it was asked for with, so a role that was withdrawn opens a file for
as long as that token and such a link after it: 25 minutes at most.
"""

import base64
import zlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.clock import Clock
from shared.crypto import parse_keys
from shared.errors import NotFound
from shared.identity import LINKED_READER, Caller, Role

WINDOW = timedelta(minutes=5)
"""A link lives for one to two of these."""

LONGEST_KEY = 4000
"""Characters; three roles in each commune make 1,500."""

Address = Callable[[str], str]
"""Where a path of a service is got without a token."""

LinkKey = Annotated[str, Query(min_length=40, max_length=LONGEST_KEY, description="Khóa của liên kết")]


class FileLinks:
    """Links of one service, which answers them at ``path``."""

    def __init__(self, path: str, keys: Sequence[bytes], clock: Clock) -> None:
        """``keys``: the current one first."""
        self.path = path
        self._seals = [AESSIV(HKDF(SHA256(), 64, None, f"file-link {path}".encode()).derive(key)) for key in keys]
        self._clock = clock

    @classmethod
    def parse(cls, path: str, field_keys: str, clock: Clock) -> "FileLinks":
        """The links by keys as a service's setting ``…_FIELD_KEYS`` has them."""
        return cls(path, [*parse_keys(field_keys).values()], clock)

    def link(self, caller: Caller, target: str) -> str:
        """The address at which ``caller`` may get ``target``, a path of this service, without a token."""
        windows = int(self._clock.now().timestamp() // WINDOW.total_seconds()) + 2
        roles = sorted(str(role) for role in caller.roles)
        meant = orjson.dumps([caller.kind, caller.id, roles, caller.name, target, windows])
        sealed = self._seals[0].encrypt(zlib.compress(meant), None)
        return f"{self.path}?key={_written(sealed)}"

    def addresses(self, caller: Caller) -> Address:
        """What makes the addresses that ``caller`` is given."""
        return partial(self.link, caller)

    def open(self, key: str) -> tuple[Caller, str]:
        """Who may get what. Raises ``NotFound`` for what is not ours, was altered or is over."""
        kind, caller_id, roles, name, target, windows = self._opened(key)
        if self._clock.now().timestamp() >= windows * WINDOW.total_seconds():
            raise _over()
        return Caller(kind, caller_id, frozenset(map(Role.parse, roles)), "", name), target

    def _opened(self, key: str) -> list[Any]:
        try:
            sealed = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        except ValueError:
            raise _over() from None
        if _written(sealed) != key:  # one key has one writing
            raise _over()
        for seal in self._seals:
            try:
                opened: list[Any] = orjson.loads(zlib.decompress(seal.decrypt(sealed, None)))
                return opened
            except (InvalidTag, ValueError, zlib.error):
                continue
        raise _over()


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _over() -> NotFound:
    return NotFound("Liên kết không đúng hoặc đã hết hạn. Vui lòng mở lại tệp trong ứng dụng.")


def open_to_all(path: str) -> str:
    """The address of what needs no token in any case."""
    return path


def as_its_reader(request: Request, links: FileLinks, key: str) -> Response:
    """What the service that was asked at ``links.path`` answers. Raises ``NotFound``."""
    return _AsCaller(request, *links.open(key))


class _AsCaller(Response):
    """What the same service answers to ``caller`` who gets ``target``."""

    def __init__(self, request: Request, caller: Caller, target: str) -> None:
        super().__init__()
        self._router, self._caller = request.app.router, caller
        self._path, _, self._query = target.partition("?")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {name: value for name, value in scope.items() if name not in ("route", "endpoint", "path_params")}
        path, query = self._path.encode(), self._query.encode()
        asked |= {"path": self._path, "raw_path": path, "query_string": query, LINKED_READER: self._caller}
        await self._router(asked, receive, send)
