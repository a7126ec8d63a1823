"""The form of one procedure version, compiled once: what a citizen answered goes in, what is wrong comes out."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from shared.errors import FieldError
from shared.personal_number import agrees, read
from shared.text import CONTROL, nfc
from svc_dossier.catalogue.form_errors import explained, field_path
from svc_dossier.catalogue.form_schema import Path, Schema, form_schema, walk

MAX_ERRORS = 50
APPLICANT = "nguoi_yeu_cau"
"""The member of every form that tells who files it."""


class Form:
    """``schema`` as published; ``personal`` are the paths of the fields that are encrypted at rest."""

    def __init__(self, definition: Schema, parts: Mapping[str, Schema], places: Container[str]) -> None:
        self.schema = form_schema(definition, parts)
        if APPLICANT not in self.schema["required"]:
            raise ValueError(f"form {self.schema['title']!r} does not ask who files it ({APPLICANT})")
        self.personal: Sequence[Path] = [path for path, part in walk(self.schema) if part.get("x-personal")]
        self._persons = [(path, part["x-person"]) for path, part in walk(self.schema) if "x-person" in part]
        self._places = places
        self._validator = Draft202012Validator(
            self.schema,
            validate_formats=True,
            formats={"personal-number": lambda text: read(text, places) is not None},
        )

    def errors(self, answers: Mapping[str, Any], today: date) -> list[FieldError]:
        """What is wrong with ``answers`` (as ``tidy`` gives them), each wrong field once; ``[]`` when all is well."""
        found = {field.field: field for field in _unreadable(answers)}
        for error in self._broken_rules(answers):
            for field in explained(error, self.schema):
                found.setdefault(field.field, field)
            if len(found) >= MAX_ERRORS:
                break
        return list(found.values())[:MAX_ERRORS] or list(self._contradictions(answers, today))

    def _broken_rules(self, answers: Mapping[str, Any]) -> Sequence[ValidationError]:
        if self._validator.is_valid(answers):
            return ()
        # Of what is wrong with a field a pattern says least.
        return sorted(self._validator.iter_errors(answers), key=lambda error: error.kind.name == "pattern")

    def _contradictions(self, answers: Mapping[str, Any], today: date) -> Iterator[FieldError]:
        for path, names in self._persons:
            for where, person in members(answers, path):
                born, number = _date(person.get(names["birth_date"])), person.get(names.get("number"))
                if born is not None and born > today:
                    yield FieldError(field_path((*where, names["birth_date"])), "Ngày sinh không được ở tương lai.")
                if number is not None and (told := read(number, self._places)):
                    sex = person.get(names.get("sex"))
                    if told.birth_year > today.year or not agrees(told, born, None if sex is None else sex == "nu"):
                        message = "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính đã khai."
                        yield FieldError(field_path((*where, names["number"])), message)


def tidy(answers: Any) -> Any:
    """``answers`` with every text composed (NFC) and without surrounding blanks."""
    if isinstance(answers, str):
        return nfc(answers).strip()
    if isinstance(answers, list):
        return [tidy(member) for member in answers]
    if isinstance(answers, dict):
        return {name: tidy(member) for name, member in answers.items()}
    return answers


def members(answers: Any, path: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Where ``path`` leads in ``answers``, and what is there; nothing where a member is absent."""
    if not path:
        yield (), answers
        return
    steps: Iterable[tuple[str | int, Any]] = ()
    if path[0] == "*" and isinstance(answers, list):
        steps = enumerate(answers)
    elif isinstance(answers, dict) and path[0] in answers:
        steps = [(path[0], answers[path[0]])]
    for step, member in steps:
        for where, found in members(member, path[1:]):
            yield (step, *where), found


def _unreadable(answers: Any, path: tuple[str | int, ...] = ()) -> Iterator[FieldError]:
    if isinstance(answers, str) and CONTROL.search(answers):
        yield FieldError(field_path(path), "Có ký tự không hợp lệ.")
    elif isinstance(answers, dict | list):
        for step, member in answers.items() if isinstance(answers, dict) else enumerate(answers):
            yield from _unreadable(member, (*path, step))


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
