"""The people of a journey, as their devices speak: a citizen's mini app, an officer's browser, Zalo itself."""

import secrets
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from gateway.domain.console_login import code_challenge
from local_stack.endpoints import Endpoints
from shared.ids import random_id
from shared.testing import PATIENCE, eventually

JSON = dict[str, Any]

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""All is local and in clear; to read the certificates of the world for each client takes longer than most requests."""


@dataclass(frozen=True)
class World:
    """Where the gateway, (simulated) Zalo and the (simulated) payment providers answer."""

    gateway: httpx.AsyncClient
    zalo: httpx.AsyncClient
    providers: httpx.AsyncClient


@asynccontextmanager
async def at(endpoints: Endpoints) -> AsyncIterator[World]:
    async with (
        _client(endpoints.gateway) as gateway,
        _client(endpoints.zalo_simulator) as zalo,
        _client(endpoints.services["payment-simulator"]) as providers,
    ):
        yield World(gateway, zalo, providers)


def _client(base_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, timeout=PATIENCE, verify=_NO_TLS)


class Refused(AssertionError):
    """An answer that the journey did not expect, with what it said."""


async def call(http: httpx.AsyncClient, method: str, path: str, expect: int, **request: Any) -> httpx.Response:
    answer = await http.request(method, path, **request)
    if answer.status_code != expect:
        raise Refused(f"{method} {path}: {answer.status_code} instead of {expect}: {answer.text[:500]}")
    return answer


class Person:
    """Someone with a Zalo account."""

    def __init__(self, world: World, account: JSON) -> None:
        self.world = world
        self.account = account

    @classmethod
    async def with_zalo(cls, world: World, name: str, *, follows: bool = True) -> "Person":
        made = await call(world.zalo, "POST", "/control/people", 201, json={"name": name, "is_follower": follows})
        return cls(world, made.json())

    async def zalo_token(self) -> str:
        """What ``getAccessToken()`` gives the mini app."""
        path = f"/control/people/{self.account['user_id']}/access-tokens"
        return str((await call(self.world.zalo, "POST", path, 201, json={})).json()["access_token"])

    async def messages(self, at_least: int = 0) -> list[JSON]:
        """What Zalo accepted for this person, oldest first; waits until there are ``at_least``."""
        path = f"/control/people/{self.account['user_id']}/messages"

        async def look() -> list[JSON]:
            found = list[JSON]()
            while page := (await call(self.world.zalo, "GET", path, 200, params=_after(found))).json()["items"]:
                found += page
            return found

        return await eventually(look, want=lambda found: len(found) >= at_least)


def _after(found: list[JSON]) -> dict[str, str]:
    return {"after": str(found[-1]["seq"])} if found else {}


class Session:
    """Someone signed in at the gateway."""

    def __init__(self, world: World, tokens: JSON) -> None:
        self._gateway = world.gateway
        self.tokens = tokens

    async def get(self, path: str, expect: int = 200, **params: str) -> httpx.Response:
        return await call(self._gateway, "GET", path, expect, params=params, headers=self._headers())

    async def post(
        self,
        path: str,
        body: JSON | None = None,
        expect: int = 200,
        *,
        key: str | None = None,
        version: int | None = None,
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key or random_id("tap")} | ({"If-Match": f'"{version}"'} if version else {})
        return await call(self._gateway, "POST", path, expect, json=body or {}, headers=self._headers(headers))

    async def send(self, method: str, path: str, body: JSON, headers: Mapping[str, str]) -> httpx.Response:
        """Whatever comes back."""
        return await self._gateway.request(method, path, json=body, headers=self._headers(headers))

    async def upload(self, name: str, content: bytes, media_type: str, path: str = "/v1/files") -> JSON:
        answer = await call(
            self._gateway,
            "POST",
            path,
            201,
            files={"file": (name, content, media_type)},
            headers=self._headers({"Idempotency-Key": random_id("tap")}),
        )
        return dict(answer.json())

    def _headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}", **(more or {})}


async def sign_in(person: Person) -> Session:
    """A citizen opens the mini app."""
    body = {"access_token": await person.zalo_token()}
    return Session(person.world, (await call(person.world.gateway, "POST", "/v1/auth/zalo", 200, json=body)).json())


async def sign_in_as_staff(person: Person) -> Session:
    """An officer signs in with Zalo on the web."""
    return Session(person.world, (await staff_session(person, expect=200)).json())


async def staff_session(person: Person, *, expect: int) -> httpx.Response:
    """Three redirects of the browser, from the console and back to it, and the answer to the code it comes with."""
    verifier = secrets.token_urlsafe(32)
    asked = {"return_to": str(person.world.zalo.base_url.join("/console")), "code_challenge": code_challenge(verifier)}
    to_zalo = await call(person.world.gateway, "GET", "/v1/staff/auth/login", 302, params=asked)
    back = await call(person.world.zalo, "GET", _as(to_zalo.headers["location"], person), 302)
    to_console = await call(person.world.gateway, "GET", _path(back.headers["location"]), 302)
    code = dict(parse_qsl(urlsplit(to_console.headers["location"]).query))["code"]
    body = {"code": code, "code_verifier": verifier}
    return await call(person.world.gateway, "POST", "/v1/staff/auth/session", expect, json=body)


def _as(permission_url: str, person: Person) -> str:
    return f"{_path(permission_url)}&{urlencode({'login_as': person.account['user_id']})}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, urlencode(parse_qsl(parts.query)), ""))
