"""Reconciliation: each class of difference, read again, signed off, and a payment that no line speaks of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svc_payment.domain.payment import Payment, PaymentOutcome, Report

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
    return {row["finding"]: row["count"] for row in settlement["findings"]}


async def test_the_providers_own_file_agrees_and_is_signed_off_by_another(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    service.clock.set(service.clock.now())
    await service.decide(order)
    await service.background()
    file = (await service.simulator.get("/control/settlements/vnpay?day=2026-11-23")).content
    first = await upload(service, file)
    assert (first["state"], first["lines"], first["gross"], counts(first)) == ("open", 1, 615_000, {"matched": 1})
    assert (first["provider_label"], first["state_label"]) == ("VNPAY", "Chờ ký xác nhận")
    assert await upload(service, file) == first
    assert (await service.seen(payment["id"]))["settled_with"] == first["id"]
    path = f"/v1/staff/settlements/{first['id']}/signature"
    both = service.mint.staff("payment_officer@province", "payment_approver@province", staff_id="stf_officer")
    for officer, offered in ((both, []), (service.officer, []), (service.approver, [path])):
        [listed] = (await service.ok("GET", "/v1/staff/settlements", headers=officer))["items"]
        assert [offer["href"] for offer in listed["allowed_actions"]] == offered
    assert (await service.ok("POST", path, 409, json={}, headers=both))["allowed_actions"] == []
    signed = await service.ok("POST", path, json={"remark": "Khớp đủ"}, headers=service.approver)
    assert (signed["state"], signed["signed_by"], signed["allowed_actions"]) == ("signed", "stf_approver", [])
    assert (signed["by_name"], signed["signed_by_name"]) == ("Phạm Thị Tiền", "Lê Văn Duyệt")
    again = await service.ok("POST", path, 409, json={"remark": "Khớp đủ"}, headers=service.approver)
    assert again["allowed_actions"] == []
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


async def test_a_refund_that_was_made_at_the_provider_is_booked_and_not_made_again(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    file = (
        f"vnp_TxnRef,vnp_TransactionNo,vnp_Amount,type,vnp_TransactionStatus\n{stored.reference},77,20000,refund,00\n"
    )
    assert counts(await upload(service, file.encode()))["missing_here"] == 1
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    made = {"amount": 20_000, "reason": "Trường hoàn trên cổng VNPAY", "made_as": "77"}
    asked = await service.ok("POST", path, 201, json=made, headers={**service.officer, **key()})
    problem = await service.ok("POST", path, 409, json=made, headers={**service.officer, **key()})
    assert problem["type"].endswith("refund-booked")
    await service.ok("POST", f"{path}/{asked['refunds'][0]['id']}/approval", headers=service.approver)
    await service.background()
    [refund] = (await service.seen(payment["id"]))["refunds"]
    assert (refund["state"], refund["made_as"], refund["approved_by"]) == ("done", "77", "stf_approver")
    assert service.book.orders[order].refunds == [], "nothing was asked of the provider"
    again = await upload(service, file.encode() + b"\n")
    assert counts(again)["matched"] == 1
    assert (await service.events("payments"))[-1]["type"] == "vn.quangngai.payment.refunded.v1"


async def test_a_refund_made_at_the_provider_is_booked_for_one_payment_only(service: Service) -> None:
    made = {"amount": 10_000, "reason": "Trường hoàn trên cổng VNPAY", "made_as": "77"}
    bill = await service.bill()
    paths = []
    for item in ("AN", "NUOC"):
        payment = await service.pay(bill["id"], "vnpay", [item])
        await service.decide(await service.order_of(payment))
        await service.background()
        paths.append(f"/v1/staff/payments/{payment['id']}/refunds")
    first, second = paths
    asked = await service.ok("POST", first, 201, json=made, headers={**service.officer, **key()})
    problem = await service.ok("POST", second, 409, json=made, headers={**service.officer, **key()})
    assert problem["type"].endswith("refund-booked")
    await service.ok(
        "POST", f"{first}/{asked['refunds'][0]['id']}/rejection", json={"reason": "Ghi nhầm"}, headers=service.approver
    )
    await service.ok("POST", second, 201, json=made, headers={**service.officer, **key()})


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
        (b"a,b\n1,2\n", "Thiếu cột “Mã tham chiếu”"),
        (b"vnp_TxnRef,vnp_TransactionNo,vnp_Amount\nx,1,12.5\n", "Dòng 2, cột “Số tiền”"),
        (b"", "Tệp không có nội dung."),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_by_row_and_column(
    service: Service, content: bytes, message: str
) -> None:
    problem = await upload(service, content, 422)
    assert message in problem["errors"][0]["message"]


_DATED = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount,vnp_PayDate\n"


@pytest.mark.parametrize(
    ("day", "moments", "message"),
    [
        ("2026-11-24", [], "Ngày này chưa đến"),
        ("2031-01-01", ["23/11/2026 09:00:00"], "Ngày này chưa đến"),
        ("2026-11-01", ["23/11/2026 09:00:00"], "1 trong 1 dòng"),
        ("2026-11-22", ["22/11/2026 23:00:00", "23/11/2026 02:00:00", "", "24/11/2026"], "2 trong 3 dòng"),
    ],
)
async def test_a_file_of_another_day_is_refused(service: Service, day: str, moments: list[str], message: str) -> None:
    lines = "".join(f"x{number},{number},5000,{moment}\n" for number, moment in enumerate(moments))
    [error] = (await upload(service, (_DATED + lines).encode(), 422, day=day))["errors"]
    assert error["field"] == "day"
    assert message in error["message"]
    assert (await service.ok("GET", "/v1/staff/settlements", headers=service.officer))["items"] == []


async def test_lines_around_midnight_and_before_the_cut_off_are_of_the_day(service: Service) -> None:
    moments = ["22/11/2026 00:10:00", "21/11/2026 23:30:00", "23/11/2026 00:30:00", "21/11/2026 17:00:00"]
    lines = "".join(f"x{number},{number},5000,{moment}\n" for number, moment in enumerate(moments))
    found = await upload(service, (_DATED + lines).encode(), day="2026-11-22")
    assert (found["state"], found["lines"]) == ("open", 4)


async def test_an_officer_of_one_school_reconciles_nothing(service: Service) -> None:
    files = {"file": ("x.csv", b"x")}
    headers = {**service.accountant, **key()}
    await service.ok("POST", "/v1/staff/settlements", 403, params=DAY, files=files, headers=headers)


async def test_a_provider_that_is_not_there_is_said(service: Service) -> None:
    for provider, status in (("vnpay", 200), ("zz", 422)):
        await service.ok("GET", "/v1/staff/settlements", status, params={"provider": provider}, headers=service.officer)


async def test_the_last_hour_of_a_day_is_missed_with_the_next_days_file_only(service: Service) -> None:
    service.clock.set(datetime(2026, 11, 23, 16, 30, tzinfo=UTC))  # half past eleven at night
    _, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    service.clock.set(datetime(2026, 11, 24, 2, tzinfo=UTC))
    heading = b"vnp_TxnRef,vnp_TransactionNo,vnp_Amount,vnp_TransactionStatus\n"
    assert counts(await upload(service, heading)) == {}
    assert counts(await upload(service, heading, day="2026-11-24")) == {"missing_there": 1}


async def test_a_file_that_is_refused_leaves_no_mark_on_any_payment(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    heading = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount\n"
    good = f"{stored.reference},{stored.transactions()[0]},615000\n"
    many = "".join(f"x{number},{number},5000\n" for number in range(1_200))
    await upload(service, f"{heading}{good}{many}y,1,abc\n".encode(), 422)
    assert (await service.seen(payment["id"]))["settled_with"] is None
    assert (await service.ok("GET", "/v1/staff/settlements", headers=service.officer))["items"] == []
    assert counts(await upload(service, heading.encode())) == {"missing_there": 1}


async def test_a_row_that_is_no_line_is_shown_to_the_officer(service: Service) -> None:
    heading = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount\n"
    found = await upload(service, f"{heading}Tổng cộng,,615000\n,,7000\n".encode())
    assert (found["lines"], found["left_out_count"]) == (0, 2)
    assert [(row["row"], row["reason"]) for row in found["left_out"]] == [(2, "totals"), (3, "no_number")]
    assert found["left_out"][0]["text"] == "Tổng cộng |  | 615000"


async def paid_twice(service: Service) -> tuple[str, list[str]]:
    """The reference of a payment with two transactions, and those."""
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    report = Report(PaymentOutcome.PAID, 5_000, "second", service.clock.now())

    async def find() -> Payment | None:
        return await service.stores.payments.find(payment["id"])

    await service.settle(find, report, source="query")
    await service.background()
    return stored.reference, [*stored.transactions(), "second"]


@pytest.mark.parametrize("announced", [0, 1])
async def test_each_transaction_of_a_payment_is_accounted_for_by_itself(service: Service, announced: int) -> None:
    reference, transactions = await paid_twice(service)
    amounts = [615_000, 5_000]
    heading = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount\n"
    some = f"{heading}{reference},{transactions[announced]},{amounts[announced]}\n"
    found = await upload(service, some.encode())
    assert counts(found) == {"matched": 1, "missing_there": 1}
    path = f"/v1/staff/settlements/{found['id']}/differences"
    [missing] = (await service.ok("GET", path, headers=service.officer))["items"]
    assert (missing["transaction"], missing["amount_here"]) == (transactions[1 - announced], amounts[1 - announced])
    rest = f"{heading}{reference},{transactions[1 - announced]},{amounts[1 - announced]}\n"
    assert counts(await upload(service, rest.encode())) == {"matched": 1}


async def test_a_line_about_a_refund_accounts_for_no_payment(service: Service) -> None:
    reference, _ = await paid_twice(service)
    file = f"vnp_TxnRef,vnp_TransactionNo,vnp_Amount,type,vnp_TransactionStatus\n{reference},x,9,refund,failed\n"
    found = await upload(service, file.encode())
    assert counts(found) == {"missing_here": 1, "missing_there": 2}


VNPAY = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount,type,vnp_TransactionStatus\n"


async def test_a_wrong_file_hides_nothing_from_the_right_one(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    number, reference = stored.transactions()[0], stored.reference
    for amount, status, finding in ((615, "00", "amount_differs"), (615_000, "02", "state_differs")):
        wrong = f"{VNPAY}{reference},{number},{amount},payment,{status}\n"
        assert counts(await upload(service, wrong.encode())) == {finding: 1}, "named once, by its line"
    assert counts(await upload(service, VNPAY.encode())) == {"missing_there": 1}
    right = f"{VNPAY}{reference},{number},615000,payment,00\n"
    assert counts(await upload(service, right.encode())) == {"matched": 1}
    assert counts(await upload(service, f"{VNPAY},,,,\n".encode())) == {}


async def test_a_line_under_the_providers_own_names_is_of_the_payment_that_has_it(service: Service) -> None:
    _, order = await begun(service, "zalo")
    await service.decide(order)
    await service.background()
    [stored] = await service.database["payments"].find({"provider": "zalo"}).to_list(None)
    [entry] = [one for one in stored["entries"] if one["type"] == "received"]
    for name in (stored["order"], "an-order-nobody-announced", ""):
        file = f"Mã đơn,Mã giao dịch,Số tiền,Trạng thái\n{name},{entry['reference']},615000,1\n"
        assert counts(await upload(service, file.encode(), provider="zalo")) == {"matched": 1}
    assert await service.database["unmatched_sums"].count_documents({}) == 0


async def test_a_refund_that_the_file_does_not_speak_of_is_missing_there(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order)
    await service.background()
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": 20_000, "reason": "Thu thừa"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    await service.ok("POST", f"{path}/{asked['refunds'][0]['id']}/approval", headers=service.approver)
    await service.background()
    whole = (await service.simulator.get("/control/settlements/vnpay?day=2026-11-23")).text
    without = "".join(line for line in whole.splitlines(keepends=True) if "refund" not in line)
    found = await upload(service, without.encode())
    assert counts(found) == {"matched": 1, "missing_there": 1}
    page = await service.ok("GET", f"/v1/staff/settlements/{found['id']}/differences", headers=service.officer)
    [missing] = page["items"]
    assert (missing["type_label"], missing["amount_here"], missing["payment_id"]) == (
        "Hoàn tiền",
        20_000,
        payment["id"],
    )
    assert counts(await upload(service, whole.encode())) == {"matched": 2}
    assert counts(await upload(service, f"{VNPAY},,,,\n".encode())) == {}


async def test_what_differs_is_signed_with_a_remark_only(service: Service) -> None:
    found = await upload(service, f"{VNPAY}pay0UNKNOWN,1,5000,payment,00\n".encode())
    path = f"/v1/staff/settlements/{found['id']}/signature"
    for said in ({}, {"remark": None}):
        problem = await service.ok("POST", path, 422, json=said, headers=service.approver)
        assert problem["errors"][0]["field"] == "remark"
    signed = await service.ok("POST", path, json={"remark": "VNPAY xác nhận của đơn vị khác"}, headers=service.approver)
    assert signed["state"] == "signed"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("pay1,1,5000,chargeback,00", "Loại giao dịch"),
        ("pay1,1,5000,payment", "Trạng thái"),
        ("pay1,1,30.00,payment,00", "Số tiền"),
        ("pay1,1,-5000,payment,00", "Số tiền"),
    ],
)
async def test_what_could_mean_two_things_refuses_the_file(service: Service, row: str, column: str) -> None:
    problem = await upload(service, f"{VNPAY}{row}\n".encode(), 422)
    assert f"Dòng 2, cột “{column}”" in problem["errors"][0]["message"]


async def test_a_refund_told_with_a_minus_is_a_refund(service: Service) -> None:
    found = await upload(service, f"{VNPAY}pay1,1,-5000,refund,00\n".encode())
    assert (found["gross"], counts(found)) == (-5_000, {"missing_here": 1})


async def test_a_second_file_of_a_signed_day_needs_a_reason_and_a_remark(service: Service) -> None:
    async def sign(found: Any, expect: int = 200, **said: str) -> Any:
        path = f"/v1/staff/settlements/{found['id']}/signature"
        return await service.ok("POST", path, expect, json=said, headers=service.approver)

    before = await upload(service, f"{VNPAY},,,,\n".encode())  # two of the day, none of them signed yet
    first = await upload(service, VNPAY.encode())
    await sign(first)
    assert (await sign(before, 422))["errors"][0]["field"] == "remark"
    other = f"{VNPAY}Tổng,,,,\n".encode()
    refused = await upload(service, other, 409)
    assert (refused["type"].endswith("day-signed"), refused["id"]) == (True, first["id"])
    assert (await upload(service, other, day="2026-11-22"))["reason"] is None, "another day is another matter"
    second = await upload(service, other, reason="VNPAY gửi lại tệp")
    assert second["reason"] == "VNPAY gửi lại tệp"
    assert (await sign(second, 422))["errors"][0]["field"] == "remark"
    assert (await sign(second, remark="Đã đối chiếu với VNPAY"))["state"] == "signed"
    listed = (await service.ok("GET", "/v1/staff/settlements", headers=service.officer))["items"]
    assert len(listed) == 4
    assert [one["at"] for one in listed] == sorted((one["at"] for one in listed), reverse=True)


@pytest.mark.parametrize("provider", ["zalo", "zalopay", "vnpay", "momo"])
async def test_a_payment_and_its_refund_agree_with_the_providers_own_file(service: Service, provider: str) -> None:
    payment, order = await begun(service, provider)
    await service.decide(order)
    await service.background()
    path = f"/v1/staff/payments/{payment['id']}/refunds"
    body = {"amount": 50_000, "reason": "Thu thừa"}
    asked = await service.ok("POST", path, 201, json=body, headers={**service.officer, **key()})
    await service.ok("POST", f"{path}/{asked['refunds'][0]['id']}/approval", headers=service.approver)
    await service.background()
    file = (await service.simulator.get(f"/control/settlements/{provider}?day=2026-11-23")).content
    assert counts(await upload(service, file, provider=provider)) == {"matched": 2}
