"""The test vectors of docs/contracts/zalo.md, section 14, and an order from its creation to its result."""

import pytest

from zalo_simulator.checkout.macs import CALLBACK, NOTIFY, REPORT, STATUS, in_this_order, mac, sorted_by_name

KEY = "demo-checkout-private-key"
APP = {"appId": "5000000000000000005", "orderId": "ord_0001", "privateKey": KEY}
NEW = {
    "amount": 1250000,
    "desc": "Thu hoc phi thang 9",
    "item": [{"id": "HP-2026-09", "amount": 1250000}],
    "extradata": '{"invoiceId":"HD-0001"}',
    "method": '{"id":"BANK","isCustom":false}',
}
CALLED_BACK = {
    "appId": "5000000000000000005",
    "orderId": "ord_0001",
    "transId": "trx_0001",
    "method": "ZALOPAY",
    "transTime": 1790000123456,
    "merchantTransId": "m_0001",
    "amount": 1250000,
    "description": "Thu hoc phi thang 9",
    "resultCode": 1,
    "message": "Thanh cong",
    "extradata": "%7B%22invoiceId%22%3A%22HD-0001%22%7D",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (sorted_by_name(NEW), "3f41712f8f367fca94c38ce80b5edccfc8a785abfb9c2e62e31688f4eeb4ef55"),
        (in_this_order(CALLED_BACK, CALLBACK), "55bc8274801eb98ad6078be91fd950e2cb3b4e02ff55c69b9038ed973cfe2dbb"),
        (sorted_by_name(CALLED_BACK), "e0753c6ef1f439cdc5fb74360cfc5f22bc84f423952b1d7b0ade1e04f95c51bc"),
        (in_this_order(APP, STATUS), "fc8ae29e876567177160ac53f323347f3ee582c15a2875d8893123af92c40f1a"),
        (
            in_this_order({**APP, "method": "BANK"}, NOTIFY),
            "64265902027811044d8a916eee9c9c54d133b1267d3c835332f7709be9e926c6",
        ),
        (
            in_this_order({**APP, "resultCode": 1}, REPORT),
            "946ad92c3add427f137ab10cd17794dc21158bc09971d1281d94dc83c6f9bfb9",
        ),
    ],
)
def test_the_macs_of_the_contract(text, expected):
    assert mac(text, KEY) == expected


@pytest.fixture
async def order_id(zalo) -> str:
    made = await zalo.control("POST", "/orders", {**NEW, "mac": mac(sorted_by_name(NEW), KEY)}, status=201)
    await zalo.control("POST", "/orders", {**NEW, "mac": "0"}, status=400)
    return str(made["orderId"])


async def status(zalo, order_id: str) -> dict[str, object]:
    asked = {**APP, "orderId": order_id}
    query = {"appId": asked["appId"], "orderId": order_id, "mac": mac(in_this_order(asked, STATUS), KEY)}
    return dict((await zalo.http.get("/api/transaction/get-status", params=query)).json()["data"])


async def test_an_order_is_paid_once_and_says_so(zalo, order_id):
    assert (await status(zalo, order_id))["isProcessing"] is True
    paid = await zalo.control("POST", f"/orders/{order_id}/pay", {"method": "ZALOPAY"})
    assert (paid["resultCode"], paid["extradata"]) == (1, "%7B%22invoiceId%22%3A%22HD-0001%22%7D")
    answered = await status(zalo, order_id)
    assert (answered["returnCode"], answered["isProcessing"], answered["amount"]) == (1, False, 1250000)
    wrong = {"appId": APP["appId"], "orderId": order_id, "mac": "0"}
    assert (await zalo.http.get("/api/transaction/get-status", params=wrong)).json()["err"] == -2101


async def test_a_transfer_is_pending_until_we_report_it(zalo, order_id):
    await zalo.control("POST", f"/orders/{order_id}/pay", {"method": "BANK"})
    assert (await status(zalo, order_id))["returnCode"] == 0
    report = {"appId": APP["appId"], "orderId": order_id, "resultCode": 1}
    signed = {**report, "mac": mac(in_this_order({**report, "privateKey": KEY}, REPORT), KEY)}
    path = f"/api/transaction/{APP['appId']}"
    assert (await zalo.http.post(f"{path}/cod-callback-payment", json=signed)).json()["err"] == -2201
    assert (await zalo.http.post(f"{path}/bank-callback-payment", json=signed)).json() == {"err": 0, "msg": "Success"}
    assert (await status(zalo, order_id))["returnCode"] == 1
    assert (await zalo.http.post(f"{path}/bank-callback-payment", content=b"{")).json()["err"] == -2102
