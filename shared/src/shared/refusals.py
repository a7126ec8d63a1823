"""What a domain refuses, as an error for who asked: a table says which, and the rules are asked inside of it.

A use case has its table beside it, ``_ERRORS = by_reason(RatingRefused, {RatingRefusal.ALREADY_RATED: …})``, and asks
the rule in ``with explained(_ERRORS)``.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any, TypeVar

from shared.errors import Conflict, Forbidden, OutdatedVersion, ServiceError
from shared.state_table import IllegalStep, NotTheirs, TooManySteps

R = TypeVar("R", bound=Enum)

Errors = Mapping[type[Exception], Callable[[Any], ServiceError]]
"""What makes an error of an exception, for each exception of the domain and those derived from it."""


def by_reason(refused: type[Exception], errors: Mapping[R, Callable[[Any], ServiceError]]) -> Errors:
    """The table of one exception that has a ``reason``. Raises ``TypeError`` where a reason is missing."""
    reasons = type(next(iter(errors)))
    if missing := [reason.name for reason in reasons if reason not in errors]:
        raise TypeError(f"{reasons.__name__}: no error for {', '.join(missing)}")
    return {refused: lambda raised: errors[raised.reason](raised)}


@contextmanager
def explained(errors: Errors) -> Iterator[None]:
    """Raises what is in the table as the error that it says; the rest goes through."""
    try:
        yield
    except tuple(errors) as refused:
        raise error_of(refused, errors) from None


@contextmanager
def about(current: object) -> Iterator[None]:
    """Whoever is refused a step of ``current`` is told which of its steps are open to them (``shared.offers``)."""
    try:
        yield
    except (Conflict, Forbidden, OutdatedVersion) as refused:
        refused.current = current
        raise


def error_of(refused: Exception, errors: Errors) -> ServiceError:
    """The error of an exception that is in the table."""
    return next(errors[kind] for kind in type(refused).__mro__ if kind in errors)(refused)


def illegal_step(refusal: IllegalStep, subject: str, state_label: str, roles: Mapping[Any, str]) -> ServiceError:
    """A conflict when nobody may do that now, forbidden when others may, whose ``roles`` are named."""
    if isinstance(refusal, TooManySteps):
        return Conflict(
            "timeline-full",
            f"{subject} có quá nhiều lượt xử lý",
            f"Đã có {refusal.steps} lượt xử lý: chỉ còn những bước đưa đến kết thúc.",
        )
    state = refusal.state.value
    if isinstance(refusal, NotTheirs):
        return Forbidden(
            f"Việc này do {takers(refusal, roles)} thực hiện; Ông/Bà không giữ vai trò ấy ở đây.",
            code="not-your-step",
            title="Không có quyền thực hiện thao tác này",
            state=state,
        )
    detail = f"{subject} đang ở trạng thái “{state_label}”, không thực hiện được thao tác này."
    return Conflict("illegal-step", "Thao tác không phù hợp với trạng thái", detail, state=state)


def takers(refusal: NotTheirs, roles: Mapping[Any, str]) -> str:
    """Who takes the step, as far as they have a name in ``roles``."""
    return " hoặc ".join(label for role, label in roles.items() if role in refusal.by) or "hệ thống"
