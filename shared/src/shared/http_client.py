"""Calls to the outside: the httpx API on pyreqwest's transport (10 times httpx's own speed at concurrency 64)."""

from datetime import timedelta

import httpx
from pyreqwest.client import ClientBuilder
from pyreqwest.compatibility.httpx import HttpxTransport

CONNECT_TIMEOUT = timedelta(seconds=2)


def outbound(base_url: str = "", timeout: float = 5.0) -> httpx.AsyncClient:
    """A pooled client; every call ends within ``timeout`` seconds. No redirects, no proxy from the environment."""
    client = (
        ClientBuilder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timedelta(seconds=timeout))
        .pool_idle_timeout(timedelta(seconds=20))
        .follow_redirects(False)
        .no_proxy()
        .build()
    )
    # httpx's own time-out is off: the transport would add its four phases up to four times the value.
    return httpx.AsyncClient(base_url=base_url, transport=HttpxTransport(client), timeout=None, trust_env=False)  # noqa: S113
