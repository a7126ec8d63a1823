"""What JSON Schema found wrong with a form, said in Vietnamese and by the label of the field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from shared.problem import FieldError

_KINDS = {
    "string": "chuỗi ký tự",
    "integer": "số nguyên",
    "number": "số",
    "object": "một nhóm thông tin",
    "array": "danh sách",
}
_FORMATS = {"date": "phải là ngày có thật, dạng NĂM-THÁNG-NGÀY.", "personal-number": "không đúng cấu trúc 12 chữ số."}
_MESSAGES: Mapping[str, Callable[[Any], str]] = {
    "type": lambda bound: f"phải là {_KINDS.get(bound, 'giá trị khác kiểu')}.",
    "enum": lambda bound: "phải là một trong các lựa chọn cho sẵn.",
    "minLength": lambda bound: f"phải có ít nhất {bound} ký tự.",
    "maxLength": lambda bound: f"không được dài quá {bound} ký tự.",
    "minItems": lambda bound: f"phải có ít nhất {bound} mục.",
    "maxItems": lambda bound: f"không được quá {bound} mục.",
    "uniqueItems": lambda bound: "không được có mục trùng nhau.",
    "minimum": lambda bound: f"phải từ {bound} trở lên.",
    "exclusiveMinimum": lambda bound: f"phải lớn hơn {bound}.",
    "maximum": lambda bound: f"không được quá {bound}.",
    "format": lambda bound: _FORMATS.get(bound, "không đúng định dạng."),
}


def explained(error: ValidationError) -> Iterator[FieldError]:
    """``error`` as the fields that are wrong."""
    path, schema, bound = tuple(error.absolute_path), _mapping(error.schema), error.validator_value
    known = _mapping(schema.get("properties"))
    if error.validator == "required":
        for name in _absent(bound, error.instance):
            label = _mapping(known.get(name)).get("title", name)
            yield FieldError(field_path((*path, name)), f"{label}: chưa nhập.")
    elif error.validator == "additionalProperties":
        for name in _absent(error.instance, known):
            yield FieldError(field_path((*path, name[:60])), "Mục này không có trong biểu mẫu.")
    else:
        say = _MESSAGES.get(str(error.validator), lambda bound: "không đúng định dạng.")
        yield FieldError(field_path(path), f"{schema.get('title', 'Mục này')}: {say(bound)}")


def field_path(path: Sequence[str | int]) -> str:
    """``("thanh_vien", 0, "ho_ten")`` → ``form.thanh_vien[0].ho_ten``"""
    text = "form"
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text


def _mapping(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}


def _absent(names: Any, among: Any) -> list[str]:
    return [name for name in names if name not in among]
