"""`payment_unsettled_seconds`: the age of the oldest open payment, told by the process that asks the providers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from prometheus_client import REGISTRY

from shared.leases import Leases
from shared.schedules import PERIODIC_LEASE
from shared.testing import eventually
from svc_payment.domain.payment import Outcome, Report
from svc_payment.jobs.settle import AskProviders
from svc_payment.use_cases.receive_callback import ReceiveCallback

from .service import Service


def unsettled() -> float:
    return REGISTRY.get_sample_value("payment_unsettled_seconds") or 0.0


async def test_it_grows_with_the_oldest_payment_and_is_forgotten_with_the_lease(service: Service) -> None:
    bill = await service.bill()
    payment = await service.pay(bill["id"], "momo")
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    pending = stored.report(Report(Outcome.PENDING), at=service.clock.now(), source="query")
    await service.stores.payments.save(replace(pending, query_at=service.clock.now() + timedelta(days=1)))
    service.clock.advance(timedelta(hours=2))
    stores, clock = service.stores, service.clock
    receive = ReceiveCallback(service.providers, stores.payments, stores.unmatched, service.settle, clock)
    leases = Leases(service.database["leases"], "ours")
    ask = AskProviders(stores.payments, service.providers, stores.unmatched, service.query, receive, leases, clock)
    stop = asyncio.Event()
    running = asyncio.create_task(ask.run(stop))

    async def seen() -> float:
        return unsettled()

    try:
        await eventually(seen, want=lambda age: 7_100 < age < 7_300, seconds=30)
        await service.database["leases"].delete_many({})
        assert await Leases(service.database["leases"], "theirs").acquire("providers", PERIODIC_LEASE)
        await eventually(seen, want=lambda age: age == 0, seconds=30)
    finally:
        stop.set()
        await running
