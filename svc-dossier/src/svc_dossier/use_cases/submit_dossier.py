"""A citizen files a dossier: here, or at the national portal as a hand-off that is followed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.command import Command
from shared.errors import Conflict, FieldError, Invalid, ServiceError
from svc_dossier.catalogue.catalogue import Published
from svc_dossier.catalogue.form import APPLICANT, tidy
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.dossier import Party, StepData
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import Action, opening
from svc_dossier.store.dossiers import owned_by
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.file_dossier import Filed, Filer, Filing, file_dossier
from svc_dossier.use_cases.gather_papers import SubmittedDocument, gather_papers


@dataclass(frozen=True)
class Submission:
    procedure_code: str
    agency_id: str
    form: Mapping[str, Any]
    handed: Sequence[SubmittedDocument]


async def submit_dossier(desk: Desk, citizen_id: str, command: Command, submission: Submission) -> Filed:
    """Raises ``Problem``: 422 for what is wrong in the request, 409 where the procedure is for information only."""

    async def prepare(now: datetime) -> Filing:
        published = in_force(desk, submission.procedure_code, desk.today(now))
        if published.procedure.submission_mode is SubmissionMode.DVCQG_HANDOFF:
            return _hand_off(desk, submission, published)
        if published.form is None:
            raise not_filed_here(desk, published.procedure.submission_mode)
        answers = checked(desk, published, submission, desk.today(now))
        papers = await gather_papers(desk, citizen_id, submission.handed, names(published), now)
        return Filing(
            transition=opening(Action.SUBMIT),
            procedure=published.procedure,
            agency=published.procedure.agencies[submission.agency_id],
            form=answers,
            personal=published.form.personal,
            applicant=applicant(answers),
            data=StepData(handed_in=papers),
        )

    return await file_dossier(
        desk, Filer(Party("citizen", citizen_id), citizen_id, owned_by(citizen_id)), command, prepare
    )


def in_force(desk: Desk, procedure_code: str, today: date) -> Published:
    published = desk.catalogue.in_force(procedure_code, today)
    if published is None:
        raise Invalid([FieldError("procedure_code", "Không có thủ tục nào mang mã này.")])
    return published


def names(published: Published) -> dict[str, str]:
    return {code: document.name for code, document in published.procedure.documents.items()}


def checked(
    desk: Desk, published: Published, submission: Submission, today: date, *, complete: bool = True
) -> Mapping[str, Any]:
    """The answers, composed. Raises ``Problem`` (422) with all that is wrong and, if they are to be ``complete``, with
    what is missing.
    """
    assert published.form is not None, "only what has a form is filled in"
    answers: Mapping[str, Any] = tidy(submission.form)
    wrong = [*published.form.errors(answers, today), *misplaced(desk, published, submission, complete=complete)]
    if wrong:
        raise Invalid(wrong)
    return answers


def misplaced(desk: Desk, published: Published, submission: Submission, *, complete: bool = True) -> list[FieldError]:
    """The wrong agency, and mandatory papers that are not there and have to be."""
    procedure, wrong = published.procedure, []
    if submission.agency_id not in procedure.agencies:
        wrong.append(FieldError("agency_id", _not_received_at(desk, submission.agency_id)))
    missing = procedure.missing_documents([paper.code for paper in submission.handed]) if complete else []
    for document in missing:
        wrong.append(FieldError("documents", f"Thiếu giấy tờ bắt buộc: {document.name}."))
    return wrong


def _not_received_at(desk: Desk, agency_id: str) -> str:
    if now := [f"{commune.name} ({commune.code})" for commune in desk.communes.became(agency_id)]:
        return f"Đơn vị hành chính này đã được sắp xếp lại từ 1/7/2025; nay thuộc {' hoặc '.join(now)}."
    return "Cơ quan này không tiếp nhận thủ tục đã chọn."


def applicant(form: Mapping[str, Any]) -> Applicant:
    person = form[APPLICANT]
    return Applicant(person["ho_ten"], person["so_dinh_danh"], person["dien_thoai"])


def not_filed_here(desk: Desk, mode: SubmissionMode) -> ServiceError:
    detail = desk.wording.not_filed_here[mode]
    return Conflict("procedure-not-filed-here", "Thủ tục không nộp tại đây", detail, mode=mode)


def _hand_off(desk: Desk, submission: Submission, published: Published) -> Filing:
    wrong = [
        FieldError(field, "Thủ tục này nộp trên Cổng Dịch vụ công quốc gia; ở đây chỉ theo dõi, không nhận nội dung.")
        for field, given in (("form", submission.form), ("documents", submission.handed))
        if given
    ]
    if submission.agency_id not in published.procedure.agencies:
        wrong.append(FieldError("agency_id", _not_received_at(desk, submission.agency_id)))
    if wrong:
        raise Invalid(wrong)
    return Filing(
        transition=opening(Action.HAND_OFF),
        procedure=published.procedure,
        agency=published.procedure.agencies[submission.agency_id],
        form={},
        personal=(),
        applicant=None,
        data=StepData(),
    )
