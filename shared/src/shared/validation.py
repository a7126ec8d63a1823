"""What pydantic found wrong, said in Vietnamese."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import FieldError

UNKNOWN_FIELD = "Trường này không được hỗ trợ."

_MESSAGES = {
    "missing": "Thiếu thông tin bắt buộc.",
    "extra_forbidden": UNKNOWN_FIELD,
    "string_type": "Phải là chữ.",
    "string_unicode": "Có ký tự không hợp lệ.",
    "string_too_short": "Phải có ít nhất {min_length} ký tự.",
    "string_too_long": "Không được dài quá {max_length} ký tự.",
    "string_pattern_mismatch": "Không đúng định dạng.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_parsing_size": "Số quá lớn.",
    "int_from_float": "Phải là số nguyên.",
    "float_type": "Phải là số.",
    "float_parsing": "Phải là số.",
    "finite_number": "Phải là số hữu hạn.",
    "bool_type": "Phải là đúng hoặc sai (true/false).",
    "bool_parsing": "Phải là đúng hoặc sai (true/false).",
    "greater_than": "Phải lớn hơn {gt}.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than": "Phải nhỏ hơn {lt}.",
    "less_than_equal": "Không được quá {le}.",
    "list_type": "Phải là danh sách.",
    "tuple_type": "Phải là danh sách.",
    "too_short": "Phải có ít nhất {min_length} mục.",
    "too_long": "Không được quá {max_length} mục.",
    "dict_type": "Phải là một đối tượng.",
    "model_type": "Phải là một đối tượng.",
    "model_attributes_type": "Phải là một đối tượng JSON.",
    "literal_error": "Phải là một trong: {expected}.",
    "enum": "Phải là một trong: {expected}.",
    "date_parsing": "Phải là ngày có thật, ví dụ 2026-11-27.",
    "date_type": "Phải là ngày có thật, ví dụ 2026-11-27.",
    "date_from_datetime_parsing": "Phải là ngày có thật, ví dụ 2026-11-27.",
    "datetime_parsing": "Phải là ngày, giờ và múi giờ, ví dụ 2026-11-27T08:30:00+07:00.",
    "datetime_type": "Phải là ngày, giờ và múi giờ, ví dụ 2026-11-27T08:30:00+07:00.",
    "datetime_from_date_parsing": "Phải là ngày, giờ và múi giờ, ví dụ 2026-11-27T08:30:00+07:00.",
    "timezone_aware": "Thời điểm phải kèm múi giờ.",
}


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's error list as fields and Vietnamese messages. A message raised by our own validators is kept."""
    return [FieldError(_path(error["loc"]), _message(error)) for error in errors]


def _path(location: Sequence[str | int]) -> str:
    """``("body", "documents", 0, "code")`` → ``documents[0].code``; a query or header parameter by its name."""
    path = ""
    for part in location[1:] if len(location) > 1 else location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _message(error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    if error["type"] in ("value_error", "assertion_error"):
        return str(context.get("error", "Giá trị không hợp lệ."))
    kind = error["type"]
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # of a text that is checked after a function of ours
    template = _MESSAGES.get(kind, "Giá trị không hợp lệ.")
    return template.format_map({name: str(value).replace(" or ", " hoặc ") for name, value in context.items()})
