"""The public answers of all services, kept for a moment, in bounded memory: many readers cost a service one question.

Whoever comes while a page is being asked for waits for that answer, so a service sees each page asked for once at a
time, however many want it. An event that a service publishes makes its pages be asked for anew; one that takes
something back makes them unusable also while the service is down.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from gateway.proxy.connection import Connection
from gateway.proxy.exchange import Exchange
from gateway.proxy.forward import Forwarder
from gateway.proxy.public_page import PublicPage, lifetime
from gateway.proxy.route_table import Route
from shared.errors import ServiceError

LARGEST_PAGE = 256 * 1024
KEPT_BYTES = 64 * 1024 * 1024
PASSED_BY = 60.0
"""Seconds in which a page found not to be for keeping is not tried again."""
PASSED_BY_MOST = 10_000
RETRY_SECONDS = 2.0
"""A service that failed is left alone for so long where there is something to show instead."""
REPORT_SECONDS = 10.0
"""How often services are told of readers that nobody else brought them."""
AT_HAND_SECONDS = 0.5
"""How long the gateway's own page waits for what it would like to have in it."""
_FIRST_SERVER_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR


class _NotForAll(Exception):
    """The answer is too large to be kept, or its service does not call it public: it was not read, and whoever wants it
    asks for themselves.
    """


@dataclass
class Announced:
    """What a service has published since this process began to listen."""

    changes: int = 0
    withdrawals: int = 0


@dataclass
class Outcomes:
    """How requests for pages ended; plain numbers, because a counter with a lock would be dearer than the answer."""

    kept: int = 0
    asked: int = 0
    stale: int = 0
    passed_by: int = 0


class PublicPages:
    def __init__(self, forwarders: Mapping[str, Forwarder], most_bytes: int = KEPT_BYTES) -> None:
        self._forwarders = forwarders
        self._most_bytes = most_bytes
        self._now = asyncio.get_running_loop().time
        self._pages: OrderedDict[bytes, tuple[PublicPage, Announced, Route]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[PublicPage | None]] = {}
        self._passed_by: dict[bytes, float] = {}
        self._announced = {name: Announced() for name in forwarders}
        self.bytes = 0
        self.outcomes = Outcomes()

    def __len__(self) -> int:
        return len(self._pages)

    def at_once(self, target: bytes, now: float) -> PublicPage | None:
        """The page, where its service need not or should not be asked."""
        found = self._pages.get(target)
        if found is None:
            return None
        page, announced, _ = found
        if now < page.fresh_until and page.changes == announced.changes:
            self._pages.move_to_end(target)
            self.outcomes.kept += 1
            return page
        if now < page.retry_at and self._usable(page, announced, now):
            self.outcomes.stale += 1
            return page
        return None

    def passes_by(self, target: bytes, now: float) -> bool:
        """Whether it is known not to be for keeping."""
        return self._passed_by.get(target, 0.0) > now

    async def ask(self, route: Route, target: bytes, exchange: Exchange) -> PublicPage | None:
        """What the service says now, or what it said last where it fails. ``None``: not for all, so ask it yourself.
        Raises ``ServiceError``.
        """
        asking = self._asking.get(target)
        if asking is None:
            asking = self._asking[target] = asyncio.create_task(self._ask(route, target, exchange))
            asking.add_done_callback(lambda done: self._asked(target, done))
        return await asyncio.shield(asking)

    async def page(self, route: Route | None, target: bytes) -> PublicPage | None:
        """The same as a client gets it, for the gateway's own use. ``None``: not for all. Raises ``ServiceError``."""
        now = self._now()
        if route is None or not route.cached or self.passes_by(target, now):
            return None
        return self.at_once(target, now) or await self.ask(route, target, _own_question())

    async def text(self, route: Route, target: bytes) -> bytes | None:
        """What everybody may read at ``target``, for the gateway's own use: what its service says now, or said last
        where it takes long; ``None`` where neither is known, and where it fails: who asks for the page itself is told
        how old it is.
        """
        now, page = self._now(), None
        with suppress(ServiceError, TimeoutError):
            async with asyncio.timeout(AT_HAND_SECONDS):
                page = await self.page(route, target)
        if page is None and (known := self._pages.get(target)) is not None:
            last, announced, _ = known
            page = last if self._usable(last, announced, now) else None
        return page.body if page is not None and page.status == HTTPStatus.OK and not page.retry_at else None

    def changed(self, service: str, *, withdrawn: bool) -> None:
        """``service`` published something; ``withdrawn``: it took something back."""
        announced = self._announced.get(service)
        if announced is not None:
            announced.changes += 1
            announced.withdrawals += withdrawn

    def doubt(self) -> None:
        """Something may have been announced that was not heard."""
        for announced in self._announced.values():
            announced.changes += 1

    async def report(self, stop: asyncio.Event) -> None:
        """Tell services of readers, and let go what is no longer of use, until ``stop``."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(REPORT_SECONDS):
                    await stop.wait()
            except TimeoutError:
                await self._tell()

    async def _tell(self) -> None:
        now = self._now()
        for target, (page, _, route) in list(self._pages.items()):
            if now >= max(page.usable_until, page.fresh_until):
                self._drop(target)
            elif page.metered and page.read > 0 and now >= page.fresh_until:
                try:
                    await self.ask(route, target, _own_question())
                except ServiceError:
                    continue

    def _asked(self, target: bytes, done: asyncio.Task[PublicPage | None]) -> None:
        del self._asking[target]
        if not done.cancelled():
            done.exception()  # also when nobody waits for it any more

    async def _ask(self, route: Route, target: bytes, exchange: Exchange) -> PublicPage | None:
        announced = self._announced[route.service]
        before = announced.changes, announced.withdrawals
        known = self._pages.get(target)
        page = known[0] if known else None
        now = self._now()
        try:
            answer = await self._fetch(route, target, exchange, page)
        except _NotForAll:
            self._pass_by(target, now)
            return None
        except ServiceError:
            if page is not None and self._usable(page, announced, now):
                return self._last(page)
            raise
        if answer.status >= _FIRST_SERVER_FAULT and page is not None and self._usable(page, announced, now):
            return self._last(page)
        self.outcomes.asked += 1
        answer.changes, answer.withdrawals = before
        if answer is not page:
            if answer.slow_to_pack:
                await asyncio.get_running_loop().run_in_executor(None, answer.pack)
            # What changed meanwhile is not what was asked for: who waits gets it, nobody after them.
            if answer.keepable and announced.withdrawals == answer.withdrawals:
                self._keep(target, answer, announced, route)
            else:
                self._drop(target)
        return answer

    async def _fetch(self, route: Route, target: bytes, exchange: Exchange, page: PublicPage | None) -> PublicPage:
        """Ask the service; ``page`` itself where it says that it is still so."""
        reads = page.read if page is not None and page.metered else 0
        head = [
            b"GET %b HTTP/1.1\r\nhost: %b\r\nx-request-id: %b\r\n"
            % (target, self._forwarders[route.service].upstream.authority, exchange.request_id)
        ]
        if exchange.traceparent:
            head.append(b"traceparent: %b\r\n" % exchange.traceparent)
        if page is not None:
            if page.tag:
                head.append(b"if-none-match: %b\r\n" % page.tag)
            if page.metered:
                head.append(b"meter: count=%d/0\r\n" % max(reads, 0))
        asked_at = self._now()
        async with self._forwarders[route.service].asked(exchange, route, head) as connection:
            status, headers = connection.status, connection.headers
            if status == HTTPStatus.OK and not lifetime(status, headers)[0]:
                raise _NotForAll
            body = await _small_body(connection)
        if page is not None and status < _FIRST_SERVER_FAULT:
            page.read -= reads
            if status == HTTPStatus.NOT_MODIFIED:
                page.confirm(headers, asked_at)
                return page
        answer = PublicPage(status, headers, body, asked_at)
        if page is not None and page.metered:
            answer.read = page.read
        return answer

    def _last(self, page: PublicPage) -> PublicPage:
        """What the service said last, because it fails now."""
        page.retry_at = self._now() + RETRY_SECONDS
        self.outcomes.stale += 1
        return page

    def _usable(self, page: PublicPage, announced: Announced, now: float) -> bool:
        """Whether it may be shown although it is not new: the service is down."""
        return now < page.usable_until and page.withdrawals == announced.withdrawals

    def _keep(self, target: bytes, page: PublicPage, announced: Announced, route: Route) -> None:
        self._drop(target)
        self._pages[target] = page, announced, route
        self.bytes += len(target) + page.size
        while self.bytes > self._most_bytes:
            self._drop(next(iter(self._pages)))

    def _drop(self, target: bytes) -> None:
        if (known := self._pages.pop(target, None)) is not None:
            self.bytes -= len(target) + known[0].size

    def _pass_by(self, target: bytes, now: float) -> None:
        self.outcomes.passed_by += 1
        self._drop(target)
        if len(self._passed_by) >= PASSED_BY_MOST:
            self._passed_by.clear()
        self._passed_by[target] = now + PASSED_BY


def _own_question() -> Exchange:
    """The exchange of a question that no client asked."""
    exchange = Exchange("GET", 0.0)
    exchange.request_id, exchange.traceparent = b"gateway", b""
    return exchange


async def _small_body(connection: Connection) -> bytes:
    """Raises ``_NotForAll`` as soon as that is known."""
    if connection.length > LARGEST_PAGE:
        raise _NotForAll
    pieces, size = [], 0
    while piece := await connection.read():
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_PAGE:
            raise _NotForAll
    return b"".join(pieces)
