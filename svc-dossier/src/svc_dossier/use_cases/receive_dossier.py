"""An officer enters what came over the counter or by post: the same as one submitted online, on its own channel.

Complete, it begins accepted, with code and due date; a postal one still to be checked begins as one submitted online.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shared.command import Command, Outcome
from shared.errors import FieldError, Forbidden, Invalid
from shared.personal_number import read
from shared.reference.communes import Communes
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue, Published
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.applicant import Applicant
from svc_dossier.domain.dossier import Channel, Dossier, Party, StepData
from svc_dossier.domain.transitions import TABLE, Action, Actor
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.assign_code import AssignCode
from svc_dossier.use_cases.create_dossier import CreateDossier, NewDossier, Submitter
from svc_dossier.use_cases.gather_papers import GatherPapers
from svc_dossier.use_cases.submission import (
    Submission,
    applicant_of,
    checked_form,
    misplaced,
    procedure_in_force,
)


@dataclass(frozen=True)
class Reception:
    """``citizen_id`` where the person has shown the app's account; ``complete`` when nothing is left to be checked."""

    submission: Submission
    channel: Channel
    complete: bool
    citizen_id: str | None
    person: Applicant | None
    note: str | None


@dataclass(frozen=True)
class ReceiveDossier:
    """``registration_places``: the first three digits that a personal number may have."""

    create: CreateDossier
    gather_papers: GatherPapers
    assign_code: AssignCode
    catalogue: Catalogue
    calendars: Calendars
    communes: Communes
    registration_places: Collection[str]

    async def __call__(
        self, officer: Party, offices: frozenset[str], command: Command, reception: Reception
    ) -> Outcome[Dossier]:
        """``offices`` are those whose one-stop the officer is. Raises ``Forbidden``, ``Invalid`` or ``Conflict``."""
        submission = reception.submission
        if submission.agency_id not in offices:
            raise Forbidden("Chỉ nhận được hồ sơ tại bộ phận một cửa của mình.")

        async def prepare(now: datetime) -> NewDossier:
            today = self.calendars.current.day_of(now)
            published = procedure_in_force(self.catalogue, submission.procedure_code, today)
            form, personal, applicant = self._content(published, reception, today)
            papers = await self.gather_papers(officer.id, submission.documents, published.procedure.documents, now)
            code = await self.assign_code(submission.agency_id, now) if reception.complete else None
            return NewDossier(
                transition=TABLE.opening(Action.RECEIVE if reception.complete else Action.SUBMIT),
                procedure=published.procedure,
                agency=published.procedure.agencies[submission.agency_id],
                form=form,
                personal=personal,
                applicant=applicant,
                data=StepData(text=reception.note, handed_in=papers, code=code),
                channel=reception.channel,
                source_app="counter",
            )

        scope = Scope(agencies=frozenset({submission.agency_id}))
        submitter = Submitter(replace(officer, role=Actor.ONE_STOP.value), reception.citizen_id, scope)
        return await self.create(submitter, command, prepare)

    def _content(
        self, published: Published, reception: Reception, today: date
    ) -> tuple[Mapping[str, Any], Sequence[Path], Applicant]:
        """The form, which of its fields are personal, and who submits."""
        submission, complete = reception.submission, reception.complete
        if published.form is not None:
            if reception.person is not None:
                detail = "Thủ tục này có biểu mẫu: khai người nộp trong biểu mẫu, không khai ở mục person."
                raise Invalid([FieldError("person", detail)])
            form = checked_form(published, submission, self.communes, today, complete=complete)
            return form, published.form.personal, applicant_of(form)
        person = self._person(reception, today)
        if wrong := misplaced(published, submission, self.communes, complete=complete):
            raise Invalid(wrong)
        return {}, (), person

    def _person(self, reception: Reception, today: date) -> Applicant:
        if reception.submission.form:
            raise Invalid([FieldError("form", "Thủ tục này không có biểu mẫu; khai người nộp trong mục person.")])
        if reception.person is None:
            raise Invalid([FieldError("person", "Thiếu thông tin người nộp hồ sơ.")])
        number = read(reception.person.personal_number, self.registration_places)
        if number is None or number.birth_year > today.year:
            raise Invalid([FieldError("person.personal_number", "Số định danh cá nhân không đúng cấu trúc.")])
        return reception.person
