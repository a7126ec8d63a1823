"""What a form must hold beyond JSON Schema: all that the service reads of it later."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.errors import FieldError
from svc_dossier.catalogue.form import APPLICANT
from svc_dossier.catalogue.form_schema import Schema, walk

_TYPES = ("string", "integer", "number", "boolean", "object", "array")
_ASKED_OF_APPLICANT = ("ho_ten", "so_dinh_danh", "dien_thoai")
_FORMATS = {"birth_date": "date", "number": "personal-number", "sex": None}


def form_faults(form: Schema) -> Iterator[FieldError]:
    """Each fault with the path of its field."""
    for path, part in walk(form):
        where = ".".join(("form", *path))
        yield from (FieldError(where, message) for message in _faults(part))
    applicant = form["properties"].get(APPLICANT)
    asked = applicant.get("required", ()) if isinstance(applicant, Mapping) else ()
    for name in _ASKED_OF_APPLICANT:
        if name not in asked or applicant["properties"][name].get("type") != "string":
            yield FieldError(f"form.{APPLICANT}", f"Phải bắt buộc nhập {name}.")


def _faults(part: Mapping[str, Any]) -> Iterator[str]:
    labels, choices = part.get("x-labels", {}), part.get("enum", [])
    if part.get("type") not in _TYPES:
        yield f"Kiểu phải là một trong: {', '.join(_TYPES)}."
    if not isinstance(part.get("title"), str):
        yield "Nhãn (title) phải là chuỗi ký tự."
    if not _texts(choices) or not isinstance(labels, Mapping) or not _texts(list(labels.values())):
        yield "Lựa chọn và nhãn của lựa chọn phải là chuỗi ký tự."
    elif missing := [choice for choice in choices if choice not in labels]:
        yield f"Lựa chọn {missing[0]} chưa có nhãn (x-labels)."
    if part.get("x-personal") and part.get("type") != "string":
        yield "Chỉ trường dạng chuỗi mới có thể là thông tin cá nhân (x-personal)."
    if "x-person" in part and not _is_person(part["x-person"], part.get("properties", {})):
        yield "x-person phải nêu birth_date (và number, sex nếu có) là các trường có thật."


def _is_person(names: Any, properties: Mapping[str, Any]) -> bool:
    if not isinstance(names, Mapping) or "birth_date" not in names or not _texts(list(names.values())):
        return False
    fields = {name: properties.get(field) for name, field in names.items()}
    return all(
        name in _FORMATS
        and isinstance(field, Mapping)
        and field.get("type") == "string"
        and _FORMATS[name] in (None, field.get("format"))
        for name, field in fields.items()
    )


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
