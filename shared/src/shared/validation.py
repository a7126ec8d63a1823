"""What pydantic found wrong, said in Vietnamese."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import FieldError, Invalid
from shared.text import grouped
from shared.written_forms import FORMS

UNKNOWN_FIELD = "Mục này không được hỗ trợ."

MOST_NAMED = 20
"""How many wrong fields an answer names: who sends thousands is told no more than who sends a few."""
_LONGEST_NAME = 80

_NO_FIT = "Nội dung này chưa hợp lệ."
_DAY = "Phải là ngày có thật, ví dụ 27/11/2026."
_HOUR = "Phải là giờ trong ngày, ví dụ 07:30."
_MOMENT = "Phải là ngày và giờ có thật, ví dụ 8 giờ 30 ngày 27/11/2026, gửi theo dạng 2026-11-27T08:30:00+07:00."
_YES_OR_NO = "Phải là có hoặc không."
_LIST = "Phải là danh sách."
_SEVERAL = "Phải là một nhóm thông tin."

_MESSAGES = {
    "missing": "Thiếu thông tin bắt buộc.",
    "extra_forbidden": UNKNOWN_FIELD,
    "string_type": "Phải là chữ.",
    "string_unicode": "Có ký tự không hợp lệ.",
    "string_too_short": "Phải có ít nhất {min_length} ký tự.",
    "string_too_long": "Không được dài quá {max_length} ký tự.",
    "string_pattern_mismatch": "Cách viết chưa đúng.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_parsing_size": "Số quá lớn.",
    "int_from_float": "Phải là số nguyên.",
    "float_type": "Phải là số.",
    "float_parsing": "Phải là số.",
    "finite_number": "Phải là số.",
    "decimal_type": "Phải là số.",
    "decimal_parsing": "Phải là số.",
    "multiple_of": "Phải chia hết cho {multiple_of}.",
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "greater_than": "Phải lớn hơn {gt}.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than": "Phải nhỏ hơn {lt}.",
    "less_than_equal": "Không được quá {le}.",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "too_short": "Phải có ít nhất {min_length} mục.",
    "too_long": "Không được quá {max_length} mục.",
    "dict_type": _SEVERAL,
    "model_type": _SEVERAL,
    "model_attributes_type": _SEVERAL,
    "literal_error": "Phải là một trong: {expected}.",
    "enum": "Phải là một trong: {expected}.",
    "date_parsing": _DAY,
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "time_type": _HOUR,
    "time_parsing": _HOUR,
    "datetime_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": "Thời điểm phải kèm múi giờ.",
}


def invalid(wrong: Sequence[FieldError]) -> Invalid:
    """The refusal that names the first of ``wrong``, each by no longer name than a field has, and counts the rest."""
    named = [FieldError(_shortened(each.field), each.message) for each in wrong[:MOST_NAMED]]
    if len(wrong) <= MOST_NAMED:
        return Invalid(named)
    rest = shown_bound(len(wrong) - MOST_NAMED)
    return Invalid(named, detail=f"Vui lòng kiểm tra lại các mục được nêu; còn {rest} mục khác chưa hợp lệ.")


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's error list as fields and Vietnamese messages. A message of our own validators is kept; what a library
    says there in English is not.
    """
    return [FieldError(_path(error["loc"]), _message(error)) for error in errors]


def _path(location: Sequence[str | int]) -> str:
    """``("body", "documents", 0, "code")`` → ``documents[0].code``; a query or header parameter by its name."""
    path = ""
    for part in location[1:] if len(location) > 1 else location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _message(error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    if error["type"] in ("value_error", "assertion_error"):
        said = str(context.get("error", ""))
        return _NO_FIT if said.isascii() else said
    kind = error["type"]
    if kind == "string_pattern_mismatch" and (form := FORMS.get(str(context.get("pattern")))):
        return form
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"  # of a text that is checked after a function of ours
    template = _MESSAGES.get(kind, _NO_FIT)
    return template.format_map({name: shown_bound(value) for name, value in context.items()})


def shown_bound(value: Any) -> str:
    """A number as people write it; in four figures it may be a year, and stays as it is."""
    if isinstance(value, int | float) and abs(value) >= 10_000:
        return grouped(value).removesuffix(",0")
    if isinstance(value, float):
        return str(value).removesuffix(".0").replace(".", ",")
    return str(value).replace(" or ", " hoặc ")
