"""Every error has its status, and words that a citizen can read."""

import re

import orjson
import pytest

from shared import errors
from shared.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    OutdatedVersion,
    ServiceError,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from shared.problem import STATUS, Problem, internal, method_not_allowed, precondition_required, problem_of

EVERY_ERROR = [
    (Malformed(), 400),
    (Unauthenticated(), 401),
    (Forbidden(), 403),
    (NotFound(), 404),
    (Conflict("not-now", "Chưa thực hiện được", "Hồ sơ đang ở bước khác."), 409),
    (OutdatedVersion(), 412),
    (TooLarge(2 * 1024 * 1024), 413),
    (UnsupportedMedia("Chỉ nhận ảnh và tệp PDF."), 415),
    (Invalid(), 422),
    (TooManyRequests(30), 429),
    (Unavailable(), 503),
]
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


@pytest.mark.parametrize(("error", "status"), EVERY_ERROR, ids=lambda value: type(value).__name__)
def test_each_has_its_status_and_vietnamese_words(error: ServiceError, status: int) -> None:
    problem = problem_of(error)
    body = orjson.loads(problem.body())
    assert (problem.status, body["status"]) == (status, status)
    assert body["type"] == f"urn:quangngai-smart:problem:{error.code}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)
    for text in (body["title"], body["detail"]):
        assert VIETNAMESE.search(text), text
    assert body["detail"].endswith(".")


def test_no_error_is_without_a_status_and_none_is_forgotten_here() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ServiceError) and kind is not ServiceError
    }
    assert kinds == set(STATUS) == {type(error) for error, _ in EVERY_ERROR}


def test_one_made_from_another_has_the_status_of_what_it_is() -> None:
    class Expired(Conflict):
        """A service's own."""

    assert problem_of(Expired("expired", "Đã hết hạn", "Bản nháp đã hết hạn.")).status == 409


def test_wrong_fields_and_further_members_are_told() -> None:
    wrong = Invalid([FieldError("form.ho_ten", "Vui lòng nhập họ tên.")])
    assert orjson.loads(problem_of(wrong).body())["errors"] == [
        {"field": "form.ho_ten", "message": "Vui lòng nhập họ tên."}
    ]
    assert orjson.loads(problem_of(OutdatedVersion(version=4)).body())["version"] == 4
    assert orjson.loads(problem_of(TooLarge(300 * 1024)).body())["limit_bytes"] == 300 * 1024
    assert "errors" not in orjson.loads(problem_of(NotFound()).body())


def test_what_a_client_needs_beside_the_body_stands_in_headers() -> None:
    assert problem_of(Unauthenticated()).headers == {"WWW-Authenticate": "Bearer"}
    assert problem_of(TooManyRequests(30)).headers == {"Retry-After": "30"}
    assert problem_of(Unavailable(retry_after=7)).headers == {"Retry-After": "7"}
    assert method_not_allowed("GET, HEAD").headers == {"Allow": "GET, HEAD"}


@pytest.mark.parametrize(
    ("problem", "status"), [(method_not_allowed("GET"), 405), (precondition_required(), 428), (internal(), 500)]
)
def test_those_of_http_itself_are_vietnamese_too(problem: Problem, status: int) -> None:
    assert problem.status == status
    assert VIETNAMESE.search(problem.title) and VIETNAMESE.search(problem.detail)
    assert problem_of(problem) is problem
