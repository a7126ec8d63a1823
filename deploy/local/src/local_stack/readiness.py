"""Waiting until a child is ready."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import httpx

from local_stack.child import Child
from local_stack.errors import StackError

Check = Callable[[], Awaitable[bool]]
"""True when ready, False when not yet; raises StackError when waiting is in vain."""

_INTERVAL = 0.05
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Everything local is asked in clear. To read the certificates of the world takes longer than to ask."""


async def until_ready(child: Child, check: Check, timeout_seconds: float) -> None:
    """Returns when ``check`` gives True. Raises with the end of the log when the child dies or takes too long."""
    try:
        async with asyncio.timeout(timeout_seconds):
            while not await check():
                if not child.is_running:
                    raise StackError(with_log_tail(child, f"{child.name} did not start ({child.status})"))
                await asyncio.sleep(_INTERVAL)
    except TimeoutError:
        raise StackError(with_log_tail(child, f"{child.name} was not ready after {timeout_seconds:.0f} s")) from None


def with_log_tail(child: Child, message: str) -> str:
    return "\n".join([f"{message}; the end of {child.log}:", *(f"    {line}" for line in child.tail())])


def answers(url: str) -> Check:
    """Ready when a GET of ``url`` answers 200."""

    async def check() -> bool:
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False, verify=_NO_TLS) as http:
                return (await http.get(url)).status_code == 200
        except httpx.HTTPError:
            return False

    return check
