"""A citizen submits a dossier: here, or at the national portal as a hand-off that is followed here."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.command import Command, Outcome
from shared.errors import FieldError, Invalid
from shared.reference.communes import Communes
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue, Published
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier, Party, StepData
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import TABLE, Action
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.create_dossier import CreateDossier, NewDossier, Submitter
from svc_dossier.use_cases.gather_papers import GatherPapers
from svc_dossier.use_cases.submission import (
    Submission,
    applicant_of,
    checked_form,
    not_submitted_here,
    procedure_in_force,
    wrong_agency,
)


@dataclass(frozen=True)
class SubmitDossier:
    create: CreateDossier
    gather_papers: GatherPapers
    drafts: Drafts
    catalogue: Catalogue
    calendars: Calendars
    communes: Communes
    wording: Wording

    async def __call__(
        self, citizen_id: str, command: Command, submission: Submission, draft_id: str | None = None
    ) -> Outcome[Dossier]:
        """The draft goes once the dossier is there. Raises ``Invalid`` for what is wrong in the request, ``Conflict``
        where the procedure is for information only, or the draft is a dossier already.
        """

        async def prepare(now: datetime) -> NewDossier:
            today = self.calendars.current.day_of(now)
            published = procedure_in_force(self.catalogue, submission.procedure_code, today)
            if published.procedure.submission_mode is SubmissionMode.DVCQG_HANDOFF:
                new = self._hand_off(submission, published)
            else:
                new = await self._submission(citizen_id, submission, published, now, today)
            return replace(new, draft_id=draft_id)

        submitter = Submitter(Party("citizen", citizen_id), citizen_id, Scope(citizen_id=citizen_id))
        outcome = await self.create(submitter, command, prepare)
        if draft_id:
            await self.drafts.remove(draft_id, citizen_id)
        return outcome

    async def _submission(
        self, citizen_id: str, submission: Submission, published: Published, now: datetime, today: date
    ) -> NewDossier:
        if published.form is None:
            raise not_submitted_here(self.wording, published.procedure.submission_mode)
        form = checked_form(published, submission, self.communes, today)
        papers = await self.gather_papers(citizen_id, submission.documents, published.procedure.documents, now)
        return NewDossier(
            transition=TABLE.opening(Action.SUBMIT),
            procedure=published.procedure,
            agency=published.procedure.agencies[submission.agency_id],
            form=form,
            personal=published.form.personal,
            applicant=applicant_of(form),
            data=StepData(handed_in=papers),
        )

    def _hand_off(self, submission: Submission, published: Published) -> NewDossier:
        message = "Thủ tục này nộp trên Cổng Dịch vụ công quốc gia; ở đây chỉ theo dõi, không nhận nội dung."
        given = (("form", submission.form), ("documents", submission.documents))
        wrong = [FieldError(field, message) for field, content in given if content]
        wrong += wrong_agency(published, submission.agency_id, self.communes)
        if wrong:
            raise Invalid(wrong)
        return NewDossier(
            transition=TABLE.opening(Action.HAND_OFF),
            procedure=published.procedure,
            agency=published.procedure.agencies[submission.agency_id],
            form={},
            personal=(),
            applicant=None,
            data=StepData(),
        )
