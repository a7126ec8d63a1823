"""What the simulator accepts and sends, told by a client of VNPAY that others have written (npm ``vnpay``)."""

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from local_stack.npm import ensure_installed, run_node
from local_stack.one_at_a_time import one_at_a_time
from local_stack.repository import LOCAL
from payment_simulator.callbacks import callback
from payment_simulator.orders import Book, Order
from payment_simulator.providers import Providers
from payment_simulator.settings import Settings

pytestmark = pytest.mark.process

HERE = Path(__file__).parents[1] / "independent"
SETTINGS = Settings()
KEYS = {"tmnCode": SETTINGS.vnpay_tmn_code, "secret": SETTINGS.vnpay_hash_secret}
NOW = 1_795_399_200.0  # 23/11/2026 09:00 in Vietnam
ORDER = {
    "vnp_Amount": 615_000,
    "vnp_IpAddr": "203.0.113.7",
    "vnp_TxnRef": "pay01",
    "vnp_OrderInfo": "Thanh toan hoc phi HS000123: thang 11, lop 6A1",
    "vnp_ReturnUrl": "https://pay.example/v1/payment-returns?a=1",
    "vnp_CreateDate": 20261123090000,
    "vnp_ExpireDate": 20261123091500,
}
COMMON = {
    "vnp_IpAddr": "127.0.0.1",
    "vnp_TxnRef": "pay01",
    "vnp_OrderInfo": "Truy van pay01",
    "vnp_TransactionDate": 20261123090000,
    "vnp_CreateDate": 20261123090500,
}


@pytest.fixture(scope="session")
def client() -> Path:
    """The folder with the client of the lock file, installed once; none of its own scripts is run."""
    folder = LOCAL / "payment-clients"
    with one_at_a_time(folder / "lock"):
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        ensure_installed(folder)
    shutil.copy(HERE / "vnpay.mjs", folder)
    return folder


def ask(client: Path, question: str, given: Any) -> Any:
    asked = json.dumps({"question": question, "settings": KEYS, "given": given})
    return json.loads(run_node(client, ["vnpay.mjs"], asked))


def opened(client: Path) -> tuple[Providers, Book, Order]:
    """The simulator once a payer has opened the address that the client made."""
    book = Book(lambda: NOW)
    providers = Providers(book, SETTINGS)
    query = urlsplit(ask(client, "pay", ORDER)).query
    assert providers.vnpay_page(query.replace("61500000", "61500100")) is None
    order = providers.vnpay_page(query)
    assert order is not None
    assert (order.reference, order.amount, order.description) == ("pay01", 615_000, ORDER["vnp_OrderInfo"])
    return providers, book, order


def test_its_notice_is_verified_and_an_altered_one_is_not(client: Path) -> None:
    _, book, order = opened(client)
    book.decide(order, "paid", None, "")
    call = callback(order, book, SETTINGS)
    assert call is not None
    members = dict(parse_qsl(call.query, keep_blank_values=True))
    said = ask(client, "ipn", members)
    assert (said["isVerified"], said["isSuccess"], said["vnp_Amount"]) == (True, True, 615_000)
    assert ask(client, "ipn", {**members, "vnp_Amount": "100"})["isVerified"] is False


@pytest.mark.parametrize(
    ("question", "request_"),
    [
        ("query", {**COMMON, "vnp_RequestId": "r1"}),
        (
            "refund",
            {
                **COMMON,
                "vnp_RequestId": "r2",
                "vnp_Amount": 15_000,
                "vnp_TransactionType": "03",
                "vnp_CreateBy": "ketoan01",
                "vnp_Locale": "vn",
            },
        ),
    ],
)
def test_its_calls_are_accepted_and_the_answers_verified(client: Path, question: str, request_: dict[str, Any]) -> None:
    providers, book, order = opened(client)
    book.decide(order, "paid", None, "")
    request_ = {**request_, "vnp_TransactionNo": int(order.transaction)}
    sent = ask(client, question, {question: request_})["sent"]
    answer = providers.vnpay_api(sent)
    assert answer["vnp_ResponseCode"] == "00"
    said = ask(client, question, {question: request_, "answer": answer})["said"]
    # Of a refund's answer this client hashes a hundredth of the amount, others the amount that was received: to be
    # confirmed with VNPAY (payments 3.5).
    assert said["isVerified"] is (question == "query")
    assert said["vnp_TransactionStatus"] == answer["vnp_TransactionStatus"]
    forged = {**answer, "vnp_TransactionStatus": "02"}
    assert ask(client, question, {question: request_, "answer": forged})["said"]["isVerified"] is False
    assert providers.vnpay_api({**sent, "vnp_TxnRef": "pay02"})["vnp_ResponseCode"] == "97"
