import orjson
import pytest

from svc_notify.channels.oa_codes import OA_CODES
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.zalo import answer_codes
from svc_notify.zalo.answer_codes import ANSWER_LIMIT_BYTES

# The table of the contract, by its own letters: T transient, P permanent, R refresh, O operator, S reschedule, B bug.
CONTRACT = {
    "T": [-32, -100, -200, -214],
    "P": [-201, -210, -213, -217, -222, -227, -230, -232, -233, -237, -244, -249, -305, -311, -1340, -1341],
    "R": [-216, -220],
    "S": [-211, -218, -234],
    "O": [
        *(-204, -205, -207, -208, -209, -212, -215, -219, -221, -223, -224, -235, -242, -248, -320, -321, -403),
    ],
    "B": [-202, -238, -240, -241],
}
CLASSES = {
    "T": {OutcomeClass.RETRY, OutcomeClass.THROTTLED},
    "P": {OutcomeClass.PERMANENT},
    "R": {OutcomeClass.TOKEN_REJECTED},
    "S": {OutcomeClass.DEFER_TO_MORNING, OutcomeClass.DEFER_TO_NEXT_DAY},
    "O": {OutcomeClass.OPERATOR},
    "B": {OutcomeClass.OUR_BUG},
}


def classify(status: int, body: bytes) -> DeliveryOutcome:
    return answer_codes.classify(status, body, OA_CODES)[0]


def envelope(code: object, **more: object) -> bytes:
    return orjson.dumps({"error": code, "message": "…", **more})


@pytest.mark.parametrize(("letter", "code"), [(letter, code) for letter, codes in CONTRACT.items() for code in codes])
def test_every_code_of_the_contract_has_its_class_though_http_says_200(letter: str, code: int) -> None:
    outcome = classify(200, envelope(code))
    assert outcome.kind in CLASSES[letter]
    assert outcome.code == code


@pytest.mark.parametrize("data", [None, [], "x", {}, {"message_id": None}, {"message_id": {"a": 1}}])
def test_success_without_a_readable_message_id_is_still_success(data: object) -> None:
    assert classify(200, envelope(0, data=data)).kind is OutcomeClass.ACCEPTED


def test_the_rate_limit_slows_us_down_in_both_its_forms() -> None:
    assert classify(200, envelope(-32)).kind is OutcomeClass.THROTTLED
    assert classify(429, b"").kind is OutcomeClass.THROTTLED


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_behind_a_server_error_anything_may_have_happened_whatever_its_body(status: int) -> None:
    assert classify(status, envelope(0)).kind is OutcomeClass.SERVER_ERROR


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"null",
        b"[]",
        b'"ok"',
        b"0",
        b"{",
        b"\xff\xfe",
        b"{}",
        orjson.dumps({"data": {"message_id": "1"}}),
        envelope(None),
        envelope(True),
        envelope("none"),
        envelope(1.5),
        envelope("-"),
        envelope(-213, padding="x" * ANSWER_LIMIT_BYTES),
    ],
)
def test_what_is_not_zalos_envelope_is_no_outcome(body: bytes) -> None:
    """Zalo may have taken the message where it tells of a success, which is as bounded as silence. Where it refuses, it
    has not.
    """
    assert classify(200, body).kind is OutcomeClass.UNCERTAIN
    assert classify(403, body).kind is OutcomeClass.UNAVAILABLE


def test_a_code_given_as_text_counts() -> None:
    assert classify(200, envelope("-213")).reason is Reason.NOT_FOLLOWING
    assert classify(200, envelope("0")).kind is OutcomeClass.ACCEPTED


@pytest.mark.parametrize("code", [-99999, 7, -1])
def test_an_unknown_code_is_permanent_and_told_apart(code: int) -> None:
    outcome = classify(200, envelope(code))
    assert (outcome.kind, outcome.reason) == (OutcomeClass.PERMANENT, Reason.UNKNOWN_ANSWER)


def test_every_permanent_code_says_why() -> None:
    for code, (kind, reason) in OA_CODES.items():
        assert (kind is OutcomeClass.PERMANENT) == (reason is not None), code


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"error":0,"data":{}}',
        rb'{"error":0,"message":"\ud83d"}',
        b'{"error":0,"message":"\xed\xa0\xbd\xed\xb8\x80"}',
    ],
)
def test_half_an_emoji_in_an_answer_hides_nothing(body: bytes) -> None:
    assert classify(200, body).kind is OutcomeClass.ACCEPTED


def test_only_an_answer_of_a_server_that_works_is_merely_unreadable() -> None:
    assert classify(200, b"<html>").unreadable
    assert not classify(503, b"<html>").unreadable
    assert not classify(200, envelope(0)).unreadable
    assert not DeliveryOutcome(OutcomeClass.UNAVAILABLE).unreadable
