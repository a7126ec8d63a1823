"""`payment_unsettled_…`: the age of the oldest open payment, how many there are and of how much, told by the process
that measures.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from prometheus_client import REGISTRY

from shared.leases import Leases
from shared.schedules import PERIODIC_LEASE
from svc_payment.domain.party import Party
from svc_payment.domain.payment import PaymentOutcome, Report, State

from .service import Service, measuring


def shown_now() -> tuple[float | None, ...]:
    """Seconds since the oldest was made, how many there are, and of how much in dong."""
    names = ("payment_unsettled_seconds", "payment_unsettled_payments", "payment_unsettled_dong")
    return tuple(REGISTRY.get_sample_value(name) for name in names)


async def test_it_grows_with_the_oldest_payment_and_is_forgotten_with_the_lease(service: Service) -> None:
    bill = await service.bill()
    payment = await service.pay(bill["id"], "momo")
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    pending = stored.report(Report(PaymentOutcome.PENDING), at=service.clock.now(), source="query")
    await service.stores.payments.save(replace(pending, query_at=service.clock.now() + timedelta(days=1)))
    service.clock.advance(timedelta(hours=2))
    measure = measuring(service)
    await measure.batch()
    assert shown_now() == (7_200, 1, stored.amount)
    await service.database["leases"].delete_many({})
    assert await Leases(service.database["leases"], "theirs").acquire("measure_payments", PERIODIC_LEASE)
    await measure.batch()
    assert shown_now() == (None, None, None), "the other process says it now"


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
    less = payment.report(Report(PaymentOutcome.PAID, 5_000, "t1", now), at=service.clock.now(), source="query")
    await payments.save(less)
    assert (less.state, await oldest()) == (State.HELD, service.clock.now() - now)
    for officer in ("stf_officer", "stf_second_officer"):
        less = less.released(at=service.clock.now(), by=Party(officer))
        await payments.save(less)
    service.clock.advance(timedelta(hours=1))
    assert await oldest() == timedelta(hours=1), "its bill has not been told"
    await service.background()
    assert await oldest() is None


async def test_a_payment_that_nobody_asks_about_any_more_is_still_open(service: Service) -> None:
    bill = await service.bill()
    payment = await service.stores.payments.find((await service.pay(bill["id"], "momo"))["id"])
    assert payment
    pending = payment.report(Report(PaymentOutcome.PENDING), at=service.clock.now(), source="query")
    await service.stores.payments.save(replace(pending, query_at=None))
    service.clock.advance(timedelta(days=9))
    assert await service.stores.payments.oldest_unsettled(service.clock.now()) == payment.created_at


async def test_officers_are_shown_what_has_waited_longest_page_by_page(service: Service) -> None:
    bill = await service.bill()
    made = []
    for _ in range(3):
        payment = await service.stores.payments.find((await service.pay(bill["id"], "momo"))["id"])
        assert payment
        pending = payment.report(Report(PaymentOutcome.PENDING), at=service.clock.now(), source="query")
        await service.stores.payments.save(replace(pending, query_at=None))
        made.append(payment.id)
        service.clock.advance(timedelta(hours=1))
    await service.pay(bill["id"], "momo")  # its payer still has time
    path = "/v1/staff/payments"
    listed: list[Any] = []
    assert (await service.ok("GET", path, headers=service.officer))["items"] == []
    for officer in (service.officer, service.accountant):
        query: dict[str, str] = {"unsettled": "true", "limit": "1"}
        listed = []
        while query:
            page = await service.ok("GET", path, params=query, headers=officer)
            listed += page["items"]
            query = {**query, "after": page["next"]} if page["next"] else {}
        assert [shown["id"] for shown in listed] == made
    assert {shown["state_label"] for shown in listed} == {"Đang xử lý"}
    assert listed[0]["unsettled_since"] == listed[0]["created_at"]
    elsewhere = service.mint.staff("school_accountant@another-school", staff_id="stf_other")
    assert (await service.ok("GET", path, params={"unsettled": "true"}, headers=elsewhere))["items"] == []
