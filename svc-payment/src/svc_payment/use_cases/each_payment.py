"""The same work for many payments, some at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.errors import ServiceError
from shared.logs import get_logger
from svc_payment.domain.payment import Payment

CALLS_AT_ONCE = 8
"""Calls to providers at the same time."""

log = get_logger()


@dataclass(frozen=True)
class EachPayment:
    """``task`` names the ``work`` in logs."""

    task: str
    work: Callable[[Payment], Awaitable[object]]
    at_once: int = CALLS_AT_ONCE

    async def __call__(self, payments: Sequence[Payment]) -> None:
        """One that fails waits for the next run and hinders no other."""
        places = asyncio.Semaphore(self.at_once)

        async def one(payment: Payment) -> None:
            async with places:
                try:
                    await self.work(payment)
                except ServiceError as error:
                    log.warning("payment_work_failed", task=self.task, payment=payment.id, error=error.code)

        await asyncio.gather(*(one(payment) for payment in payments))
