"""Whatever comes to a callback is a message or a refusal in the provider's own words: no adapter falls over it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svc_payment.providers import momo, vnpay, zalo_checkout
from svc_payment.providers.port import Answer, BadCallback, Callback, CallbackOutcome, Message, Provider
from svc_payment.providers.signing import sha256_mac

from .adapters import APP, KEY, adapters

NOBODY = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
ADAPTERS: Mapping[str, Provider] = adapters(NOBODY)

texts = st.one_of(
    st.text(max_size=20), st.just("\ud800"), st.just("\x00"), st.sampled_from([APP, "MOMODEMO", "DEMOTEST", "99001"])
)
numbers = st.one_of(st.integers(), st.just(10**23), st.just(-(10**30)), st.floats(), st.just(2**63))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
MEMBERS = sorted({*zalo_checkout.CALLBACK, "extradata", "method", "transTime", *zalo_checkout.NOTIFY, *momo.IPN})
DATES = st.one_of(st.sampled_from(["00010101000000", "99991231235959", "20260230000000"]), texts)


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def read(provider: str, callback: Callback) -> Message | CallbackOutcome:
    try:
        return ADAPTERS[provider].read(callback)
    except BadCallback as bad:
        answer = ADAPTERS[provider].answer(bad.outcome)
        assert isinstance(answer, Answer)
        assert answer.status < 500
        return bad.outcome


anything = st.one_of(
    st.binary(max_size=200),
    st.builds(dumped, values),
    st.builds(
        dumped,
        st.fixed_dictionaries(
            {"data": st.one_of(values, st.dictionaries(st.sampled_from(MEMBERS), values))},
            optional={"mac": values, "overallMac": values},
        ),
    ),
    st.builds(dumped, st.fixed_dictionaries(dict.fromkeys(momo.IPN, values), optional={"signature": values})),
)


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["zalo", "zalopay", "momo"])
@given(anything)
@example(b'{"data":{"appId":"1","amount":99999999999999999999999},"mac":"x","overallMac":"x"}')
@example(b'{"data":"\\ud800","mac":"x"}')
@example(b'{"data":"{}","mac":"\\udfff"}')
@example(b"[" * 5_000)
@example(b"9" * 5_000)
@settings(max_examples=80, deadline=None)
def test_any_body(provider: str, body: bytes) -> None:
    read(provider, Callback(body))


@given(st.one_of(st.text(max_size=100), st.dictionaries(st.text(max_size=10), st.text(max_size=20)).map(urlencode)))
@example("vnp_TxnRef=%ff")
@example("vnp_TxnRef=\ud800")
@example("&" * 100)
@settings(max_examples=80, deadline=None)
def test_any_query(query: str) -> None:
    read("vnpay", Callback(query=query))


# What is rightly signed may still be no payment: the signature says who wrote it, and not that it is well-formed.


@pytest.mark.slow
@given(st.fixed_dictionaries(dict.fromkeys(MEMBERS, values)))
@settings(max_examples=60, deadline=None)
def test_any_members_that_zalo_signs(data: dict[str, Any]) -> None:
    data["appId"] = APP
    try:
        mac = zalo_checkout.signed(data, zalo_checkout.CALLBACK, KEY)
        body = {"data": data, "mac": mac, "overallMac": zalo_checkout.overall_mac(data, KEY)}
    except (TypeError, ValueError):  # nobody can sign what nobody can write
        return
    read("zalo", Callback(dumped(body)))


@given(st.one_of(values.map(json.dumps), texts))
@settings(max_examples=60, deadline=None)
def test_any_text_that_zalopay_signs(data: str) -> None:
    try:
        mac = sha256_mac(KEY, data)
    except UnicodeEncodeError:
        return
    read("zalopay", Callback(dumped({"data": data, "mac": mac})))


@pytest.mark.slow
@given(st.fixed_dictionaries(dict.fromkeys(momo.IPN, values)))
@settings(max_examples=60, deadline=None)
def test_any_members_that_momo_signs(notice: dict[str, Any]) -> None:
    notice |= {"partnerCode": "MOMODEMO", "accessKey": "ACCESS"}
    try:
        signature = momo.signature(notice, momo.IPN, KEY)
    except (TypeError, ValueError):
        return
    read("momo", Callback(dumped({**notice, "signature": signature})))


@given(
    st.fixed_dictionaries(
        {"vnp_TxnRef": texts, "vnp_Amount": st.one_of(texts, st.integers().map(str)), "vnp_PayDate": DATES},
        optional={"vnp_TransactionNo": texts},
    )
)
@example({"vnp_TxnRef": "p", "vnp_Amount": "100", "vnp_PayDate": "00010101000000", "vnp_TransactionNo": "1"})
@settings(max_examples=60, deadline=None)
def test_any_members_that_vnpay_signs(members: dict[str, str]) -> None:
    members |= {"vnp_TmnCode": "DEMOTEST", "vnp_ResponseCode": "00", "vnp_TransactionStatus": "00"}
    try:
        signed = {**members, "vnp_SecureHash": vnpay.url_hash(members, KEY)}
        query = "&".join(f"{name}={quote(value)}" for name, value in signed.items())
    except UnicodeEncodeError:
        return
    read("vnpay", Callback(query=query))
