"""What may be done next, as buttons: each one that is offered is taken, and nothing else is offered."""

from collections.abc import Mapping
from typing import Any

from .service import DUES, SCHOOL, Service, key, sheet


def actions(seen: Mapping[str, Any]) -> list[str]:
    return [offer["action"] for offer in seen["allowed_actions"]]


async def press(service: Service, seen: Mapping[str, Any], action: str, who: Mapping[str, str], **body: Any) -> Any:
    """The request of a button, as a screen would send it."""
    [offer] = [offer for offer in seen["allowed_actions"] if offer["action"] == action]
    headers = {**who, **key(), **({"If-Match": offer["etag"]} if offer["etag"] else {})}
    request: dict[str, Any] = {} if offer["method"] == "GET" else {"json": body}
    answer = await service.http.request(offer["method"], offer["href"], headers=headers, **request)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def test_a_payer_and_the_officers_go_from_button_to_button(service: Service) -> None:
    bill = await service.bill()
    assert actions(bill) == ["pay"]
    payment = await press(service, bill, "pay", service.citizen, bill_id=bill["id"], provider="zalo")
    assert actions(payment) == ["link_order"]
    order = await service.order_of(payment)
    assert actions(await service.payment(payment["id"])) == []
    await service.decide(order)
    await service.background()
    paid = await service.payment(payment["id"])
    assert actions(paid) == ["show_receipt", "print_receipt"]
    assert (await press(service, paid, "show_receipt", service.citizen))["amount"] == 615_000
    path = f"/v1/staff/payments/{payment['id']}"
    for_asking = await service.ok("GET", path, headers=service.officer)
    assert actions(for_asking) == ["request_refund", "attach_invoice"]
    asked = await press(service, for_asking, "request_refund", service.officer, amount=1_000, reason="Nộp nhầm lớp.")
    assert actions(asked["refunds"][0]) == []
    seen = await service.ok("GET", path, headers=service.approver)
    assert (actions(seen), actions(seen["refunds"][0])) == ([], ["approve", "reject"])
    approved = await press(service, seen["refunds"][0], "approve", service.approver)
    assert approved["refunds"][0]["state"] == "approved"


async def test_who_asked_for_a_refund_is_not_offered_its_approval(service: Service) -> None:
    bill = await service.bill()
    payment = await service.pay(bill["id"], "zalopay")
    await service.decide(await service.order_of(payment))
    await service.background()
    both = service.mint.staff("payment_officer@province", "payment_approver@province", staff_id="stf_both")
    seen = await service.ok("GET", f"/v1/staff/payments/{payment['id']}", headers=both)
    asked = await press(service, seen, "request_refund", both, amount=1_000, reason="Nộp nhầm lớp.")
    assert actions(asked["refunds"][0]) == ["reject"]


async def test_a_school_cancels_what_is_not_paid_and_is_not_asked_to_pay(service: Service) -> None:
    await service.bill()
    path = f"/v1/staff/schools/{SCHOOL}/bills"
    [row] = (await service.ok("GET", path, headers=service.accountant))["items"]
    assert actions(row) == ["record_cash", "cancel"]
    cancelled = await press(service, row, "cancel", service.accountant, reason="Nhập nhầm")
    assert (cancelled["state"], actions(cancelled)) == ("cancelled", [])


async def test_a_file_of_dues_that_is_no_longer_open_says_so_with_what_is(service: Service) -> None:
    await service.school()
    path = f"/v1/staff/schools/{SCHOOL}/imports"
    preview = await service.upload(sheet(*DUES))
    assert actions(preview) == ["confirm", "discard"]
    await service.ok("DELETE", f"{path}/{preview['id']}", headers=service.accountant)
    refused = await service.ok("POST", f"{path}/{preview['id']}/confirmation", 409, headers=service.accountant)
    assert actions(refused) == []
