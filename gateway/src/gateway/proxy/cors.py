"""Cross-origin answers for Zalo's web view (``https://h5.zdn.vn``; iOS: ``zbrowser://h5.zdn.vn``) and named others.

Exactly one ``Access-Control-Allow-Origin``, the request's own, from the list; the services' are removed. No cookies
are used, so credentials are not allowed.
"""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

# Whether an answer is packed depends on what the client accepts, so every answer says so to caches.
_ALWAYS: tuple[Header, ...] = ((b"vary", b"origin, accept-encoding"), (b"x-content-type-options", b"nosniff"))
_ASKED = (
    b"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, X-Organization-Id, "
    b"X-Request-Id"
)
_SHOWN = (
    b"Age, Content-Disposition, Date, ETag, Idempotent-Replay, Location, RateLimit-Limit, RateLimit-Remaining, "
    b"RateLimit-Reset, Retry-After, Warning, X-Request-Id"
)
_REMEMBERED_SECONDS = b"600"


class Cors:
    def __init__(self, origins: Iterable[str]) -> None:
        self._answers: dict[bytes, tuple[Header, ...]] = {
            origin.encode("latin-1"): (
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-expose-headers", _SHOWN),
                *_ALWAYS,
            )
            for origin in origins
        }

    def headers(self, origin: bytes | None) -> tuple[Header, ...]:
        """What an answer to a request from ``origin`` carries."""
        return _ALWAYS if origin is None else self._answers.get(origin, _ALWAYS)

    def allows(self, origin: bytes) -> bool:
        return origin in self._answers

    def preflight(self, origin: bytes, methods: Iterable[str]) -> list[Header]:
        return [
            *self._answers[origin],
            (b"access-control-allow-methods", ", ".join(sorted(methods)).encode("ascii")),
            (b"access-control-allow-headers", _ASKED),
            (b"access-control-max-age", _REMEMBERED_SECONDS),
        ]
