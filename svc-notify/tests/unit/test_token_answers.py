from datetime import timedelta
from typing import Any

import orjson
import pytest

from svc_notify.domain.token_pair import RawAnswer
from svc_notify.zalo.oauth import code_challenge, new_code_verifier, permission_url
from svc_notify.zalo.token_answer import TokenRefused, read_pair

GOOD: dict[str, Any] = {"access_token": "oa-at-0002", "refresh_token": "oa-rt-0002", "expires_in": "90000"}


def answer(status: int = 200, /, **body: object) -> RawAnswer:
    return RawAnswer(status, orjson.dumps(body))


def test_a_pair_and_its_life_of_25_hours() -> None:
    issued = read_pair(answer(**GOOD))
    assert (issued.access, issued.refresh, issued.life) == ("oa-at-0002", "oa-rt-0002", timedelta(hours=25))
    assert "oa-at-0002" not in repr(issued)


@pytest.mark.parametrize(
    "wrong",
    [
        answer(error=-14014, error_name="Invalid refresh token", error_reason="…"),
        answer(error_name="Invalid refresh token", error_description="…"),
        answer(**{**GOOD, "error": -14014}),
        answer(**{**GOOD, "error_name": "Something"}),
        answer(**{**GOOD, "access_token": ""}),
        answer(**{**GOOD, "access_token": "  "}),
        answer(**{**GOOD, "access_token": None}),
        answer(**{**GOOD, "refresh_token": 7}),
        answer(access_token="oa-at-0002", expires_in="90000"),
        answer(**{**GOOD, "access_token": "x" * 5_000}),
        answer(500, **GOOD),
        answer(404, **GOOD),
        RawAnswer(200, b""),
        RawAnswer(200, b"<html></html>"),
        RawAnswer(200, b"null"),
    ],
)
def test_anything_but_a_whole_pair_is_refused(wrong: RawAnswer) -> None:
    with pytest.raises(TokenRefused):
        read_pair(wrong)


@pytest.mark.parametrize(
    ("given", "seconds"), [("90000", 90000), (90000, 90000), ("soon", 3600), (None, 3600), ("-1", 3600)]
)
def test_a_life_that_cannot_be_read_does_not_cost_the_pair(given: object, seconds: int) -> None:
    assert read_pair(answer(**{**GOOD, "expires_in": given})).life == timedelta(seconds=seconds)


def test_error_zero_is_no_error() -> None:
    assert read_pair(answer(**{**GOOD, "error": 0})).access == "oa-at-0002"


def test_pkce_as_the_contract_computed_it() -> None:
    assert (
        code_challenge("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG") == "fR4ifSAEy-7Mu6g7FHZulPKrtjqdAnUCwRFAJt2JFsA"
    )
    verifier = new_code_verifier()
    assert len(verifier) == 43
    assert verifier.isalnum()
    assert verifier != new_code_verifier()


def test_the_permission_page() -> None:
    url = permission_url("https://oauth.zaloapp.com/", "1000000000000000001", "https://x.vn/cb?a=1", "a" * 43)
    assert url.startswith("https://oauth.zaloapp.com/v4/oa/permission?app_id=1000000000000000001&redirect_uri=https%3A")
    assert f"code_challenge={code_challenge('a' * 43)}" in url
