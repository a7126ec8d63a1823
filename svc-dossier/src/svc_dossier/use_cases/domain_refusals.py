"""What the domain refuses for any step, in words for who asked."""

from shared.errors import Conflict, Unavailable
from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import Errors
from svc_dossier.catalogue.catalogue import UnknownVersion
from svc_dossier.domain.dossier import MAX_FILES, MAX_TIMELINE, TimelineFull, TooManyFiles
from svc_dossier.domain.dossier_code import NumbersExhausted

DOMAIN_ERRORS: Errors = {
    TimelineFull: lambda _: Conflict(
        "timeline-full",
        "Hồ sơ có quá nhiều lượt xử lý",
        f"Hồ sơ đã có {MAX_TIMELINE} lượt xử lý. Chỉ còn có thể rút, từ chối, dừng hoặc trả kết quả.",
    ),
    TooManyFiles: lambda _: Conflict(
        "too-many-files", "Hồ sơ có quá nhiều tệp", f"Một hồ sơ có tối đa {MAX_FILES} tệp kể cả các lần bổ sung."
    ),
    NumbersExhausted: lambda _: Conflict(
        "code-numbers-exhausted",
        "Hết số hồ sơ trong ngày",
        "Cơ quan đã cấp hết số của mã hồ sơ trong hôm nay. Vui lòng tiếp nhận vào ngày làm việc tiếp theo.",
    ),
    OutsideCalendar: lambda _: Unavailable(retry_after=3600),
    UnknownVersion: lambda _: Unavailable(retry_after=5),
}
