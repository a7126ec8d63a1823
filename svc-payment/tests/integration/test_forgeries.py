"""What comes to the callbacks and is not what it says: refused in the provider's own words, and nothing changes."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from payment_simulator.callbacks import Call, callback
from payment_simulator.macs import form, sha256, sha512
from svc_payment.providers.wire import MAX_CALLBACK_BYTES

from .conftest import DEMO
from .service import Service
from .test_providers import begun

FORGED = {"zalo": "-1", "zalopay": "-1", "vnpay": "97"}


async def call_of(service: Service, provider: str) -> tuple[Any, Call]:
    """A payment, and the provider's true call about it, not yet sent."""
    payment, order = await begun(service, provider)
    service.book.knobs.silent = True
    await service.decide(order)
    made = callback(service.book.orders[order], service.book, DEMO)
    assert made
    return payment, made


async def send(service: Service, call: Call) -> Any:
    path = f"/v1/payment-callbacks/{call.path}{'?' + call.query if call.query else ''}"
    return await service.http.request(call.method, path, content=call.body or None)


@pytest.mark.parametrize(
    ("provider", "old", "new"),
    [
        ("zalo", b'"amount":615000', b'"amount":615001'),
        ("zalo", b'"method":"ZALOPAY_SANDBOX"', b'"method":"MOMO"'),
        ("zalo", b"%22payment_id%22", b"%22payment_iD%22"),
        ("zalopay", b'\\"amount\\":615000', b'\\"amount\\":1'),
        ("momo", b'"amount":615000', b'"amount":6150'),
        ("momo", b'"resultCode":0', b'"resultCode":9'),
    ],
)
async def test_an_altered_call_is_refused(service: Service, provider: str, old: bytes, new: bytes) -> None:
    payment, made = await call_of(service, provider)
    assert old in made.body
    answer = await send(service, Call("POST", made.path, made.body.replace(old, new)))
    assert answer.status_code == (400 if provider == "momo" else 200)
    if provider in FORGED:
        assert FORGED[provider] in answer.text
    assert (await service.payment(payment["id"]))["received"] == 0
    assert (await send(service, made)).status_code in (200, 204)
    assert (await service.payment(payment["id"]))["received"] == 615_000


async def test_an_altered_address_of_vnpay_is_refused_and_the_case_of_the_hash_does_not_matter(
    service: Service,
) -> None:
    payment, made = await call_of(service, "vnpay")
    altered = made.query.replace("vnp_Amount=61500000", "vnp_Amount=100")
    assert json.loads((await send(service, Call("GET", "vnpay", query=altered))).text)["RspCode"] == "97"
    twice = f"{made.query}&vnp_Amount=1"
    assert json.loads((await send(service, Call("GET", "vnpay", query=twice))).text)["RspCode"] == "99"
    assert (await service.payment(payment["id"]))["received"] == 0
    start = made.query.index("vnp_SecureHash=") + len("vnp_SecureHash=")
    upper = made.query[:start] + made.query[start : start + 128].upper() + made.query[start + 128 :]
    assert json.loads((await send(service, Call("GET", "vnpay", query=upper))).text)["RspCode"] == "00"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vnp_TxnRef": "pay0000"}, "01"),
        ({"vnp_TmnCode": "OTHER001"}, "01"),
        ({"vnp_Amount": "61500050"}, "99"),
        ({"vnp_Amount": "615000.00"}, "99"),
        ({"vnp_Amount": "615000"}, "04"),
        ({"vnp_TransactionStatus": "02"}, "00"),
        ({"vnp_ResponseCode": ""}, "99"),
    ],
)
async def test_what_vnpay_signs_and_what_it_is_answered(service: Service, changes: dict[str, str], code: str) -> None:
    """× 100 is not a matter of taste: 615000 is 6.150 đồng, and a fraction of a đồng is no amount."""
    payment, made = await call_of(service, "vnpay")
    members = dict(part.split("=", 1) for part in made.query.replace("+", " ").split("&")) | changes
    members.pop("vnp_SecureHash")
    signed = {**members, "vnp_SecureHash": sha512(DEMO.vnpay_hash_secret, form(members))}
    answer = await send(service, Call("GET", "vnpay", query=urlencode(signed)))
    assert json.loads(answer.text)["RspCode"] == code
    seen = await service.seen(payment["id"])
    assert seen["received"] == (6_150 if code == "04" else 0)


async def test_a_transaction_that_is_told_of_with_another_amount_is_no_repeat(service: Service) -> None:
    payment, made = await call_of(service, "vnpay")
    assert json.loads((await send(service, made)).text)["RspCode"] == "00"
    members = dict(part.split("=", 1) for part in made.query.replace("+", " ").split("&")) | {"vnp_Amount": "99900"}
    members.pop("vnp_SecureHash")
    signed = {**members, "vnp_SecureHash": sha512(DEMO.vnpay_hash_secret, form(members))}
    answer = await send(service, Call("GET", "vnpay", query=urlencode(signed)))
    assert json.loads(answer.text)["RspCode"] == "04"
    assert json.loads((await send(service, made)).text)["RspCode"] == "02"
    assert (await service.seen(payment["id"]))["received"] == 615_000


@pytest.mark.parametrize(
    "data",
    [
        '{"app_id":99001,"app_trans_id":"x","amount":615000.0,"zp_trans_id":1}',
        '{"app_id":99001,"app_trans_id":"x","amount":"615000.5","zp_trans_id":1}',
        '{"app_id":99001,"app_trans_id":"x","amount":-1,"zp_trans_id":1}',
        '{"app_id":99001,"app_trans_id":"x","amount":true,"zp_trans_id":1}',
        '{"app_id":99001,"app_trans_id":"x","amount":1,"amount":2,"zp_trans_id":1}',
        '{"app_id":1,"app_trans_id":"x","amount":1,"zp_trans_id":1}',
        '{"app_id":99001,"app_trans_id":"unknown","amount":1,"zp_trans_id":1}',
        "[]",
        "{" * 100_000,
    ],
)
async def test_what_is_signed_and_still_not_a_payment_of_ours(service: Service, data: str) -> None:
    body = json.dumps({"data": data, "mac": sha256(DEMO.zalopay_key2, data), "type": 1}).encode()
    answer = await send(service, Call("POST", "zalopay", body))
    assert answer.status_code in (200, 413)
    assert answer.status_code == 413 or json.loads(answer.text)["return_code"] == -1
    assert await service.database["payments"].count_documents({}) == 0


@pytest.mark.parametrize("path", ["zalo", "zalo-notify", "zalopay", "momo"])
@pytest.mark.parametrize("body", [b"", b"null", b"{", b'{"data":null}', b'{"data":{}}', b"\xff\xfe", b'{"a":1,"a":1}'])
async def test_what_cannot_be_read_is_answered_in_the_providers_words(service: Service, path: str, body: bytes) -> None:
    answer = await service.http.post(f"/v1/payment-callbacks/{path}", content=body)
    assert answer.status_code == (400 if path == "momo" else 200)


async def test_a_call_that_is_too_long_is_not_read(service: Service) -> None:
    answer = await service.http.post("/v1/payment-callbacks/zalopay", content=b" " * (MAX_CALLBACK_BYTES + 1))
    assert answer.status_code == 413


async def test_a_notice_of_the_bank_needs_its_signature(service: Service) -> None:
    body = b'{"transactions": []}'
    answer = await service.http.post("/v1/payment-callbacks/bank", content=body, headers={"X-Bank-Signature": "0" * 64})
    assert answer.status_code == 401


async def test_the_page_that_payers_come_back_to_changes_nothing(service: Service) -> None:
    payment, made = await call_of(service, "vnpay")
    answer = await service.http.get(f"/v1/payment-returns?{made.query}")
    assert answer.status_code == 200
    assert "Đang xác nhận" in answer.text
    assert (await service.payment(payment["id"]))["received"] == 0
