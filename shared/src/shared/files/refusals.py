"""What is said of a file that is not taken, beside the field in which it came."""

from shared.errors import FieldError, Invalid

FIELD = "file"
EMPTY = "Tệp rỗng. Vui lòng chọn lại tệp."


def file_refused(why: str) -> Invalid:
    return Invalid([FieldError(FIELD, why)], code="file-refused", title="Không thể nhận tệp này", detail=f"{why}")
