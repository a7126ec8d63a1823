"""Money that fits no payment: it waits for a person for ever, is told of, and ends in one ledger whatever happens."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from svc_payment.domain.party import Party
from svc_payment.domain.payment import PaymentOutcome, Report
from svc_payment.domain.unmatched_sum import Destination, Proposal, SumState
from svc_payment.use_cases.find_holder import FindHolder
from svc_payment.use_cases.place_due_sums import PlaceDueSums
from svc_payment.use_cases.place_sum import PlaceSum
from svc_payment.use_cases.take_in_callback import unmatched_sum

from .service import DUES, SCHOOL, Service, key, measuring
from .test_bank import HEADING
from .test_bank import upload as upload_statement
from .test_providers import ALREADY, begun, said
from .test_settlements import counts
from .test_settlements import upload as upload_settlement

UNMATCHED = "/v1/staff/unmatched-transfers"
VNPAY = "vnp_TxnRef,vnp_TransactionNo,vnp_Amount,vnp_PayDate\n"


def place(service: Service) -> PlaceSum:
    stores = service.stores
    return PlaceSum(stores.sums, stores.payments, stores.bills, service.settle, FindHolder(stores.payments))


async def follow(service: Service) -> None:
    """What the worker does, once."""
    stores = service.stores
    await PlaceDueSums(stores.sums, place(service), FindHolder(stores.payments), service.clock)()


async def waiting(service: Service) -> list[Any]:
    return list((await service.ok("GET", UNMATCHED, headers=service.officer))["items"])


async def two_payments(service: Service) -> tuple[str, str, str, str]:
    """Two payments of one bill by transfer, and their tokens."""
    bill = await service.bill()
    first, second = await service.pay(bill["id"], "vietqr"), await service.pay(bill["id"], "vietqr")
    return first["id"], second["id"], first["checkout"]["content"], second["checkout"]["content"]


async def propose_payment(service: Service, transfer_id: str, payment_id: str, who: dict[str, str]) -> int:
    body = {"destination": "payment", "payment_id": payment_id, "reason": "Phụ huynh gửi ảnh giao dịch"}
    return (await service.http.post(f"{UNMATCHED}/{transfer_id}/proposal", json=body, headers=who)).status_code


async def approve(service: Service, transfer_id: str) -> int:
    return (await service.http.post(f"{UNMATCHED}/{transfer_id}/approval", headers=service.approver)).status_code


async def assign(service: Service, transfer_id: str, payment_id: str) -> int:
    """Assign the transfer as two officers do it."""
    said = await propose_payment(service, transfer_id, payment_id, service.officer)
    return said if said != 200 else await approve(service, transfer_id)


async def received(service: Service, *payments: str) -> list[int]:
    return [(await service.seen(payment_id))["received"] for payment_id in payments]


async def test_an_assigned_transfer_is_not_offered_again_and_goes_to_no_other_payment(service: Service) -> None:
    first, second, _, _ = await two_payments(service)
    statement = f"{HEADING}FT9;23/11/2026;615.000;HOC PHI CHAU AN\n"
    await upload_statement(service, statement)
    [one] = await waiting(service)
    assert await propose_payment(service, one["id"], f"pay_{26 * '0'}", service.officer) == 404
    assert await assign(service, one["id"], first) == 200
    again = await upload_statement(service, statement)
    assert (again["repeated"], again["unmatched"], await waiting(service)) == (1, [], [])
    assert await assign(service, one["id"], second) == 409
    assert await approve(service, one["id"]) == 200, "an answer may be lost"
    assert await received(service, first, second) == [615_000, 0]


@pytest.mark.parametrize("round", range(5))
async def test_of_two_officers_at_once_one_decides(service: Service, round: int) -> None:
    first, second, _, _ = await two_payments(service)
    await upload_statement(service, f"{HEADING}FT9;23/11/2026;615.000;HOC PHI CHAU AN\n")
    [one] = await waiting(service)
    other = service.mint.staff("payment_officer@province", staff_id="stf_other")
    said = await asyncio.gather(
        *(
            propose_payment(service, one["id"], *proposal)
            for proposal in [(first, service.officer), (second, other)] * 5
        )
    )
    assert Counter(said) == {200: 1, 409: 9}
    assert set(await asyncio.gather(*(approve(service, one["id"]) for _ in range(5)))) == {200}
    assert sorted(await received(service, first, second)) == [0, 615_000]


async def test_a_statement_a_notice_and_an_officer_at_once_bring_a_transfer_once(service: Service) -> None:
    """The statement has lost the token that the notice still has; an officer believes that it is somebody else's."""
    first, second, token, _ = await two_payments(service)
    statement = f"{HEADING}ft 7;23/11/2026;615.000;HOC PHI CHAU AN\n"
    await upload_statement(service, statement)
    [one] = await waiting(service)
    await asyncio.gather(
        *(service.transfer(f"{token} hoc phi", 615_000, "FT7") for _ in range(10)),
        *(upload_statement(service, statement) for _ in range(3)),
        assign(service, one["id"], second),
    )
    assert sorted(await received(service, first, second)) == [0, 615_000]
    await follow(service)
    assert await waiting(service) == []
    assert await service.database["payments"].count_documents({"transfers": "bank:FT7"}) == 1


async def test_a_hundred_notices_of_one_transfer_at_once_count_once(service: Service) -> None:
    first, _, token, _ = await two_payments(service)
    proposal = await asyncio.gather(*(service.transfer(token, 615_000, "FT1") for _ in range(100)))
    assert Counter(answer.json()["matched"] for answer in proposal) == {1: 1, 0: 99}
    await service.background()
    seen = await service.seen(first)
    assert (seen["received"], seen["refunds"]) == (615_000, [])
    assert [entry["type"] for entry in seen["entries"]] == ["received", "allocated"]


async def test_a_number_that_another_transfer_has_is_shown_and_not_taken_for_a_repeat(service: Service) -> None:
    first, second, token, other = await two_payments(service)
    await service.transfer(token, 615_000, "FT1")
    rows = f"FT1;23/11/2026;615.000;{other}\nFT1;23/11/2026;20.000;{token}\nFT1;23/11/2026;615.000;CK\n"
    taken = await upload_statement(service, HEADING + rows)
    assert (taken["matched"], taken["repeated"], taken["left_out_count"]) == (0, 1, 2)
    assert [(row["row"], row["reason"]) for row in taken["left_out"]] == [(2, "number_taken"), (3, "number_taken")]
    assert await received(service, first, second) == [615_000, 0]
    await upload_statement(service, HEADING + rows)
    assert sorted(one["amount"] for one in await waiting(service)) == [20_000, 615_000], "an officer finds out"
    [whole] = [one for one in await waiting(service) if one["amount"] == 615_000]
    await assign(service, whole["id"], second)
    await follow(service)
    assert await received(service, first, second) == [615_000, 615_000]


async def test_no_notice_of_the_bank_loses_money_to_another_with_its_number(service: Service) -> None:
    for amount in (50_000, 60_000, 60_000):
        await service.transfer("CHUYEN TIEN", amount, "FTCOL")
    assert sorted(one["amount"] for one in await waiting(service)) == [50_000, 60_000]


async def test_money_that_waits_is_never_removed_by_time(service: Service) -> None:
    await upload_statement(service, f"{HEADING}FT9;23/11/2026;615.000;HOC PHI CHAU AN\n")
    indexes = await service.database["unmatched_sums"].index_information()
    assert not [name for name, index in indexes.items() if "expireAfterSeconds" in index]
    _, order = await begun_elsewhere(service)
    await service.decide(order)
    [message] = await service.database["unmatched_messages"].find({}).to_list(None)
    assert message["money"] is True
    indexes = await service.database["unmatched_messages"].index_information()
    timed = {index["key"][0][0] for index in indexes.values() if "expireAfterSeconds" in index}
    assert timed == {"expires_at"}
    assert "expires_at" not in message
    assert await service.stores.unmatched.count(service.clock.now()) == 1
    assert await service.stores.unmatched.count(service.clock.now() + timedelta(days=8)) == 0, "nobody is woken for it"
    assert {one["source"] for one in await waiting(service)} == {"statement", "momo"}


async def begun_elsewhere(service: Service) -> tuple[Any, tuple[str, str]]:
    """A payment that the provider knows and we, since a copy came back, do not."""
    payment, order = await begun(service, "momo")
    await service.database["payments"].delete_one({"_id": payment["id"]})
    return payment, order


async def test_what_waits_is_counted_with_its_age(service: Service) -> None:
    await upload_statement(service, f"{HEADING}FT9;23/11/2026;615.000;HOC PHI CHAU AN\n")
    service.clock.advance(timedelta(hours=2))
    await measuring(service).batch()
    assert REGISTRY.get_sample_value("payment_unmatched_sums") == 1
    assert REGISTRY.get_sample_value("payment_unmatched_sum_seconds") == 7_200


async def missing_here(service: Service, reference: str = "payFROMELSEWHERE", transaction: str = "77") -> Any:
    """A settled line of which we know nothing, as it waits."""
    line = f"{reference},{transaction},615000,23/11/2026 08:00:00\n"
    found = await upload_settlement(service, f"{VNPAY}{line}".encode())
    path = f"/v1/staff/settlements/{found['id']}/differences"
    [difference] = [
        one for one in (await service.ok("GET", path, headers=service.officer))["items"] if one["unmatched_id"]
    ]
    [one] = await waiting(service)
    assert one["id"] == difference["unmatched_id"]
    return one


async def test_money_of_a_settlement_pays_a_bill_once_two_officers_say_so(service: Service) -> None:
    bill = await service.bill()
    one = await missing_here(service)
    assert [offer["action"] for offer in one["allowed_actions"]] == ["propose"]
    path = f"{UNMATCHED}/{one['id']}"
    body = {"destination": "bill", "bill_id": bill["id"], "reason": "Phụ huynh đưa biên lai"}
    both = service.mint.staff("payment_officer@province", "payment_approver@province", staff_id="stf_officer")
    proposed = await service.ok("POST", f"{path}/proposal", json=body, headers=both)
    assert (proposed["state"], [offer["action"] for offer in proposed["allowed_actions"]]) == ("proposed", ["reject"])
    await service.ok("POST", f"{path}/approval", 403, headers=both)
    await service.ok("POST", f"{path}/approval", 403, headers=service.officer)
    said = await asyncio.gather(*(service.http.post(f"{path}/approval", headers=service.approver) for _ in range(5)))
    assert {answer.status_code for answer in said} == {200}
    await service.background()
    paid = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    assert paid["state"] == "paid"
    assert await waiting(service) == []
    line = "payFROMELSEWHERE,77,615000,23/11/2026 08:00:00\n,,,\n"
    assert counts(await upload_settlement(service, f"{VNPAY}{line}".encode())) == {"matched": 1}
    assert await waiting(service) == []


async def test_the_bill_of_a_transfer_is_found_by_its_code_and_shown_to_who_approves(service: Service) -> None:
    one, bill = await missing_here(service), await service.bill()
    for who in (service.officer, service.approver):
        [found] = (await service.ok("GET", f"/v1/staff/bills?code={bill['code'].lower()}", headers=who))["items"]
        assert (found["id"], found["allowed_actions"]) == (bill["id"], [])
    await service.ok("GET", "/v1/staff/bills", 422, headers=service.officer)
    body = {"destination": "bill", "bill_id": bill["id"], "reason": "Nội dung ghi mã phiếu thu"}
    await service.ok("POST", f"{UNMATCHED}/{one['id']}/proposal", json=body, headers=service.officer)
    [waits] = (await service.ok("GET", UNMATCHED, headers=service.approver))["items"]
    [target] = waits["proposal"]["bills"]
    assert (target["code"], target["remaining"]) == (bill["code"], bill["remaining"])


async def test_what_was_rejected_waits_again_and_may_go_back_to_the_payer(service: Service) -> None:
    one = await missing_here(service)
    path = f"{UNMATCHED}/{one['id']}"
    body = {"destination": "payer", "reason": "Không tìm được phiếu thu"}
    await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
    await service.ok("POST", f"{path}/proposal", 409, json=body, headers=service.officer)
    await service.ok("POST", f"{path}/rejection", headers=service.approver)
    assert [(found["state"], found["proposal"]) for found in await waiting(service)] == [("waiting", None)]
    await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
    placed = await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    seen = await service.seen(placed["payment_id"])
    assert [(refund["amount"], refund["surplus"], refund["state"]) for refund in seen["refunds"]] == [
        (615_000, True, "requested")
    ]
    assert seen["provider"] == "vnpay"


async def test_money_that_a_wrong_file_claims_is_dismissed_and_waits_again_when_it_is_claimed_again(
    service: Service,
) -> None:
    one = await missing_here(service)
    path = f"{UNMATCHED}/{one['id']}"
    body = {"destination": "nowhere", "reason": "VNPAY xác nhận tệp của đơn vị khác"}
    proposed = await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
    assert proposed["proposal"]["destination_label"] == "Không có khoản tiền này (tệp ghi sai)"
    await service.ok("POST", f"{path}/approval", 403, headers=service.officer)
    for _twice in range(2):
        dismissed = await service.ok("POST", f"{path}/approval", headers=service.approver)
        said = (dismissed["state"], dismissed["state_label"], dismissed["payment_id"], dismissed["allowed_actions"])
        assert said == ("dismissed", "Đã kết luận không có khoản tiền này", None, [])
    await follow(service)
    assert await waiting(service) == []
    line = "payFROMELSEWHERE,77,615000,23/11/2026 08:00:00\n"
    assert counts(await upload_settlement(service, f"{VNPAY}{line},,,\n".encode())) == {"missing_here": 1}
    assert [(again["id"], again["state"], again["proposal"]) for again in await waiting(service)] == [
        (one["id"], "waiting", None)
    ]
    paid = Report(PaymentOutcome.PAID, 615_000, "77", service.clock.now())
    money = unmatched_sum("vnpay", "payFROMELSEWHERE", paid, service.clock.now())
    assert money
    for keeping in (service.stores.sums.keep(money), service.stores.sums.keep_missing([money])):
        await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
        await service.ok("POST", f"{path}/approval", headers=service.approver)
        await keeping
        assert [again["state"] for again in await waiting(service)] == ["waiting"]


async def test_money_for_a_payment_of_ours_goes_there_and_nowhere_else(service: Service) -> None:
    payment, _ = await begun(service, "vnpay")
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    one = await missing_here(service, stored.reference, "14")
    path = f"{UNMATCHED}/{one['id']}"
    wrong = {"destination": "payer", "reason": "Không rõ"}
    await service.ok("POST", f"{path}/proposal", 409, json=wrong, headers=service.officer)
    right = {"destination": "payment", "reason": "VNPAY đã thu"}
    await service.ok("POST", f"{path}/proposal", json=right, headers=service.officer)
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    await service.background()
    assert (await service.seen(payment["id"]))["state"] == "succeeded"


async def test_what_a_late_callback_brings_is_nobodys_work_any_more(service: Service) -> None:
    payment, order = await begun(service, "vnpay")
    stored = await service.stores.payments.find(payment["id"])
    assert stored
    await service.decide(order)
    paid = await service.stores.payments.find(payment["id"])
    assert paid
    await service.database["payments"].update_one({"_id": paid.id}, {"$set": {"entries": [], "state": "started"}})
    await missing_here(service, stored.reference, paid.transactions()[0])
    await service.decide(order)
    await service.later(hours=1)
    assert (await service.seen(payment["id"]))["received"] == 615_000
    await follow(service)
    assert await waiting(service) == []


async def test_what_was_decided_before_a_crash_is_carried_out_after_it(service: Service) -> None:
    bill = await service.bill()
    one = await missing_here(service)
    sums, now = service.stores.sums, service.clock.now()
    found = await sums.find(one["id"])
    assert found
    proposed = found.proposed(Proposal(Destination.BILL, bill["id"], "x", "stf_officer", "", now))
    await sums.save(proposed)
    decided = proposed.approved(Party("stf_approver"), now)
    await sums.save(decided)
    # Killed here, and once more after the money was entered.
    await place(service)(decided)
    await service.database["unmatched_sums"].update_one(
        {"_id": one["id"]}, {"$set": {"state": "decided", "open": True}}
    )
    await follow(service)
    after = await sums.find(one["id"])
    assert after and after.state is SumState.PLACED
    await service.background()
    assert await service.database["payments"].count_documents({}) == 1
    assert (await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen))["state"] == "paid"


async def test_officers_of_schools_see_none_of_it(service: Service) -> None:
    one = await missing_here(service)
    path = f"{UNMATCHED}/{one['id']}/proposal"
    body = {"destination": "payer", "reason": "Không rõ"}
    await service.ok("POST", path, 403, json=body, headers={**service.accountant, **key()})
    await service.ok("GET", UNMATCHED, 403, headers=service.accountant)


async def test_money_that_waits_under_another_name_is_placed_nowhere_once_its_payment_has_it(service: Service) -> None:
    """The provider's first word named no payment of ours, its second did; the transaction is one."""
    _, order = await begun(service, "vnpay")
    await service.decide(order)
    [paid] = await service.database["payments"].find({"provider": "vnpay"}).to_list(None)
    [entry] = [one for one in paid["entries"] if one["type"] == "received"]
    sums, now = service.stores.sums, service.clock.now()
    report = Report(PaymentOutcome.PAID, 615_000, entry["reference"], now)
    waits = unmatched_sum("vnpay", "a-name-of-the-provider", report, now)
    assert waits
    await sums.keep(waits)
    path = f"{UNMATCHED}/{waits.id}"
    body = {"destination": "bill", "bill_id": paid["bill_id"], "reason": "Phụ huynh đưa biên lai"}
    await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
    problem = await service.ok("POST", f"{path}/approval", 409, headers=service.approver)
    assert problem["type"].endswith("transfer-taken")
    assert await waiting(service) == []
    received = [e for p in await service.database["payments"].find({}).to_list(None) for e in p["entries"]]
    assert [one["amount"] for one in received if one["type"] == "received"] == [615_000]


async def test_money_that_officers_have_placed_is_not_booked_again_when_its_payment_is_told_of_it(
    service: Service,
) -> None:
    payment, order = await begun(service, "vnpay")
    await service.decide(order, callbacks=0)
    shown = (await service.simulator.get("/control/orders")).json()
    [number] = [one["transaction"] for one in shown["items"] if one["reference"] == order[1]]
    one = await missing_here(service, "nameOFTHEPROVIDER", number)
    path = f"{UNMATCHED}/{one['id']}"
    body = {"destination": "bill", "bill_id": payment["bill_id"], "reason": "Phụ huynh đưa biên lai"}
    await service.ok("POST", f"{path}/proposal", json=body, headers=service.officer)
    await service.ok("POST", f"{path}/approval", headers=service.approver)
    assert await service.decide(order, callbacks=2) == [said("vnpay", ALREADY["vnpay"])] * 2
    await service.later(hours=1)
    received = [e for p in await service.database["payments"].find({}).to_list(None) for e in p["entries"]]
    assert [one["amount"] for one in received if one["type"] == "received"] == [615_000]
    assert (await service.seen(payment["id"]))["received"] == 0


async def test_who_follows_the_bill_has_the_receipt_of_money_without_a_name_and_hears_of_its_rest(
    service: Service,
) -> None:
    bill = await service.bill()
    await upload_statement(service, f"{HEADING}FT9;23/11/2026;625.000;HOC PHI CHAU AN\n")
    [one] = await waiting(service)
    body = {"destination": "bill", "bill_id": bill["id"], "reason": "Phụ huynh gửi ảnh giao dịch"}
    await service.ok("POST", f"{UNMATCHED}/{one['id']}/proposal", json=body, headers=service.officer)
    await service.ok("POST", f"{UNMATCHED}/{one['id']}/approval", headers=service.approver)
    await service.background()
    params = {"bill_id": bill["id"]}
    [seen] = (await service.ok("GET", "/v1/payments", params=params, headers=service.citizen))["items"]
    assert (seen["received"], seen["refund_due"]) == (625_000, 10_000)
    receipt = await service.ok("GET", f"/v1/payments/{seen['id']}/receipt", headers=service.citizen)
    assert receipt["amount"] == 615_000
    [due] = [one for one in await service.events("payments") if one["type"].endswith("refund_due.v1")]
    assert (due["data"]["citizen_id"], due["data"]["amount"]) == (service.citizen_id, 10_000)
    assert (await service.ok("GET", "/v1/payments", params=params, headers=service.stranger))["items"] == []
    for path in (f"/v1/payments/{seen['id']}", f"/v1/payments/{seen['id']}/receipt"):
        await service.ok("GET", path, 404, headers=service.stranger)


@pytest.mark.parametrize(
    ("amount", "back", "voluntary"), [(615_000, 0, True), (600_000, 0, False), (610_000, 10_000, False)]
)
async def test_money_that_officers_place_pays_nothing_voluntary_unasked(
    service: Service, amount: int, back: int, voluntary: bool
) -> None:
    await service.school()
    await service.issue(*(row.replace("Nước uống;;15000;;bắt buộc", "Nước uống;;15000;;tự nguyện") for row in DUES))
    await service.link()
    [bill] = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    await upload_statement(service, f"{HEADING}FT9;23/11/2026;{amount};HOC PHI CHAU AN\n")
    [one] = await waiting(service)
    body = {"destination": "bill", "bill_id": bill["id"], "reason": "Phụ huynh gửi ảnh giao dịch"}
    await service.ok("POST", f"{UNMATCHED}/{one['id']}/proposal", json=body, headers=service.officer)
    placed = await service.ok("POST", f"{UNMATCHED}/{one['id']}/approval", headers=service.approver)
    await service.background()
    detail = await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen)
    assert (detail["state"], [item["paid"] for item in detail["items"]]) == ("paid", [True, voluntary])
    assert (await service.seen(placed["payment_id"]))["refund_due"] == back


async def two_children(service: Service) -> tuple[Any, Any]:
    """A bill of 615.000 đồng and one of 80.000, which one parent follows, each with a payment by transfer begun."""
    await service.school()
    await service.issue(*DUES, "HS000124;Nguyễn Thị Bảo;6A2;2026-11;HP;Học phí;1;80000;0;;15/12/2026")
    await service.link()
    body = {"school_id": SCHOOL, "student_code": "HS000124", "name": "Nguyễn Thị Bảo"}
    await service.ok("POST", "/v1/students", json=body, headers={**service.citizen, **key()})
    bills = (await service.ok("GET", "/v1/bills", headers=service.citizen))["items"]
    an, bao = sorted(bills, key=lambda bill: -bill["total"])
    return an, bao


async def of_both(service: Service) -> tuple[Any, Any, str]:
    """Their bills, and what a parent writes who pays both with one transfer."""
    an, bao = await two_children(service)
    first, second = await service.pay(an["id"], "vietqr"), await service.pay(bao["id"], "vietqr")
    return an, bao, f"{first['checkout']['content']} {second['checkout']['content']}"


async def divide(service: Service, transfer_id: str, *shares: tuple[str, int], expect: int = 200) -> Any:
    said = {
        "destination": "bills",
        "shares": [{"bill_id": bill_id, "amount": amount} for bill_id, amount in shares],
        "reason": "Phụ huynh nộp cho hai con",
    }
    return await service.ok("POST", f"{UNMATCHED}/{transfer_id}/proposal", expect, json=said, headers=service.officer)


async def paid_for(service: Service, *bills: Any) -> list[int]:
    return [(await service.ok("GET", f"/v1/bills/{bill['id']}", headers=service.citizen))["paid"] for bill in bills]


async def test_one_transfer_for_two_children_is_divided_by_two_officers(service: Service) -> None:
    an, bao, content = await of_both(service)
    statement = f"{HEADING}FT7;23/11/2026;695.000;{content}\n"
    taken = await upload_statement(service, statement)
    assert (taken["matched"], len(taken["unmatched"])) == (0, 1), "of several it is nobody's alone"
    [one] = await waiting(service)
    proposed = await divide(service, one["id"], (an["id"], 615_000), (bao["id"], 80_000))
    assert [share["amount"] for share in proposed["proposal"]["shares"]] == [615_000, 80_000]
    assert await paid_for(service, an, bao) == [0, 0]
    assert set(await asyncio.gather(*(approve(service, one["id"]) for _ in range(5)))) == {200}
    await service.background()
    assert await paid_for(service, an, bao) == [615_000, 80_000]
    assert await waiting(service) == []
    again = await upload_statement(service, statement)
    assert (again["repeated"], again["left_out"], await waiting(service)) == (1, [], [])
    notice = await service.transfer(content.split()[0], 695_000, "FT7")
    assert notice.json()["repeated"] == 1
    await service.background()
    assert await paid_for(service, an, bao) == [615_000, 80_000]
    found = await service.database["payments"].find({"transfers": {"$gt": ""}}).to_list(None)
    assert sorted(name for payment in found for name in payment["transfers"]) == ["bank:FT7", "bank:FT7#2"]
    assert sum(entry["amount"] for one in found for entry in one["entries"] if entry["type"] == "received") == 695_000


async def test_a_division_that_was_broken_off_goes_on(service: Service) -> None:
    an, bao, content = await of_both(service)
    await upload_statement(service, f"{HEADING}FT7;23/11/2026;695.000;{content}\n")
    [one] = await waiting(service)
    await divide(service, one["id"], (an["id"], 600_000), (bao["id"], 95_000))
    stored = await service.stores.sums.find(one["id"])
    assert stored
    decided = stored.approved(Party("stf_approver"), service.clock.now())
    await service.stores.sums.save(decided)
    placing = place(service)
    [(payment, amount, reference), _] = await placing._payments(decided)
    await placing._enter(decided, payment, amount, reference)  # and then it was killed
    await follow(service)
    await service.background()
    assert await paid_for(service, an, bao) == [600_000, 80_000]
    stored = await service.stores.sums.find(one["id"])
    assert stored
    assert stored.state is SumState.PLACED
    open_refunds = (await service.ok("GET", "/v1/staff/payments", headers=service.officer))["items"]
    assert [item["refund_due"] for item in open_refunds] == [15_000], "what a bill does not take goes back"


async def test_a_division_is_of_the_whole_onto_different_bills(service: Service) -> None:
    an, bao, content = await of_both(service)
    await upload_statement(service, f"{HEADING}FT7;23/11/2026;695.000;{content}\n")
    [one] = await waiting(service)
    for shares in ([(an["id"], 695_000)], [(an["id"], 600_000), (an["id"], 95_000)], [(an["id"], 1), (bao["id"], 1)]):
        problem = await divide(service, one["id"], *shares, expect=422)
        assert [error["field"] for error in problem["errors"]] == ["shares"]
    await divide(service, one["id"], (an["id"], 600_000), (f"bil_{26 * '0'}", 95_000), expect=404)
    path = f"/v1/staff/schools/{SCHOOL}/bills/{bao['id']}/cancellation"
    await service.ok("POST", path, json={"reason": "Thu nhầm lớp"}, headers=service.accountant)
    refused = await divide(service, one["id"], (an["id"], 600_000), (bao["id"], 95_000), expect=409)
    assert refused["type"].endswith("bill-closed")
