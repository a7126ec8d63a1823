"""Who is calling. A service trusts a signature, never a header: the gateway forwards its signed token as it is.

Token: JWT, EdDSA (RFC 8037), header ``kid``; claims ``iss``, ``aud``, ``sub``, ``kind``, ``roles``, ``sid``, ``iat``,
``exp``, ``jti``, and of staff ``name``. A role on the wire is ``name@unit``, for example ``one_stop@21025``.
"""

import asyncio
import hashlib
import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, Protocol

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shared.access_tokens import ALGORITHM, ISSUER, expired_session
from shared.clock import Clock
from shared.errors import Forbidden, Unauthenticated, Unavailable
from shared.logs import get_logger

LONGEST_LIFE = 900
"""Seconds for which a token may hold: whoever steals a key that signs makes none that holds for longer."""
CLOCKS_APART = 60
"""Seconds that the gateway's clock may be ahead."""
REMEMBERED_FOR = timedelta(minutes=5)
"""How long a token that was verified is not verified again; then its key may have been withdrawn."""
PROVINCE = "province"
"""The unit of a role that holds in the whole province."""
ADMINISTRATOR = "administrator"
"""The role whose holders grant roles, and see who looked at what."""

log = get_logger()


@dataclass(frozen=True)
class Role:
    name: str
    unit: str

    @classmethod
    def parse(cls, wire: str) -> "Role":
        name, _, unit = wire.partition("@")
        return cls(name, unit)

    def __str__(self) -> str:
        return f"{self.name}@{self.unit}"


@dataclass(frozen=True)
class Caller:
    """A citizen or a member of staff, as the gateway vouches for them."""

    kind: Literal["citizen", "staff"]
    id: str
    roles: frozenset[Role]
    session: str
    name: str = ""
    """The name of staff as they are called at the time of the token; what they do is recorded under it."""

    def units(self, *role_names: str) -> frozenset[str]:
        """The units in which the caller has any of these roles."""
        return frozenset(role.unit for role in self.roles if role.name in role_names)

    def covers_province(self, *role_names: str) -> bool:
        """Whether one of these roles holds in the whole province."""
        return PROVINCE in self.units(*role_names)


class InvalidToken(Exception):
    """The token is not ours, not for us, altered or expired. Which one is for the log, not for the caller."""


class KeySource(Protocol):
    async def key(self, key_id: str) -> Ed25519PublicKey | None: ...


class StaticKeySet:
    """Keys at hand: the gateway's own, and tests."""

    def __init__(self, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._keys = keys

    async def key(self, key_id: str) -> Ed25519PublicKey | None:
        return self._keys.get(key_id)


class KeysUnavailable(Exception):
    """The key set could not be fetched, so nobody can say whether the token is good."""


class RemoteKeySet:
    """The gateway's published set (RFC 7517). An unknown key id asks again, at most once in ``MIN_INTERVAL``;
    every ``MAX_AGE`` the set is renewed so that a withdrawn key dies. A gateway that does not answer changes nothing.
    """

    MIN_INTERVAL = 5.0
    MAX_AGE = 300.0
    RETRY_INTERVAL = 0.5

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._http = http
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._asked_at = float("-inf")
        self._reached = False
        self._fetching = asyncio.Lock()

    async def key(self, key_id: str) -> Ed25519PublicKey | None:
        """Raises ``KeysUnavailable`` for an unknown id while the set cannot be fetched."""
        if key_id not in self._keys or self._due(key_id):
            async with self._fetching:  # whoever comes while the set is on its way waits for it
                if self._due(key_id):
                    await self._fetch()
        if key_id not in self._keys and not self._reached:
            raise KeysUnavailable
        return self._keys.get(key_id)

    def _due(self, key_id: str) -> bool:
        age = time.monotonic() - self._asked_at
        if not self._reached:
            return age > self.RETRY_INTERVAL
        return age > (self.MAX_AGE if key_id in self._keys else self.MIN_INTERVAL)

    async def _fetch(self) -> None:
        try:
            response = await self._http.get(self._url)
            response.raise_for_status()
            members = jwt.PyJWKSet.from_dict(response.json()).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
            log.warning("key_set_unreachable", error=type(error).__name__)
            self._reached = False
        else:
            self._keys = {member.key_id: member.key for member in members if member.key_id}
            self._reached = True
        finally:
            self._asked_at = time.monotonic()


class TokenVerifier:
    """Verifies a token once in ``REMEMBERED_FOR`` and remembers the answer by the token's hash.

    Measured: verifying EdDSA takes about 190 µs, the look-up about 1 µs. At most ``REMEMBERED`` answers are kept.
    """

    REMEMBERED = 50_000

    def __init__(self, keys: KeySource, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._known: dict[bytes, tuple[float, Caller]] = {}

    def now(self) -> float:
        """Unix time, by the clock that tokens expire by."""
        return self._clock.now().timestamp()

    def remembered(self, token: str) -> tuple[float, Caller] | None:
        """When (in Unix time) a token that was verified before must be verified again, and whose it is; ``None`` for an
        unknown one.
        """
        return self._known.get(_digest(token))

    async def verify(self, token: str) -> Caller:
        now = self.now()
        digest = _digest(token)
        if (known := self._known.get(digest)) and now < known[0]:
            return known[1]
        self._known.pop(digest, None)
        claims = await self._claims(token)
        caller = _caller(claims)
        if now >= claims["exp"]:
            raise InvalidToken("expired")
        if claims["exp"] - claims["iat"] > LONGEST_LIFE or claims["iat"] > now + CLOCKS_APART:
            raise InvalidToken("holds for longer than any of ours")
        if len(self._known) >= self.REMEMBERED:
            self._known.clear()
        self._known[digest] = min(float(claims["exp"]), now + REMEMBERED_FOR.total_seconds()), caller
        return caller

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            key = await self._keys.key(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise InvalidToken("unknown key")
            # ``exp`` is judged above, by our clock.
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=ISSUER,
                options={"require": ["sub", "kind", "sid", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, UnicodeError) as error:
            raise InvalidToken(type(error).__name__) from error
        return claims


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _caller(claims: Mapping[str, Any]) -> Caller:
    kind, roles = claims["kind"], claims.get("roles", [])
    times = (claims["iat"], claims["exp"])
    if kind not in ("citizen", "staff") or not isinstance(roles, list) or {*map(type, times)} != {int}:
        raise InvalidToken("claims of another shape")
    held = frozenset(Role.parse(str(role)) for role in roles)
    return Caller(kind, str(claims["sub"]), held, str(claims["sid"]), str(claims.get("name", "")))


def bearer_token(authorization: str | None) -> str | None:
    """The token of an ``Authorization`` header (RFC 6750), if there is one."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


# Only so that OpenAPI shows which routes ask who is calling.
_session = HTTPBearer(auto_error=False, scheme_name="session", description="Mã phiên do cổng cấp")


LINKED_READER = "quangngai.linked_reader"
"""The key in a request's scope of the caller for whom a link to a file stands (``shared/files/links.py``). No request
from outside can hold it."""


def linked_reader(scope: MutableMapping[str, Any]) -> Caller | None:
    reader = scope.get(LINKED_READER)
    return reader if isinstance(reader, Caller) else None


async def _authenticated(request: Request, _: Annotated[object, Depends(_session)]) -> Caller:
    if (reader := linked_reader(request.scope)) is not None:
        return reader
    token = bearer_token(request.headers.get("authorization"))
    if token is None:
        raise Unauthenticated()
    verifier: TokenVerifier = request.app.state.verifier
    try:
        caller = request.state.caller = await verifier.verify(token)
    except InvalidToken as error:
        log.info("token_refused", reason=str(error))
        raise expired_session() from None
    except KeysUnavailable:
        raise Unavailable() from None
    return caller


def caller_of(request: Request) -> Caller | None:
    """Who is calling, once a route has asked; for what answers outside of routes."""
    caller = getattr(request.state, "caller", None)
    return caller if isinstance(caller, Caller) else None


Authenticated = Annotated[Caller, Depends(_authenticated)]


async def _citizen(caller: Authenticated) -> Caller:
    if caller.kind != "citizen":
        raise Forbidden("Chức năng này dành cho người dân.")
    return caller


Citizen = Annotated[Caller, Depends(_citizen)]


async def _staff(caller: Authenticated) -> Caller:
    if caller.kind != "staff" or not caller.roles:
        raise Forbidden("Chức năng này dành cho cán bộ.")
    return caller


Staff = Annotated[Caller, Depends(_staff)]
"""Whoever holds a role, of whichever name."""


def staff_with(*role_names: str) -> Any:
    """A dependency: a member of staff who has one of these roles in some unit. Which unit is the query's to judge."""

    async def staff(caller: Authenticated) -> Caller:
        if caller.kind != "staff" or not caller.units(*role_names):
            raise Forbidden("Chức năng này dành cho cán bộ có thẩm quyền.")
        return caller

    return Depends(staff)


Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]
