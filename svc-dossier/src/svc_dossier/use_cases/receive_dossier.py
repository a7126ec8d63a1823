"""An officer files what came over the counter or by post: the same dossier as one filed online, on its own channel.

Complete, it begins accepted, with code and due date; a postal one still to be checked begins as one filed online does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.command import Command
from shared.errors import FieldError, Forbidden, Invalid
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.dossier import Channel, Party, StepData
from svc_dossier.domain.personal_number import read
from svc_dossier.domain.transitions import Action, opening
from svc_dossier.store.dossiers import within
from svc_dossier.use_cases.accept import next_code
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.file_dossier import Filed, Filer, Filing, file_dossier
from svc_dossier.use_cases.gather_papers import gather_papers
from svc_dossier.use_cases.submit_dossier import Submission, applicant, checked, in_force, misplaced, names


@dataclass(frozen=True)
class Reception:
    """``citizen_id`` where the person has shown the app's account; ``complete`` when nothing is left to be checked."""

    submission: Submission
    channel: Channel
    complete: bool
    citizen_id: str | None
    person: Applicant | None
    note: str | None


async def receive_dossier(
    desk: Desk, officer_id: str, offices: frozenset[str], command: Command, reception: Reception
) -> Filed:
    """``offices`` are those whose one-stop the officer is. Raises ``Problem``: 403, 422; or ``NumbersExhausted``."""
    submission = reception.submission
    if submission.agency_id not in offices:
        raise Forbidden("Chỉ nhận được hồ sơ tại bộ phận một cửa của mình.")

    async def prepare(now: datetime) -> Filing:
        published = in_force(desk, submission.procedure_code, desk.today(now))
        form: Mapping[str, Any] = {}
        personal: tuple[Path, ...] = ()
        if published.form is not None:
            form = checked(desk, published, submission, desk.today(now), complete=reception.complete)
            personal = tuple(published.form.personal)
            person = applicant(form)
        else:
            person = _told(desk, reception, desk.today(now))
            if wrong := misplaced(desk, published, submission, complete=reception.complete):
                raise Invalid(wrong)
        papers = await gather_papers(desk, officer_id, submission.handed, names(published), now)
        code = await next_code(desk, submission.agency_id, now) if reception.complete else None
        return Filing(
            transition=opening(Action.RECEIVE if reception.complete else Action.SUBMIT),
            procedure=published.procedure,
            agency=published.procedure.agencies[submission.agency_id],
            form=form,
            personal=personal,
            applicant=person,
            data=StepData(text=reception.note, handed_in=papers, code=code),
            channel=reception.channel,
            source_app="counter",
        )

    scope = within(frozenset({submission.agency_id}))
    return await file_dossier(desk, Filer(Party("staff", officer_id), reception.citizen_id, scope), command, prepare)


def _told(desk: Desk, reception: Reception, today: date) -> Applicant:
    if reception.submission.form:
        raise Invalid([FieldError("form", "Thủ tục này không có biểu mẫu; khai người nộp trong mục person.")])
    if reception.person is None:
        raise Invalid([FieldError("person", "Thiếu thông tin người nộp hồ sơ.")])
    told = read(reception.person.personal_number, desk.birth_registration_places)
    if told is None or told.birth_year > today.year:
        raise Invalid([FieldError("person.personal_number", "Số định danh cá nhân không đúng cấu trúc.")])
    return reception.person
