"""Fetches an address that an editor has typed in, and never one inside.

What is checked is the address that the connection really goes to, not a name that was looked up before: a name that
resolves differently the second time (DNS rebinding) gains nothing, and a redirect goes through the same door. Size and
time are bounded as a whole; compressed answers are not asked for, so that a small one cannot unfold into a large one.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from shared.logs import get_logger

MAX_REDIRECTS = 3
PORTS = frozenset({80, 443})
USER_AGENT = b"QuangNgaiSmart/1.0"

log = get_logger()


class FetchFailure(StrEnum):
    BAD_ADDRESS = "bad_address"
    INSIDE = "inside"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REFUSED = "refused"
    COMPRESSED = "compressed"


class FetchFailed(Exception):
    def __init__(self, reason: FetchFailure, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Fetched:
    """``url``: where it came from in the end. ``unchanged``: it is what the caller has already."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    unchanged: bool = False


_HOST = re.compile(r"[a-z0-9._:-]+", re.IGNORECASE)

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """``10.1.2.0/24,fd00::/8``. Raises ``ValueError``."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Whether ``address`` is one of the public Internet, also when it is written as IPv6 of an IPv4 one."""
    if isinstance(address, IPv6Address):
        embedded = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if embedded is not None:
            return is_outside(embedded)
        if address in _NAT64:
            return is_outside(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_NAT64 = ip_network("64:ff9b::/96")


class _Door(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that are allowed."""

    def __init__(self, allowed: Iterable[Network]) -> None:
        self._allowed = tuple(allowed)
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchFailed(FetchFailure.UNREACHABLE, "the name is not known") from error
        addresses = [ip_address(info[4][0]) for info in found]
        inside = [address for address in addresses if not self._may(address, port)]
        # One address inside condemns the name: which of them a connection takes is chance.
        if inside or not addresses:
            raise FetchFailed(FetchFailure.INSIDE)
        return await self._backend.connect_tcp(str(addresses[0]), port, timeout, local_address, socket_options)

    def _may(self, address: IPv4Address | IPv6Address, port: int) -> bool:
        if any(address in network for network in self._allowed if network.version == address.version):
            return True
        return port in PORTS and is_outside(address)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise FetchFailed(FetchFailure.INSIDE)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@cache
def _trusted() -> ssl.SSLContext:
    """Once for all: reading the certificates of the machine takes tens of milliseconds."""
    return ssl.create_default_context()


class Fetcher:
    """``allowed``: networks that may be reached beside the public Internet, at any port (a portal inside)."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._door = _Door(allowed)
        self._ssl = _trusted()

    async def fetch(
        self, url: str, *, at_most: int, seconds: float, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """Raises ``FetchFailed``."""
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(url, at_most, headers or {})
        except TimeoutError:
            raise FetchFailed(FetchFailure.TOO_SLOW) from None

    async def _follow(self, url: str, at_most: int, headers: Mapping[str, str]) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._once(checked(url), at_most, headers)
            if isinstance(answer, Fetched):
                return answer
            url = joined(url, answer)
        raise FetchFailed(FetchFailure.TOO_MANY_REDIRECTS)

    async def _once(self, url: str, at_most: int, headers: Mapping[str, str]) -> Fetched | str:
        """What is there, or where it has moved to."""
        sent = [
            (b"host", urlsplit(url).netloc.encode("ascii")),
            (b"user-agent", USER_AGENT),
            (b"accept-encoding", b"identity"),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ]
        try:
            async with (
                httpcore.AsyncConnectionPool(ssl_context=self._ssl, network_backend=self._door) as pool,
                pool.stream("GET", url.encode("ascii"), headers=sent) as response,
            ):
                got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status in (301, 302, 303, 307, 308) and "location" in got:
                    return got["location"]
                if response.status == 304:
                    return Fetched(url, b"", got, unchanged=True)
                if response.status != 200:
                    raise FetchFailed(FetchFailure.REFUSED, str(response.status))
                if got.get("content-encoding", "identity") not in ("", "identity"):
                    raise FetchFailed(FetchFailure.COMPRESSED)
                body = bytearray()
                async for chunk in response.aiter_stream():
                    body += chunk
                    if len(body) > at_most:
                        raise FetchFailed(FetchFailure.TOO_LARGE)
                return Fetched(url, bytes(body), got)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise FetchFailed(FetchFailure.UNREACHABLE, type(error).__name__) from error


def joined(base: str, address: str) -> str:
    """Where ``address`` leads that stood at ``base``. Raises ``FetchFailed``."""
    try:
        return urljoin(base, address)
    except ValueError:
        raise FetchFailed(FetchFailure.BAD_ADDRESS) from None


def checked(url: str) -> str:
    """``url`` in plain letters, if it is one that may be fetched at all. Raises ``FetchFailed``."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise FetchFailed(FetchFailure.BAD_ADDRESS) from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or parts.username or parts.password:
        raise FetchFailed(FetchFailure.BAD_ADDRESS)
    authority = f"[{host}]{port}" if ":" in host else f"{host}{port}"
    path = "".join(_escaped(letter) for letter in (parts.path or "/"))
    query = "".join(_escaped(letter) for letter in parts.query)
    return f"{parts.scheme}://{authority}{path}" + (f"?{query}" if query else "")


def _escaped(letter: str) -> str:
    if " " < letter <= "~":
        return letter
    return "".join(f"%{byte:02X}" for byte in letter.encode())
