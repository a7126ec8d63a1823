"""What an administrator is told when the domain refuses to give or take a role."""

from gateway.domain.staff import GrantRefusal, GrantRefused
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from shared.refusals import by_reason

_NO_SUCH_UNIT = FieldError("unit", "Không có đơn vị nào mang mã này.")
_WRONG_PLACE = FieldError("unit", "Vai trò này không được giao ở cấp đơn vị đã chọn.")

REFUSALS = by_reason(
    GrantRefused,
    {
        GrantRefusal.OTHER_UNIT: lambda _: Forbidden("Ông/Bà chỉ được phân quyền trong đơn vị mình quản trị."),
        GrantRefusal.NO_SUCH_UNIT: lambda _: Invalid([_NO_SUCH_UNIT]),
        GrantRefusal.NOT_HELD_THERE: lambda _: Invalid([_WRONG_PLACE]),
        GrantRefusal.ALREADY_HELD: lambda _: Conflict(
            "role-held", "Đã có vai trò", "Cán bộ này đã có vai trò được yêu cầu tại đơn vị này."
        ),
        GrantRefusal.NO_SUCH_GRANT: lambda _: NotFound("Không tìm thấy phân quyền này."),
        GrantRefusal.RECORD_FULL: lambda _: Conflict(
            "record-full", "Không thể phân quyền thêm", "Lịch sử phân quyền của cán bộ này đã đầy."
        ),
    },
)
