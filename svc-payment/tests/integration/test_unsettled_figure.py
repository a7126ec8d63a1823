"""`payment_unsettled_seconds`: the age of the oldest open payment, told by the process that asks the providers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from prometheus_client import REGISTRY

from shared.leases import Leases
from shared.schedules import PERIODIC_LEASE
from shared.testing import eventually
from svc_payment.domain.party import Party
from svc_payment.domain.payment import Outcome, Report, State
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
    receive = ReceiveCallback(service.providers, stores.payments, stores.unmatched, stores.sums, service.settle, clock)
    leases = Leases(service.database["leases"], "ours")
    ask = AskProviders(
        stores.payments,
        service.providers,
        stores.unmatched,
        service.query,
        receive,
        service.report_order,
        leases,
        clock,
    )
    stop = asyncio.Event()
    running = asyncio.create_task(ask.run(stop))

    async def seen() -> float:
        return unsettled()

    try:
        await eventually(seen, want=lambda age: 7_100 < age < 7_300)
        await service.database["leases"].delete_many({})
        assert await Leases(service.database["leases"], "theirs").acquire("providers", PERIODIC_LEASE)
        await eventually(seen, want=lambda age: age == 0)
    finally:
        stop.set()
        await running


async def test_it_counts_from_when_somebody_should_have_known(service: Service) -> None:
    bill = await service.bill()
    payments, now = service.stores.payments, service.clock.now()

    async def oldest() -> timedelta | None:
        since = await payments.oldest_unsettled(service.clock.now())
        return service.clock.now() - since if since else None

    payment = await payments.find((await service.pay(bill["id"], "momo"))["id"])
    assert payment
    service.clock.advance(payment.expires_at - now - timedelta(minutes=1))
    assert await oldest() is None, "the payer still has time"
    service.clock.advance(timedelta(minutes=11))
    assert await oldest() == timedelta(minutes=10)
    less = payment.report(Report(Outcome.PAID, 5_000, "t1", now), at=service.clock.now(), source="query")
    await payments.save(less)
    assert (less.state, await oldest()) == (State.HELD, service.clock.now() - now)
    released = less.released(at=service.clock.now(), by=Party("stf_officer"))
    await payments.save(released)
    service.clock.advance(timedelta(hours=1))
    assert await oldest() == timedelta(hours=1), "its bill has not been told"
    await service.background()
    assert await oldest() is None


async def test_a_payment_that_nobody_asks_about_any_more_is_still_open(service: Service) -> None:
    bill = await service.bill()
    payment = await service.stores.payments.find((await service.pay(bill["id"], "momo"))["id"])
    assert payment
    pending = payment.report(Report(Outcome.PENDING), at=service.clock.now(), source="query")
    await service.stores.payments.save(replace(pending, query_at=None))
    service.clock.advance(timedelta(days=9))
    assert await service.stores.payments.oldest_unsettled(service.clock.now()) == payment.created_at
