"""Reconciliation: each class of difference, read again, signed off, and a payment that no line speaks of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from .service import Service, key
from .test_providers import begun

DAY = {"provider": "vnpay", "day": "2026-11-23"}


async def upload(service: Service, content: bytes, expect: int = 201, **query: str) -> Any:
    files = {"file": ("doi-soat.csv", content)}
    headers = {**service.officer, **key()}
    return await service.ok(
        "POST", "/v1/staff/settlements", expect, params={**DAY, **query}, files=files, headers=headers
    )


def counts(settlement: Any) -> dict[str, int]:
    return {row["verdict"]: row["count"] for row in settlement["verdicts"]}


async def test_the_providers_own_file_agrees_and_is_signed_off_by_another(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    service.clock.set(service.clock.now())
    await service.decide(order)
    await service.background()
    file = (await service.simulator.get("/control/settlements/vnpay?day=2026-11-23")).content
    first = await upload(service, file)
    assert (first["state"], first["lines"], first["gross"], counts(first)) == ("open", 1, 615_000, {"matched": 1})
    assert await upload(service, file) == first
    assert (await service.seen(payment["id"]))["settled_with"] == first["id"]
    path = f"/v1/staff/settlements/{first['id']}/signature"
    both = service.mint.staff("payment_officer@province", "payment_approver@province", staff_id="stf_officer")
    await service.ok("POST", path, 409, json={}, headers=both)
    signed = await service.ok("POST", path, json={"remark": "Khớp đủ"}, headers=service.approver)
    assert (signed["state"], signed["signed_by"]) == ("signed", "stf_approver")
    await upload(service, file, 409)


async def test_every_difference_is_named(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    number, reference = stored.transactions()[0], stored.reference
    lines = [
        "vnp_TxnRef,vnp_TransactionNo,vnp_Amount,fee,vnp_TransactionStatus,vnp_PayDate,type",
        f'{reference},{number},"615,000",1100,00,23/11/2026 09:00:00,payment',
        f"{reference},{number},615000,0,00,23/11/2026 09:00:00,payment",
        f"{reference},999,615000,0,00,23/11/2026 09:00:00,payment",
        "pay0UNKNOWN,1,5000,0,00,23/11/2026 09:00:00,payment",
        f"{reference},5,20000,0,00,23/11/2026 09:00:00,refund",
        "Tổng cộng,,1240000,,,,",
    ]
    found = await upload(service, "\n".join(lines).encode())
    assert counts(found) == {"matched": 1, "duplicate_there": 1, "state_differs": 1, "missing_here": 2}
    assert (found["lines"], found["fee"]) == (5, 1100)
    differences = (
        await service.ok("GET", f"/v1/staff/settlements/{found['id']}/differences", headers=service.officer)
    )["items"]
    assert sorted(difference["line"] for difference in differences) == [3, 4, 5, 6]
    wrong = lines[0] + f"\n{reference},{number},614000,0,00,,payment\n"
    assert counts(await upload(service, wrong.encode())) == {"amount_differs": 1}


async def test_what_the_file_does_not_speak_of_is_missing_there(service: Service) -> None:
    _, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    heading = b"vnp_TxnRef,vnp_TransactionNo,vnp_Amount,vnp_TransactionStatus\n"
    found = await upload(service, heading)
    assert counts(found) == {"missing_there": 1}
    other_day = await upload(service, heading, day="2026-11-22")
    assert counts(other_day) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "Thiếu cột reference"),
        (b"vnp_TxnRef,vnp_TransactionNo,vnp_Amount\nx,1,12.5\n", "Dòng 2, cột amount"),
        (b"", "Tệp không có nội dung."),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_by_row_and_column(
    service: Service, content: bytes, message: str
) -> None:
    problem = await upload(service, content, 422)
    assert message in problem["errors"][0]["message"]


async def test_an_officer_of_one_school_reconciles_nothing(service: Service) -> None:
    files = {"file": ("x.csv", b"x")}
    headers = {**service.accountant, **key()}
    await service.ok("POST", "/v1/staff/settlements", 403, params=DAY, files=files, headers=headers)


async def test_the_last_hour_of_a_day_is_missed_with_the_next_days_file_only(service: Service) -> None:
    service.clock.set(datetime(2026, 11, 23, 16, 30, tzinfo=UTC))  # half past eleven at night
    _, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    heading = b"vnp_TxnRef,vnp_TransactionNo,vnp_Amount,vnp_TransactionStatus\n"
    assert counts(await upload(service, heading)) == {}
    assert counts(await upload(service, heading, day="2026-11-24")) == {"missing_there": 1}
