"""Which headers pass, which way. What is not listed stops here: identity headers, hop-by-hop headers, cookies."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from shared.errors import Malformed
from shared.problem import Problem

HEAD_LIMIT_BYTES = 16 * 1024
"""The most bytes of a request's line and headers, counted as the service would get them."""

_TO_SERVICE = (
    b"accept",
    b"accept-language",
    b"content-type",
    b"idempotency-key",
    b"if-match",
    b"if-none-match",
    b"if-range",
    b"range",
    b"user-agent",
)
_LINE_STARTS = {name: name + b": " for name in _TO_SERVICE}

_OWN = frozenset(
    (
        b"accept-encoding",
        b"authorization",
        b"access-control-request-method",
        b"content-length",
        b"origin",
        b"traceparent",
        b"transfer-encoding",
        b"x-forwarded-for",
        b"x-request-id",
    )
)
"""Read by the gateway itself, never passed on as they came."""

_ONCE = frozenset((b"authorization", b"content-length", b"content-type", b"idempotency-key", b"if-match", b"origin"))
"""Two of these contradict each other, and two readers may choose differently."""

_HOST = re.compile(rb"(?:(?:[A-Za-z0-9._~!$&'()*+;=-]++|%[0-9A-Fa-f]{2})++|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""Host and port (RFC 9110, 7.2; RFC 3986, 3.2.2) without the comma, which the grammar lets a name have: what has one
is two hosts that were joined."""

NOT_TO_CLIENT = frozenset(
    (
        b"connection",
        b"date",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-connection",
        b"server",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-request-id",
        b"access-control-allow-origin",
        b"access-control-allow-credentials",
        b"access-control-allow-headers",
        b"access-control-allow-methods",
        b"access-control-expose-headers",
        b"access-control-max-age",
    )
)
"""Hop-by-hop, or said by the gateway itself."""


class SortedHeaders(NamedTuple):
    """A request's headers: ``lines`` go to the service as they are, ``own`` are for the gateway."""

    lines: list[bytes]
    own: dict[bytes, bytes]
    hosts: list[bytes]
    """All ``Host`` headers."""


def sort_headers(headers: Iterable[tuple[bytes, bytes]]) -> SortedHeaders:
    """Sort ``headers``; raises a 400 ``Problem`` when one that may stand only once is repeated.

    What ``Connection`` names concerns this hop alone (RFC 9110, 7.6.1) and does not go on.
    """
    hosts: list[bytes] = []
    hop_by_hop = b""
    lines: list[bytes] = []
    own: dict[bytes, bytes] = {}
    for name, value in headers:
        start = _LINE_STARTS.get(name)
        if start is not None:
            if name in _ONCE and any(line.startswith(start) for line in lines):
                raise _repeated(name)
            lines.append(start + value + b"\r\n")
        elif name in _OWN:
            if name in own:
                if name in _ONCE:
                    raise _repeated(name)
                value = own[name] + b", " + value
            own[name] = value
        elif name == b"host":
            hosts.append(value)
        elif name == b"connection":
            hop_by_hop += b"," + value
    if hop_by_hop and hop_by_hop != b",keep-alive":
        dropped = tuple(name + b":" for name in names_in(hop_by_hop))
        lines = [line for line in lines if not line.startswith(dropped)]
    return SortedHeaders(lines, own, hosts)


def check_hosts(hosts: list[bytes], version: str) -> None:
    """Raises ``Malformed`` unless there is one ``Host`` that can be one. HTTP/1.0 may do without.

    Which host was meant is nobody's concern here.
    """
    if len(hosts) != 1:
        if hosts or version != "1.0":
            raise Malformed("Yêu cầu phải có đúng một tiêu đề Host.")
    elif not _HOST.fullmatch(hosts[0]):
        raise Malformed("Tiêu đề Host phải là tên hoặc địa chỉ máy chủ, có thể kèm cổng.")


def names_in(connection: bytes) -> frozenset[bytes]:
    """The headers that a ``Connection`` header names."""
    return frozenset(name.strip().lower() for name in connection.split(b",")) - {b""}


def signatures(headers: Iterable[tuple[bytes, bytes]], names: frozenset[bytes]) -> list[bytes]:
    """The lines of a webhook that carry its signature; raises a 400 ``Problem`` when one of ``names`` is repeated."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in names:
            if name in found:
                raise _repeated(name)
            found[name] = name + b": " + value + b"\r\n"
    return list(found.values())


def _repeated(name: bytes) -> Problem:
    detail = f"Tiêu đề {name.decode('latin-1')} chỉ được gửi một lần."
    return Problem(400, "header-repeated", "Yêu cầu không đọc được", detail)
