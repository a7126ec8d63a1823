"""One request on its way through the gateway: what all that handle it need to know, and what is recorded of it."""

from itertools import count
from random import Random

from gateway.proxy.client_request import ClientRequest
from gateway.proxy.cors import Header
from gateway.proxy.route_table import Route
from shared.errors import ServiceError
from shared.ids import random_id
from shared.problem import MEDIA_TYPE, problem_of

CLIENT_GONE = 499
"""Recorded (never sent) when the client left before its answer; nginx's number for it."""


class Exchange:
    request_id = b""
    traceparent = b""
    route: Route | None = None
    status = 0
    """The status of the answer, once it has begun."""
    upstream_seconds = 0.0
    answered_by = ""
    """The service whose answer was passed on; empty when the gateway refused."""

    def __init__(self, method: str, started: float) -> None:
        self.method = method
        self.started = started
        self.headers: list[Header] = []
        """Added to the answer: request id, CORS, limits."""


_MADE_AT_ONCE = 256


class Names:
    """Request ids and traces for requests that came without: unique and cheap (1 µs for both).

    A ULID each would take 5 µs, and asking the kernel for random bytes lets go of the interpreter lock.
    """

    def __init__(self) -> None:
        self._process = random_id("req").encode("ascii")
        self._numbers = count(1)
        self._random_bytes = Random().randbytes  # noqa: S311  names, not secrets
        self._digits = b""
        self._used = 0

    def request_id(self) -> bytes:
        return b"%b.%x" % (self._process, next(self._numbers))

    def traceparent(self) -> bytes:
        """W3C Trace Context, version 00, sampled."""
        start, middle, end = self._used, self._used + 32, self._used + 48
        if end > len(self._digits):
            self._digits = self._random_bytes(_MADE_AT_ONCE * 24).hex().encode()
            start, middle, end = 0, 32, 48
        self._used = end
        return b"00-%b-%b-01" % (self._digits[start:middle], self._digits[middle:end])


def respond_problem(request: ClientRequest, exchange: Exchange, error: ServiceError) -> None:
    problem = problem_of(error)
    sent, media_type, body = problem.status, MEDIA_TYPE, problem.body()
    if exchange.route and exchange.route.when_down and _later(problem.status):
        sent, media_type, body = 200, "application/json", exchange.route.when_down
    headers: list[Header] = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *((name.lower().encode(), value.encode()) for name, value in problem.headers.items()),
        *exchange.headers,
    ]
    exchange.status = problem.status  # recorded as what it is, whatever is sent
    request.respond(sent, headers, body)


def _later(status: int) -> bool:
    """Whether the same request may be answered another time."""
    return status == 429 or status >= 500
