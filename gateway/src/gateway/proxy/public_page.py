"""A public answer, kept for a moment and given to everybody (RFC 9111): what may be kept, and what is said of it.

Nothing of a caller is in it: the service was asked without one header of theirs. It is kept when the service calls it
``public`` and says for how long, never longer than ``LONGEST_FRESH``. While the service is down, its last page is
shown for as long as the service allowed (``stale-if-error``), and the answer says so (``Warning: 110`` and ``Age``).
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from gateway.proxy.compression import IN_PLACE, PACKERS, SMALLEST, coding_for, packed_headers, worth_it
from gateway.proxy.cors import Header

LONGEST_FRESH = 2.0
"""Seconds. Whatever a service allows: what an editor takes back is gone from every screen after that."""
LONGEST_KEPT = 86_400.0
"""Seconds, while the service is down."""

_MAX_AGE = re.compile(rb"(?:^|[ ,])max-age=(\d{1,9})")
_STALE_IF_ERROR = re.compile(rb"(?:^|[ ,])stale-if-error=(\d{1,9})")
_NOT_KEPT = (b"private", b"no-store", b"no-cache")
_WEAK = b"W/"
_LINE = b": ".join
_STALE: Header = (b"warning", b'110 - "Response is Stale"')
_SAID_ANEW = frozenset((b"content-length", b"age", b"warning", b"meter"))

coding_of = lru_cache(maxsize=512)(coding_for)
"""Browsers send a handful of ``Accept-Encoding``; each is read once."""


class PublicPage:
    __slots__ = (
        "_forms",
        "_headers",
        "_not_modified",
        "_tag",
        "_worth_packing",
        "asked_at",
        "body",
        "changes",
        "fresh_until",
        "metered",
        "read",
        "retry_at",
        "status",
        "tag",
        "usable_until",
        "withdrawals",
    )

    def __init__(self, status: int, headers: Sequence[Header], body: bytes, asked_at: float) -> None:
        """``asked_at``: when the service was asked, by the event loop's clock."""
        fields = dict(headers)
        self.status = status
        self.body = body
        self.metered = fields.get(b"meter") == b"do-report"
        """The service counts who reads this page (RFC 2227)."""
        self.read = -1
        """How often it was given, and the service was not told yet. The first to whom it is given it has counted."""
        self.retry_at = 0.0
        """The service failed: until then it is not asked again, and this is shown."""
        self.changes = self.withdrawals = 0
        """How many of either the service had announced when it was asked."""
        kept = [header for header in headers if header[0] not in _SAID_ANEW]
        self.tag = fields.get(b"etag", b"")
        if status == HTTPStatus.OK and not self.tag:
            self.tag = b'"%b"' % hashlib.sha256(body).hexdigest()[:32].encode()
            kept.append((b"etag", self.tag))
        self._tag = self.tag.removeprefix(_WEAK)
        self._headers = kept
        self._worth_packing = len(body) >= SMALLEST and worth_it(status, kept)
        self._forms: dict[bytes | None, tuple[bytes, bytes]] = {}
        self._not_modified = _start(
            HTTPStatus.NOT_MODIFIED, [header for header in kept if not header[0].startswith(b"content-")]
        )
        self.asked_at = asked_at
        self.confirm(headers, asked_at)

    def confirm(self, headers: Sequence[Header], asked_at: float) -> None:
        """The service was asked at ``asked_at`` and answered with ``headers`` that this is still so."""
        fresh, usable = lifetime(self.status, headers)
        self.asked_at = asked_at
        self.fresh_until, self.usable_until = asked_at + fresh, asked_at + usable
        self.retry_at = 0.0

    @property
    def keepable(self) -> bool:
        return self.fresh_until > self.asked_at

    @property
    def size(self) -> int:
        """Bytes in memory, roughly: with its packed forms."""
        return 2 * len(self.body) + 2048

    @property
    def slow_to_pack(self) -> bool:
        return self._worth_packing and len(self.body) > IN_PLACE

    def pack(self) -> None:
        """Pack the page in all forms; it takes milliseconds when the page is large."""
        for coding in (None, *(PACKERS if self._worth_packing else ())):
            self._form(coding)

    def answer(
        self, if_none_match: bytes | None, accepted: bytes | None, now: float
    ) -> tuple[int, bytes, list[Header], bytes]:
        """Status, the beginning of the head, what else it says, and the body, for one client."""
        self.read += 1
        more: list[Header] = [(b"age", b"%d" % max(0.0, now - self.asked_at))]
        if now >= self.fresh_until and self.keepable:
            more.append(_STALE)
        if if_none_match is not None and self._tag and self._known(if_none_match):
            return HTTPStatus.NOT_MODIFIED, self._not_modified, more, b""
        coding = coding_of(accepted) if accepted is not None and self._worth_packing else None
        start, body = self._forms.get(coding) or self._form(coding)
        return self.status, start, more, body

    def _known(self, if_none_match: bytes) -> bool:
        return any(part.strip().removeprefix(_WEAK) in (self._tag, b"*") for part in if_none_match.split(b","))

    def _form(self, coding: bytes | None) -> tuple[bytes, bytes]:
        if coding is None:
            body, headers = self.body, [*self._headers, (b"content-length", b"%d" % len(self.body))]
        else:
            body = PACKERS[coding]().pack(self.body, last=True)
            headers = packed_headers(self._headers, coding, len(body))
        form = self._forms[coding] = _start(self.status, headers), body
        return form


def lifetime(status: int, headers: Sequence[Header]) -> tuple[float, float]:
    """The seconds for which an answer is as good as new, and those for which it may be shown while the service is
    down.
    """
    fields = dict(headers)
    control = fields.get(b"cache-control", b"").lower()
    if status != HTTPStatus.OK or b"public" not in control or any(word in control for word in _NOT_KEPT):
        return 0.0, 0.0
    if not fields.keys().isdisjoint((b"vary", b"set-cookie", b"content-encoding")):
        return 0.0, 0.0
    fresh = min(_seconds(_MAX_AGE, control), LONGEST_FRESH)
    return fresh, fresh + min(_seconds(_STALE_IF_ERROR, control), LONGEST_KEPT)


def _seconds(pattern: re.Pattern[bytes], control: bytes) -> float:
    match = pattern.search(control)
    return float(match[1]) if match else 0.0


def _start(status: int, headers: Sequence[Header]) -> bytes:
    line = b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode())
    return b"\r\n".join((line, *map(_LINE, headers)))
