"""What is submitted for a procedure, and what may be wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.errors import Conflict, FieldError, Invalid, ServiceError
from shared.reference.communes import Communes
from svc_dossier.catalogue.catalogue import Catalogue, Published
from svc_dossier.catalogue.form import APPLICANT
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.use_cases.gather_papers import SubmittedDocument, wrong_documents


@dataclass(frozen=True)
class Submission:
    procedure_code: str
    agency_id: str
    form: Mapping[str, Any]
    documents: Sequence[SubmittedDocument]


def procedure_in_force(catalogue: Catalogue, procedure_code: str, today: date) -> Published:
    published = catalogue.in_force(procedure_code, today)
    if published is None:
        raise Invalid([FieldError("procedure_code", "Không có thủ tục nào mang mã này.")])
    return published


def not_submitted_here(wording: Wording, mode: SubmissionMode) -> ServiceError:
    detail = wording.not_submitted_here[mode]
    return Conflict("procedure-not-submitted-here", "Thủ tục không nộp tại đây", detail, mode=mode)


def checked_form(
    published: Published, submission: Submission, communes: Communes, today: date, *, complete: bool = True
) -> Mapping[str, Any]:
    """The answers, composed. Raises ``Invalid`` with all that is wrong and, if they are to be ``complete``, with what
    is missing.
    """
    assert published.form is not None, "only what has a form is filled in"
    answers: Mapping[str, Any] = published.form.read(submission.form)
    wrong = [*published.form.errors(answers, today), *misplaced(published, submission, communes, complete=complete)]
    if wrong:
        raise Invalid(wrong)
    return answers


def misplaced(
    published: Published, submission: Submission, communes: Communes, *, complete: bool = True
) -> list[FieldError]:
    """The wrong agency, papers that nobody asks for, and mandatory ones that are not there and have to be."""
    procedure, wrong = published.procedure, wrong_agency(published, submission.agency_id, communes)
    missing = procedure.missing_documents([document.code for document in submission.documents]) if complete else []
    lacking = [
        FieldError(f"documents.{document.code}", f"Thiếu giấy tờ bắt buộc: {document.name}.") for document in missing
    ]
    return [*wrong, *wrong_documents(submission.documents, procedure.documents), *lacking]


def wrong_agency(published: Published, agency_id: str, communes: Communes) -> list[FieldError]:
    if agency_id in published.procedure.agencies:
        return []
    message = "Cơ quan này không tiếp nhận thủ tục đã chọn."
    became = communes.became(agency_id) if agency_id not in communes.all else []
    if now := [f"{commune.name} ({commune.code})" for commune in became]:
        message = f"Đơn vị hành chính này đã được sắp xếp lại từ 1/7/2025; nay thuộc {' hoặc '.join(now)}."
    return [FieldError("agency_id", message)]


def applicant_of(form: Mapping[str, Any]) -> Applicant:
    person = form[APPLICANT]
    return Applicant(person["ho_ten"], person["so_dinh_danh"], person["dien_thoai"])
