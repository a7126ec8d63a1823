"""The form of one procedure version, compiled once: what a citizen answered goes in, what is wrong comes out."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from shared.errors import FieldError
from shared.fields import DAY, name_fault, within_calendars
from shared.personal_number import agrees, read
from shared.phone import NotAPhone, read_mobile, without_marks
from shared.text import CONTROL, fold, nfc, normal_texts, one_line
from shared.written_days import written_day
from svc_dossier.catalogue.form_errors import explained, field_path
from svc_dossier.catalogue.form_schema import Path, Schema, form_schema, walk

MAX_ERRORS = 50
APPLICANT = "nguoi_yeu_cau"
"""The member of every form that tells who files it."""
NAME = "ho_ten"
"""The member of every person that is their name."""


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
            formats={"personal-number": lambda text: read(text, places) is not None, "date": _is_day},
        )
        self._typed = [(path, kept) for path, part in walk(self.schema) if (kept := _kept(path, part)) is not None]

    def read(self, answers: Any) -> Any:
        """``answers`` as they are kept: each text as it was meant, names on one line, numbers without what stood
        between their digits.
        """
        whole = tidy(answers)
        for path, kept in self._typed:
            whole = _changed(whole, path, kept)
        return whole

    def errors(self, answers: Mapping[str, Any], today: date) -> list[FieldError]:
        """What is wrong with ``answers`` (as ``read`` gives them), each wrong field once; ``[]`` when all is well."""
        found = {field.field: field for field in (*self._no_names(answers), *_unreadable(answers))}
        for error in self._broken_rules(answers):
            for field in explained(error, self.schema):
                found.setdefault(field.field, field)
            if len(found) >= MAX_ERRORS:
                break
        for contradiction in self._contradictions(answers, today):
            found.setdefault(contradiction.field, contradiction)
        return list(found.values())[:MAX_ERRORS]

    def _broken_rules(self, answers: Mapping[str, Any]) -> Sequence[ValidationError]:
        if self._validator.is_valid(answers):
            return ()
        # Of what is wrong with a field a pattern says least.
        return sorted(self._validator.iter_errors(answers), key=lambda error: error.kind.name == "pattern")

    def _no_names(self, answers: Mapping[str, Any]) -> Iterator[FieldError]:
        for path, part in walk(self.schema):
            if path and path[-1] == NAME:
                for where, name in members(answers, path):
                    if isinstance(name, str) and name and (fault := name_fault(name)):
                        yield FieldError(field_path(where), f"{part['title']}: {fault[0].lower()}{fault[1:]}")

    def _contradictions(self, answers: Mapping[str, Any], today: date) -> Iterator[FieldError]:
        yield from _not_oneself(answers)
        for path, names in self._persons:
            for where, person in members(answers, path):
                if not isinstance(person, dict):
                    continue
                born, number = _date(person.get(names["birth_date"])), person.get(names.get("number"))
                if born is not None and born > today:
                    yield FieldError(field_path((*where, names["birth_date"])), "Ngày sinh không được ở tương lai.")
                if isinstance(number, str) and (known := read(number, self._places)):
                    sex = person.get(names.get("sex"))
                    message = ""
                    if known.birth_year > today.year:
                        message = f"Số định danh cá nhân không đúng: số này ghi năm sinh {known.birth_year}, chưa đến."
                    elif not agrees(known, born, None if sex is None else sex == "nu"):
                        message = "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính đã khai."
                    if message:
                        yield FieldError(field_path((*where, names["number"])), message)


def _not_oneself(answers: Any) -> Iterator[FieldError]:
    """Who asks for themselves is the person whom the matter is about."""
    if not isinstance(answers, dict):
        return
    applicant = answers.get(APPLICANT)
    if answers.get("quan_he") != "ban_than" or not isinstance(applicant, dict):
        return
    for field, person in answers.items():
        if not field.startswith("nguoi_duoc_") or not isinstance(person, dict):
            continue
        for member, called in (("so_dinh_danh", "số định danh"), (NAME, "họ tên")):
            said, own = person.get(member), applicant.get(member)
            if isinstance(said, str) and isinstance(own, str):
                if fold(said) != fold(own) and (member != NAME or not (name_fault(said) or name_fault(own))):
                    message = f"Ông/Bà khai là bản thân, nhưng {called} này khác với người yêu cầu."
                    yield FieldError(field_path((field, member)), message)
                break  # the number says more than the name


def tidy(answers: Any) -> Any:
    """``answers`` with every text in it as it was meant."""
    return normal_texts(answers)


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
    """``None`` for what is no day: that is said elsewhere."""
    return date.fromisoformat(text) if isinstance(text, str) and _is_day(text) else None


def _is_day(text: str) -> bool:
    """Python's calendar has no year 0, and at its edges a day exists in one zone and not in another."""
    try:
        return bool(DAY.fullmatch(text)) and within_calendars(date.fromisoformat(text)) is not None
    except ValueError:
        return False


def _kept(path: Path, part: Schema) -> Callable[[str], str] | None:
    """How a text of this field is kept, where that is not as it was meant."""
    if path and path[-1] == NAME:
        return one_line
    return _KEPT.get(part.get("format", ""))


def _mobile(typed: str) -> str:
    """One that is no mobile number stays as it is, to be refused."""
    try:
        return read_mobile(typed)
    except NotAPhone:
        return typed


_KEPT: Mapping[str, Callable[[str], str]] = {
    "date": written_day,
    "mobile-phone": _mobile,
    "personal-number": lambda typed: nfc(without_marks(typed)),
}


def _changed(answers: Any, path: Sequence[str], change: Callable[[str], str]) -> Any:
    """``answers`` with each text at ``path`` changed."""
    if not path:
        return change(answers) if isinstance(answers, str) else answers
    if path[0] == "*" and isinstance(answers, list):
        return [_changed(member, path[1:], change) for member in answers]
    if isinstance(answers, dict) and path[0] in answers:
        return {**answers, path[0]: _changed(answers[path[0]], path[1:], change)}
    return answers
