"""The limits of every budget, with the headers that tell a caller where it stands.

``RateLimit-Limit``, ``-Remaining`` and ``-Reset`` (seconds) as in draft-ietf-httpapi-ratelimit-headers-07, the form
that clients read today.
"""

from collections.abc import Mapping

from gateway.proxy.cors import Header
from gateway.proxy.limiter import LimitDecision, Limiter
from gateway.proxy.route_table import Budget

WINDOW_SECONDS = 60.0


class Limits:
    def __init__(self, budgets: Mapping[str, Budget], share: float) -> None:
        self._budgets = dict(budgets)
        self._share = share
        self._gateways = 1
        self._callers = {name: Limiter(b.caller, WINDOW_SECONDS, share) for name, b in budgets.items()}
        self._addresses = {name: Limiter(b.address, WINDOW_SECONDS, share) for name, b in budgets.items()}
        # All processes count a day together, so each one's share of it is no less than the whole.
        self.daily = {name: int(b.daily * max(1.0, share)) for name, b in budgets.items() if b.daily is not None}

    def renewed(self, budgets: Mapping[str, Budget]) -> "Limits":
        """The limits for another table: budgets that did not change go on counting where they are."""
        fresh = Limits(budgets, self._share)
        fresh.share_among(self._gateways)
        for name, budget in budgets.items():
            if self._budgets.get(name) == budget:
                fresh._callers[name] = self._callers[name]
                fresh._addresses[name] = self._addresses[name]
        return fresh

    def share_among(self, gateways: int) -> None:
        """Share the limits among the gateways that are alive, this one included: a balancer gives each its part of the
        requests.
        """
        if gateways != self._gateways:
            self._gateways = gateways
            for limiter in (*self._callers.values(), *self._addresses.values()):
                limiter.grant(self._share / gateways)

    def caller(self, budget: str, caller_id: str, now: float) -> LimitDecision:
        return self._callers[budget].take(caller_id, now)

    def address(self, budget: str, address: str, now: float) -> LimitDecision:
        return self._addresses[budget].take(address, now)

    def keys(self) -> int:
        return sum(len(limiter) for limiter in (*self._callers.values(), *self._addresses.values()))


def rate_headers(decision: LimitDecision) -> tuple[Header, Header, Header]:
    return (
        (b"ratelimit-limit", b"%d" % decision.limit),
        (b"ratelimit-remaining", b"%d" % decision.remaining),
        (b"ratelimit-reset", b"%d" % decision.reset),
    )
