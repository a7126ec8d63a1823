"""Helpers for the tests of every service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.files.spool import Spool
from shared.identity import ALGORITHM, ISSUER, StaticKeySet
from shared.ids import random_id
from shared.mongo import Database

T = TypeVar("T")


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


async def database_time(database: Database) -> datetime:
    """By which leases go."""
    moment: datetime = (await database.command("hello"))["localTime"]
    return moment.replace(tzinfo=UTC)


async def let_leases_end(database: Database) -> None:
    """As if their time had passed: leases go by the database's clock, which no test can set."""
    await database["leases"].update_many({}, {"$set": {"until": datetime(2000, 1, 1, tzinfo=UTC)}})


async def eventually(
    look: Callable[[], Awaitable[T]], *, seconds: float = 45.0, every: float = 0.05, want: Callable[[T], bool] = bool
) -> T:
    """Look again and again until what is seen is wanted; fails with the last sight after ``seconds``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        seen = await look()
        if want(seen):
            return seen
        assert asyncio.get_running_loop().time() < deadline, f"after {seconds} s still {seen!r}"
        await asyncio.sleep(every)
