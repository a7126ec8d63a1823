"""Makes of a procedure file one that works: the same checks for what is shipped and for what an officer writes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import orjson
from jsonschema_rs import ValidationError as SchemaInvalid
from pydantic import ValidationError

from shared.errors import FieldError, Invalid
from shared.validation import field_errors
from svc_dossier.catalogue.catalogue import Published, ready
from svc_dossier.catalogue.form import Form
from svc_dossier.catalogue.form_rules import form_faults
from svc_dossier.catalogue.form_schema import Schema
from svc_dossier.catalogue.procedure_file import COMMUNES, ProcedureFile
from svc_dossier.domain.procedure import Agency


class Compiler:
    """Knows what a procedure file may refer to: offices, parts of forms, places of birth registration."""

    def __init__(self, agencies: Mapping[str, Agency], parts: Mapping[str, Schema], places: frozenset[str]) -> None:
        self._agencies = agencies
        self._parts = parts
        self._places = places

    def compiled(self, file: ProcedureFile) -> Published:
        """Raises ``ValueError``, ``KeyError`` or the schema's ``ValidationError`` when the file is wrong."""
        form = None if file.form is None else Form(file.form, self._parts, self._places)
        return ready(file, form, self._agencies)

    def read(self, content: Mapping[str, Any]) -> tuple[ProcedureFile | None, list[FieldError]]:
        """The file in ``content``, or all that is wrong with it."""
        try:
            orjson.dumps(content)
            file = ProcedureFile.model_validate(content)
        except TypeError:  # beyond 64 bits it can be read, but not be kept
            return None, [FieldError("", "Có số quá lớn.")]
        except ValidationError as error:
            wrong = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
            return None, field_errors(wrong)[:50]
        errors = list(self._contradictions(file))
        return (None, errors) if errors else (file, [])

    def accepted(self, content: Mapping[str, Any]) -> ProcedureFile:
        """The file in ``content``. Raises ``Invalid`` with all that is wrong with it."""
        file, errors = self.read(content)
        if file is None:
            raise Invalid(errors)
        return file

    def _contradictions(self, file: ProcedureFile) -> Iterator[FieldError]:
        unknown = [name for name in file.received_by if name != COMMUNES and name not in self._agencies]
        yield from (FieldError("received_by", f"Không có cơ quan mang mã {name}.") for name in unknown)
        for number, fee in enumerate(file.fees):
            if fee.effective_from and fee.effective_to and fee.effective_from > fee.effective_to:
                yield FieldError(f"fees[{number}].effective_to", "Ngày hết hiệu lực phải sau ngày có hiệu lực.")
            if fee.amount is None and fee.note is None:
                yield FieldError(f"fees[{number}].note", "Mức phí chưa biết phải được ghi chú lý do.")
        if unknown:
            return
        try:
            published = self.compiled(file)
            if published.form is not None:
                yield from list(_form_errors(file, published.form))
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError, SchemaInvalid) as error:
            yield FieldError("form" if file.form else "content", f"Nội dung chưa hợp lệ: {str(error)[:300]}")


def _form_errors(file: ProcedureFile, form: Form) -> Iterator[FieldError]:
    faults = list(form_faults(form.schema))
    yield from faults
    if faults:
        return
    properties = form.schema["properties"]
    for number, time in enumerate(file.times):
        choices = properties.get(time.when.field, {}).get("enum", ()) if time.when else ()
        if time.when and time.when.equals not in choices:
            yield FieldError(f"times[{number}].when", "Điều kiện phải nêu một lựa chọn có trong biểu mẫu.")
    for number, example in enumerate(form.schema.get("examples", ())):
        if not isinstance(example, Mapping):
            yield FieldError(f"form.examples[{number}]", "Ví dụ phải là một biểu mẫu đã điền.")
            continue
        wrong = form.errors(example, date.max)
        yield from (FieldError(f"form.examples[{number}]", f"{error.field}: {error.message}") for error in wrong[:5])
