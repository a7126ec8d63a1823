"""What an administrator is told when the domain refuses to give or take a role."""

from collections.abc import Callable, Mapping
from functools import partial

from gateway.domain.staff import GrantRefusal, GrantRefused
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, ServiceError

_NO_SUCH_UNIT = FieldError("unit", "Không có đơn vị nào mang mã này.")
_WRONG_PLACE = FieldError("unit", "Vai trò này không được giao ở cấp đơn vị đã chọn.")

_ERRORS: Mapping[GrantRefusal, Callable[[], ServiceError]] = {
    GrantRefusal.OTHER_UNIT: partial(Forbidden, "Ông/Bà chỉ được phân quyền trong đơn vị mình quản trị."),
    GrantRefusal.NO_SUCH_UNIT: partial(Invalid, [_NO_SUCH_UNIT]),
    GrantRefusal.NOT_HELD_THERE: partial(Invalid, [_WRONG_PLACE]),
    GrantRefusal.ALREADY_HELD: partial(
        Conflict, "role-held", "Đã có vai trò", "Cán bộ này đã có vai trò được yêu cầu tại đơn vị này."
    ),
    GrantRefusal.NO_SUCH_GRANT: partial(NotFound, "Không tìm thấy phân quyền này."),
    GrantRefusal.RECORD_FULL: partial(
        Conflict, "record-full", "Không thể phân quyền thêm", "Lịch sử phân quyền của cán bộ này đã đầy."
    ),
}


def as_error(refusal: GrantRefused) -> ServiceError:
    return _ERRORS[refusal.reason]()
