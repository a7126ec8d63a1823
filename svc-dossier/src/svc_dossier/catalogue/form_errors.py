"""What JSON Schema found wrong with a form, said in Vietnamese and by the label of the field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from shared.errors import FieldError
from shared.fields import DAY, FIRST_YEAR, LAST_YEAR, mobile_wanted
from shared.validation import shown_bound

_KINDS = {
    "string": "chữ",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "có hoặc không",
    "object": "một nhóm thông tin",
    "array": "danh sách",
}
_FORMATS = {
    "date": "phải là ngày có thật, ghi theo ngày/tháng/năm, ví dụ 27/11/2026.",
    "personal-number": "không đúng cấu trúc 12 chữ số.",
}
_MESSAGES: Mapping[str, Callable[[Any], str]] = {
    "type": lambda bound: f"phải là {_KINDS.get(bound, 'nội dung khác')}.",
    "enum": lambda bound: "phải là một trong các lựa chọn cho sẵn.",
    "minLength": lambda bound: f"phải có ít nhất {bound} ký tự.",
    "maxLength": lambda bound: f"không được dài quá {bound} ký tự.",
    "minItems": lambda bound: f"phải có ít nhất {bound} mục.",
    "maxItems": lambda bound: f"không được quá {bound} mục.",
    "uniqueItems": lambda bound: "không được có mục trùng nhau.",
    "minimum": lambda bound: f"phải từ {shown_bound(bound)} trở lên.",
    "exclusiveMinimum": lambda bound: f"phải lớn hơn {shown_bound(bound)}.",
    "maximum": lambda bound: f"không được quá {shown_bound(bound)}.",
    "format": lambda bound: _FORMATS.get(bound, "cách viết chưa đúng."),
}


def explained(error: ValidationError, form: Mapping[str, Any]) -> Iterator[FieldError]:
    """``error``, found with the schema ``form``, as the fields that are wrong."""
    path, schema, kind = tuple(error.instance_path), _at(form, error.schema_path[:-1]), error.kind.as_dict()
    if error.kind.name == "required":
        name = kind["property"]
        yield from _not_entered((*path, name), _mapping(_mapping(schema.get("properties")).get(name)))
    elif error.kind.name == "additionalProperties":
        for name in kind["unexpected"]:
            yield FieldError(field_path((*path, name[:60])), "Mục này không có trong biểu mẫu.")
    else:
        say = _MESSAGES.get(error.kind.name, lambda bound: "cách viết chưa đúng.")
        special = _empty_said(error) or _phone_said(error, schema) or _pattern_said(error, schema) or _year_said(error)
        wrong = special or say(schema.get(error.kind.name))
        yield FieldError(field_path(path), f"{schema.get('title', 'Mục này')}: {wrong}")


def _not_entered(path: tuple[str | int, ...], part: Mapping[str, Any]) -> Iterator[FieldError]:
    """The field, or of a group that was not begun every field that it needs."""
    needed, members = part.get("required", ()), _mapping(part.get("properties"))
    if part.get("type") == "object" and needed:
        for name in needed:
            yield from _not_entered((*path, name), _mapping(members.get(name)))
    else:
        yield FieldError(field_path(path), f"{part.get('title', path[-1])}: chưa nhập.")


def field_path(path: Sequence[str | int]) -> str:
    """``("thanh_vien", 0, "ho_ten")`` → ``form.thanh_vien[0].ho_ten``"""
    text = "form"
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text


def _empty_said(error: ValidationError) -> str | None:
    """Nothing is said of the form or the length of a field that is left empty."""
    return "chưa nhập." if error.instance == "" and error.kind.name != "type" else None


def _phone_said(error: ValidationError, schema: Mapping[str, Any]) -> str | None:
    typed = error.instance
    wrong = schema.get("format") == "mobile-phone" and error.kind.name == "pattern"
    return mobile_wanted(typed) if wrong and isinstance(typed, str) else None


def _pattern_said(error: ValidationError, schema: Mapping[str, Any]) -> str | None:
    return schema.get("x-written") if error.kind.name == "pattern" else None


def _year_said(error: ValidationError) -> str | None:
    """A day that is well written, in a year that nobody can mean."""
    day = error.instance
    if error.kind.name != "format" or not isinstance(day, str) or not DAY.fullmatch(day):
        return None
    if FIRST_YEAR <= int(day[:4]) <= LAST_YEAR:
        return None
    return f"năm phải từ {FIRST_YEAR} đến {LAST_YEAR}."


def _mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}


def _at(schema: Any, path: Sequence[str | int]) -> Mapping[str, Any]:
    """The part of ``schema`` to which ``path`` leads."""
    for step in path:
        schema = schema[step]
    return _mapping(schema)
