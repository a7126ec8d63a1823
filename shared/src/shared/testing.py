"""Helpers for the tests of every service."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.access_tokens import ALGORITHM, ISSUER
from shared.files.spool import Spool
from shared.identity import StaticKeySet
from shared.ids import random_id
from shared.mongo import Database

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds that a test waits for what must come: only what hangs takes longer, on a slow and busy machine too. Waiting
ends when it comes, so that a long bound costs nothing.
"""


def spooled(content: bytes) -> Spool:
    """``content`` as if it had been uploaded."""
    spool = Spool()
    spool.append(content)
    return spool


class FakeClock:
    """Stands still until told otherwise."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def set(self, moment: datetime) -> None:
        self._now = moment


class TokenMint:
    """Signs tokens as the gateway does, with a key of its own; ``keys`` verifies them."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self._private_key = Ed25519PrivateKey.generate()
        self.keys = StaticKeySet({"test": self._private_key.public_key()})

    def citizen(self, citizen_id: str) -> dict[str, str]:
        """The ``Authorization`` header of a citizen."""
        return self._header({"sub": citizen_id, "kind": "citizen", "roles": []})

    def staff(self, *roles: str, staff_id: str | None = None, name: str = "") -> dict[str, str]:
        """The ``Authorization`` header of an officer, with roles such as ``one_stop@21025``."""
        claims = {"sub": staff_id or random_id("stf"), "kind": "staff", "roles": list(roles), "name": name}
        return self._header(claims)

    def token(self, claims: Mapping[str, Any]) -> str:
        now = int(self._clock.now().timestamp())
        standard = {"iss": ISSUER, "aud": ISSUER, "sid": random_id("ses"), "iat": now, "exp": now + 900}
        return jwt.encode({**standard, **claims}, self._private_key, ALGORITHM, {"kid": "test"})

    def _header(self, claims: Mapping[str, Any]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(claims)}"}


class OneForEachDatabase(Generic[T]):
    """A service that tests use after each other: to build its application takes longer than most of them.

    ``in_memory``: the collections whose content the service also keeps in memory. Where a test wrote to one of them,
    the next test gets a service that is built anew.
    """

    def __init__(
        self, build: Callable[[Database], AbstractAsyncContextManager[T]], *, in_memory: Collection[str] = ()
    ) -> None:
        self._build = build
        self._in_memory = in_memory
        self._built: dict[str, tuple[AsyncExitStack, T]] = {}

    @asynccontextmanager
    async def lend(self, database: Database) -> AsyncIterator[T]:
        if database.name not in self._built:
            resources = AsyncExitStack()
            self._built[database.name] = resources, await resources.enter_async_context(self._build(database))
        resources, service = self._built[database.name]
        yield service
        if any([await database[name].find_one() for name in self._in_memory]):
            del self._built[database.name]
            await resources.aclose()

    async def aclose(self) -> None:
        for resources, _ in self._built.values():
            await resources.aclose()


async def database_time(database: Database) -> datetime:
    """The time that leases go by."""
    moment: datetime = (await database.command("hello"))["localTime"]
    return moment.replace(tzinfo=UTC)


async def let_leases_end(database: Database) -> None:
    """Let the leases end as if their time had passed: they go by the database's clock, which no test can set."""
    await database["leases"].update_many({}, {"$set": {"until": datetime(2000, 1, 1, tzinfo=UTC)}})


async def eventually(
    look: Callable[[], Awaitable[T]],
    *,
    seconds: float = PATIENCE,
    every: float = 0.05,
    want: Callable[[T], bool] = bool,
) -> T:
    """Look again and again until what is seen is wanted; fails with the last sight after ``seconds``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        seen = await look()
        if want(seen):
            return seen
        assert asyncio.get_running_loop().time() < deadline, f"after {seconds} s still {seen!r}"
        await asyncio.sleep(every)
