"""The simulator as merchants and payers meet it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio

from payment_simulator.app import STATES, build_app
from payment_simulator.callbacks import Call, callback
from payment_simulator.macs import form, pairs, pipes, sha256, sha512
from payment_simulator.orders import Book, Decision
from payment_simulator.settings import Settings

VECTORS = Path(__file__).parents[4] / "svc-payment/tests/unit/providers/vectors.json"
SETTINGS = Settings()
NOW = 1_795_399_200.0  # 23/11/2026 09:00 in Vietnam
ORDER = {
    "app_id": 99001,
    "app_user": "x",
    "app_trans_id": "261123_pay1",
    "app_time": 1_795_399_200_000,
    "amount": 50_000,
    "description": "Học phí",
    "item": "[]",
    "embed_data": "{}",
}


class Calls(list[Call]):
    async def __call__(self, call: Call) -> str:
        self.append(call)
        return "200"


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[tuple[httpx.AsyncClient, Book, Calls]]:
    book, calls = Book(lambda: NOW), Calls()
    transport = httpx.ASGITransport(build_app(book, SETTINGS, calls))
    async with httpx.AsyncClient(transport=transport, base_url="http://simulator") as http:
        yield http, book, calls


def signed(order: dict[str, Any]) -> dict[str, Any]:
    names = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
    return {**order, "mac": sha256(SETTINGS.zalopay_key1, pipes(*(order[name] for name in names)))}


async def test_its_hashes_are_those_of_the_contract() -> None:
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        if vector["alg"].startswith("HMAC"):
            hashed = sha256 if vector["alg"] == "HMAC-SHA256" else sha512
            assert hashed(vector["key"], vector["input"]) == vector["hex"], vector["name"]
    assert pairs({"b": 1, "a": [{"x": "é"}]}) == 'a=[{"x":"é"}]&b=1'
    assert form({"vnp_B": "x y", "vnp_A": "", "vnp_SecureHash": "z"}) == "vnp_B=x+y"


async def test_an_order_is_taken_once_and_only_with_its_mac(world: tuple[httpx.AsyncClient, Book, Calls]) -> None:
    http, book, _ = world
    wrong = (await http.post("/v2/create", json={**signed(ORDER), "amount": 1})).json()
    assert (wrong["return_code"], wrong["sub_return_code"]) == (2, -402)
    assert (await http.post("/v2/create", json=signed(ORDER))).json()["return_code"] == 1
    assert (await http.post("/v2/create", json=signed(ORDER))).json()["sub_return_code"] == -68
    yesterday = {**ORDER, "app_trans_id": "261122_pay1"}
    assert (await http.post("/v2/create", json=signed(yesterday))).json()["sub_return_code"] == -401
    assert len(book.orders) == 1


async def test_a_payer_decides_and_the_provider_calls_as_often_as_told(
    world: tuple[httpx.AsyncClient, Book, Calls],
) -> None:
    http, book, calls = world
    await http.post("/v2/create", json=signed(ORDER))
    path = "/control/orders/zalopay/261123_pay1/decision"
    decided = (await http.post(path, json={"decision": "paid", "callbacks": 3, "amount": 49_000})).json()
    assert (decided["paid_amount"], decided["callbacks"]) == (49_000, ["200", "200", "200"])
    assert len({call.body for call in calls}) == 1
    data = json.loads(calls[0].body)["data"]
    assert json.loads(data)["amount"] == 49_000
    assert json.loads(calls[0].body)["mac"] == sha256(SETTINGS.zalopay_key2, data)
    file = (await http.get("/control/settlements/zalopay?day=2026-11-23")).text.splitlines()
    assert file[1].startswith("261123_pay1,")
    book.orders["zalopay", "261123_pay1"].decision = "failed"
    assert callback(book.orders["zalopay", "261123_pay1"], book, SETTINGS) is None


async def test_the_pay_page_of_vnpay_needs_its_checksum(world: tuple[httpx.AsyncClient, Book, Calls]) -> None:
    http, _, calls = world
    members = {"vnp_Amount": "5000000", "vnp_TxnRef": "pay1", "vnp_OrderInfo": "Hoc phi", "vnp_TmnCode": "DEMOTEST"}
    good = urlencode({**members, "vnp_SecureHash": sha512(SETTINGS.vnpay_hash_secret, form(members))})
    assert (await http.get(f"/paymentv2/vpcpay.html?{good}")).status_code == 200
    assert (await http.get(f"/paymentv2/vpcpay.html?{good.replace('5000000', '1')}")).status_code == 400
    await http.post("/control/orders/vnpay/pay1/decision", json={"decision": "cancelled"})
    assert "vnp_ResponseCode=24" in calls[0].query


@pytest.mark.parametrize(("fault", "status"), [(500, 500), ("not json", 200)])
async def test_faults(world: tuple[httpx.AsyncClient, Book, Calls], fault: Any, status: int) -> None:
    http, _, _ = world
    await http.put("/control/knobs", json={"fault": fault})
    answer = await http.post("/v2/create", json=signed(ORDER))
    assert answer.status_code == status
    assert not answer.text.startswith("{")


async def test_the_page_shows_each_order_with_its_buttons(world: tuple[httpx.AsyncClient, Book, Calls]) -> None:
    http, book, _ = world
    await http.post("/v2/create", json=signed(ORDER))
    page = (await http.get("/")).text
    assert "50.000 đồng" in page
    assert "Trả tiền" in page
    assert "Trạng thái: Chờ thanh toán" in page
    assert "overflow-wrap: anywhere" in page, "a long name stays in its card on a phone"
    for decision in get_args(Decision):
        book.orders["zalopay", "261123_pay1"].decision = decision
        assert f"Trạng thái: {STATES[decision]}" in (await http.get("/")).text
