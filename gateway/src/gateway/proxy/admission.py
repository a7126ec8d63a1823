"""Who may pass: the caller, the role, the limits. Refusals are raised as ``Problem``.

A signed-in caller counts for itself, wherever it comes from: mobile networks put thousands behind one address. Who is
not signed in, or says so with a token that does not hold, counts by address.
"""

from typing import Protocol

from gateway.proxy.address import Addresses
from gateway.proxy.ended_sessions import EndedSessions
from gateway.proxy.exchange import Exchange
from gateway.proxy.known_session import KnownSession
from gateway.proxy.limiter import LimitDecision
from gateway.proxy.limits import Limits, rate_headers
from gateway.proxy.metrics import refused
from gateway.proxy.route_table import Route
from gateway.proxy.seen import Seen
from shared.access_tokens import expired_session
from shared.errors import Forbidden, ServiceError, TooManyRequests, Unauthenticated
from shared.identity import InvalidToken, TokenVerifier
from shared.problem import Problem

DAILY_LIMIT_REACHED = -117
"""What Zalo's official e-government template looks for in ``err`` once the day's look-ups are used up."""


class DailyQuota(Protocol):
    async def take(self, budget: str, key: str, limit: int) -> LimitDecision:
        """One more of ``limit`` today."""
        ...


class Admission:
    def __init__(
        self,
        verifier: TokenVerifier,
        limits: Limits,
        addresses: Addresses,
        quota: DailyQuota,
        seen: Seen,
        ended: EndedSessions,
    ) -> None:
        self._verifier = verifier
        self.addresses = addresses
        self._quota = quota
        self.limits = limits
        self._seen = seen
        self._ended = ended

    def admit_at_once(
        self,
        exchange: Exchange,
        route: Route,
        peer: tuple[str, bytes | None],
        authorization: bytes | None,
        session: KnownSession,
        now: float,
    ) -> bool:
        """Admit the request where that takes no waiting and ends well, and say so; otherwise do nothing and leave it to
        ``admit``.
        """
        if route.budget in self.limits.daily:
            return False
        if route.public:
            decision = self.limits.address(route.budget, self.addresses.of(*peer), now)
        else:
            if authorization is None or authorization[:7].lower() != b"bearer ":
                return False
            if session.authorization != authorization:
                remembered = self._verifier.remembered(authorization[7:].decode("latin-1"))
                if remembered is None:
                    return False
                session.authorization = authorization
                session.expires_at, session.caller = remembered
            caller = session.caller
            if caller is None or self._verifier.now() >= session.expires_at or caller in self._ended:
                return False
            if not route.admits(caller):
                return False
            decision = self.limits.caller(route.budget, caller.id, now)
            if caller.kind == "citizen":
                self._seen.citizens.add(caller.id)
        if decision.allowed:
            exchange.headers += rate_headers(decision)
        return decision.allowed

    async def admit(
        self,
        exchange: Exchange,
        route: Route,
        peer: tuple[str, bytes | None],
        authorization: bytes | None,
        now: float,
    ) -> None:
        """Let the request through to ``route`` or raise; what is left of the limits is added to the answer.

        ``peer``: the address the connection comes from, and its ``X-Forwarded-For``.
        """
        if route.public:
            key = self.addresses.of(*peer)
            decision = self.limits.address(route.budget, key, now)
        else:
            try:
                if authorization is None or authorization[:7].lower() != b"bearer ":
                    raise Unauthenticated()
                caller = await self._verifier.verify(authorization[7:].decode("latin-1"))
                if caller in self._ended:
                    raise InvalidToken("of a session that has ended")
            except (InvalidToken, ServiceError) as refusal:
                raise self._not_signed_in(exchange, route, peer, refusal, now) from None
            if not route.admits(caller):
                refused.labels("forbidden").inc()
                raise Forbidden("Chức năng này không dành cho tài khoản của Ông/Bà.")
            key = caller.id
            decision = self.limits.caller(route.budget, key, now)
            if caller.kind == "citizen":
                self._seen.citizens.add(key)
        if not decision.allowed:
            raise _limited(exchange, decision)
        daily = self.limits.daily.get(route.budget)
        if daily is not None:
            today = await self._quota.take(route.budget, key, daily)
            if not today.allowed:
                raise _used_up(exchange, today)
            if today.remaining < decision.remaining:
                decision = today
        exchange.headers += rate_headers(decision)

    def _not_signed_in(
        self, exchange: Exchange, route: Route, peer: tuple[str, bytes | None], refusal: Exception, now: float
    ) -> ServiceError:
        decision = self.limits.address(route.budget, self.addresses.of(*peer), now)
        if not decision.allowed:
            return _limited(exchange, decision)
        if isinstance(refusal, ServiceError):
            refused.labels("unauthenticated").inc()
            return refusal
        refused.labels("invalid_token").inc()
        return expired_session()


def _limited(exchange: Exchange, decision: LimitDecision) -> TooManyRequests:
    refused.labels("limit").inc()
    exchange.headers += rate_headers(decision)
    return TooManyRequests(decision.reset)


def _used_up(exchange: Exchange, decision: LimitDecision) -> Problem:
    refused.labels("daily_quota").inc()
    exchange.headers += rate_headers(decision)
    detail = f"Ông/Bà đã dùng hết {decision.limit} lượt tra cứu của hôm nay. Vui lòng quay lại vào ngày mai."
    headers = {"Retry-After": str(decision.reset)}
    title = "Hết lượt tra cứu hôm nay"
    return Problem(429, "daily-quota-used", title, detail, headers=headers, err=DAILY_LIMIT_REACHED, message=detail)
