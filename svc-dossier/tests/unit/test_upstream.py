"""Signatures of upstream systems, and what their word does to a dossier."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from svc_dossier.domain.transitions import FINAL, State
from svc_dossier.domain.upstream import leads
from svc_dossier.upstream.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Unsigned, parse_keys, sign, verify

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEW, OLD = b"n" * 32, b"o" * 32
BODY = '{"items":[{"note":"Đã tiếp nhận"}]}'.encode()


def checked(key: bytes, body: bytes = BODY, at: datetime = NOW, now: datetime = NOW) -> None:
    headers = sign(key, BODY, at)
    verify([NEW, OLD], body, headers[TIMESTAMP_HEADER], headers[SIGNATURE_HEADER], now)


def test_the_bytes_that_are_signed() -> None:
    # printf '1795399200.{}' | openssl dgst -sha256 -hmac nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
    assert sign(NEW, b"{}", NOW) == {
        TIMESTAMP_HEADER: "1795399200",
        SIGNATURE_HEADER: "4065e5be8f5c78ef3f90f42b8f818d2a7c6cea3276830d0e23fc61ea91a9ff2c",
    }


def test_the_new_key_and_the_old_one_hold_meanwhile() -> None:
    checked(NEW)
    checked(OLD)


@pytest.mark.parametrize(
    ("reason", "call"),
    [
        ("wrong", lambda: checked(b"x" * 32)),
        ("wrong", lambda: checked(NEW, body=BODY + b" ")),
        ("stale", lambda: checked(NEW, at=NOW - timedelta(minutes=6))),
        ("stale", lambda: checked(NEW, at=NOW + timedelta(minutes=6))),
        ("missing", lambda: verify([NEW], BODY, "", "ab", NOW)),
        ("missing", lambda: verify([NEW], BODY, "1", "", NOW)),
        ("wrong", lambda: verify([NEW], BODY, "soon", "ab", NOW)),
        ("wrong", lambda: verify([NEW], BODY, "9" * 12, "é", NOW)),
    ],
)
def test_what_is_not_signed_rightly_is_refused(reason: str, call: object) -> None:
    with pytest.raises(Unsigned) as refused:
        call()  # type: ignore[operator]
    assert refused.value.reason == reason


def test_keys_are_read_by_system_and_bad_ones_stop_the_start() -> None:
    text = ",".join(f"one-stop:{base64.b64encode(key).decode()}" for key in (NEW, OLD))
    assert parse_keys(text) == {"one-stop": [NEW, OLD]}
    assert parse_keys("") == {}
    for wrong in ("one-stop", "one-stop:abc", "one-stop:" + base64.b64encode(b"short").decode(), ":" + text):
        with pytest.raises(ValueError, match="must be"):
            parse_keys(wrong)


S = State
FORWARD = {
    S.REGISTERED: {2, 3, 4, 5, 6, 7, 8, 9, 10},
    S.ACCEPTED: {4, 5, 6, 7, 8, 9, 10},
    S.PROCESSING: {5, 6, 7, 8, 9, 10},
    S.SUPPLEMENT_REQUESTED: {4, 6, 7, 8, 9, 10},
    S.PAYMENT_REQUESTED: {2, 4, 5, 7, 8, 9, 10},
    S.COMPLETED: {6, 10},
}


@pytest.mark.parametrize("source", State)
def test_a_followed_dossier_only_goes_forward(source: State) -> None:
    led = {int(target) for target in State if target is not source and leads(source, target, accepted=True)}
    assert led == FORWARD.get(source, set())
    assert source in FINAL or led


def test_before_acceptance_a_supplement_leads_back_to_the_queue() -> None:
    assert leads(S.SUPPLEMENT_REQUESTED, S.REGISTERED, accepted=False)
    assert not leads(S.SUPPLEMENT_REQUESTED, S.REGISTERED, accepted=True)
