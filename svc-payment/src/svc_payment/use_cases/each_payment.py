"""The same work for many payments, some at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from shared.errors import ServiceError
from shared.logs import get_logger
from svc_payment.domain.payment import Payment

CALLS_AT_ONCE = 8
"""Calls to providers at the same time."""

log = get_logger()


async def each_payment(
    payments: Sequence[Payment], work: Callable[[Payment], Awaitable[object]], name: str, at_once: int = CALLS_AT_ONCE
) -> None:
    """One that fails waits for the next run and hinders no other."""
    places = asyncio.Semaphore(at_once)

    async def one(payment: Payment) -> None:
        async with places:
            try:
                await work(payment)
            except ServiceError as error:
                log.warning("payment_work_failed", task=name, payment=payment.id, error=error.code)

    await asyncio.gather(*(one(payment) for payment in payments))
