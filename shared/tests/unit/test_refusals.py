"""What a domain refuses becomes an error by a table."""

from enum import Enum, auto

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, OutdatedVersion, ServiceError, Unavailable
from shared.refusals import Errors, about, by_reason, error_of, explained, illegal_step
from shared.state_table import NotTheirs


class Refusal(Enum):
    LATE = auto()
    TWICE = auto()


class Refused(Exception):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


class StillRefused(Refused):
    """A finer one."""


class Away(Exception):
    """An exception without a reason."""


def late(refused: Refused) -> ServiceError:
    return Conflict("late", "Đã muộn", type(refused).__name__)


ERRORS: Errors = {
    **by_reason(Refused, {Refusal.LATE: late, Refusal.TWICE: lambda _: Conflict("twice", "Đã làm", "Một lần.")}),
    Away: lambda _: Unavailable(retry_after=5),
}


@pytest.mark.parametrize(
    ("refused", "code"),
    [(Refused(Refusal.LATE), "late"), (Refused(Refusal.TWICE), "twice"), (StillRefused(Refusal.LATE), "late")],
)
def test_the_table_says_which_error_a_reason_is(refused: Refused, code: str) -> None:
    with pytest.raises(Conflict) as raised, explained(ERRORS):
        raise refused
    assert raised.value.code == code
    assert raised.value.__cause__ is None


def test_an_exception_of_another_kind_is_not_touched() -> None:
    with pytest.raises(KeyError), explained(ERRORS):
        raise KeyError
    with pytest.raises(Unavailable), explained(ERRORS):
        raise Away
    assert error_of(StillRefused(Refusal.LATE), ERRORS).detail == "StillRefused"


def test_a_step_of_another_role_names_who_takes_it() -> None:
    roles = {"counter": "Cán bộ Một cửa", "writer": "Người soạn"}

    def detail(*by: str) -> str:
        refusal = NotTheirs(Refusal.LATE, frozenset(by))
        return illegal_step(refusal, "Hồ sơ", "Mới đăng ký", roles).detail

    assert detail("writer", "counter").startswith("Việc này do Cán bộ Một cửa hoặc Người soạn thực hiện;")
    assert detail("payment").startswith("Việc này do hệ thống thực hiện;")


def test_a_table_without_one_of_the_reasons_does_not_start() -> None:
    with pytest.raises(TypeError, match="Refusal: no error for TWICE"):
        by_reason(Refused, {Refusal.LATE: late})


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (Refused(Refusal.LATE), True),
        (Forbidden(), True),
        (OutdatedVersion(), True),
        (Invalid(), False),
        (NotFound(), False),
        (Unavailable(), False),
    ],
)
def test_a_refused_step_says_what_it_was_about(refused: Exception, error: bool) -> None:
    dossier = object()
    with pytest.raises(ServiceError) as raised, about(dossier), explained(ERRORS):
        raise refused
    assert raised.value.current is (dossier if error else None)
