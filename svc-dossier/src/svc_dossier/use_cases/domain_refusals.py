"""What the domain refuses for any step, in words for who asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from shared.errors import Conflict, ServiceError, Unavailable
from shared.reference.working_calendar import OutsideCalendar
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.domain.dossier import MAX_FILES, MAX_TIMELINE, TimelineFull, TooManyFiles
from svc_dossier.domain.dossier_code import NumbersExhausted

_ERRORS: Mapping[type[Exception], Callable[[], ServiceError]] = {
    TimelineFull: lambda: Conflict(
        "timeline-full",
        "Hồ sơ có quá nhiều lượt xử lý",
        f"Hồ sơ đã có {MAX_TIMELINE} lượt xử lý. Chỉ còn có thể rút, từ chối, dừng hoặc trả kết quả.",
    ),
    TooManyFiles: lambda: Conflict(
        "too-many-files", "Hồ sơ có quá nhiều tệp", f"Một hồ sơ có tối đa {MAX_FILES} tệp kể cả các lần bổ sung."
    ),
    NumbersExhausted: lambda: Conflict(
        "code-numbers-exhausted",
        "Hết số hồ sơ trong ngày",
        "Cơ quan đã cấp hết số của mã hồ sơ trong hôm nay. Vui lòng tiếp nhận vào ngày làm việc tiếp theo.",
    ),
    OutsideCalendar: lambda: Unavailable(retry_after=3600),
    UnknownVersion: lambda: Unavailable(retry_after=5),
}


@contextmanager
def explained() -> Iterator[None]:
    """Raises such a refusal of the domain as an error of ``shared.errors``."""
    try:
        yield
    except tuple(_ERRORS) as refusal:
        raise error_of(refusal) from refusal


def error_of(refusal: Exception) -> ServiceError:
    return _ERRORS[type(refusal)]()
