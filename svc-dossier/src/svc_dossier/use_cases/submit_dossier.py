"""A citizen files a dossier: one write, and the same answer however often the request comes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.idempotency import Command
from shared.ids import derived_id
from shared.problem import FieldError, Problem, conflict, invalid, unavailable
from svc_dossier.catalogue.form import APPLICANT, tidy
from svc_dossier.catalogue.form_schema import Path
from svc_dossier.domain.dossier import Dossier, Particulars, Party, filed
from svc_dossier.domain.personal_number import masked
from svc_dossier.domain.procedure import Procedure
from svc_dossier.domain.submission_reference import submission_reference
from svc_dossier.domain.transitions import Action, opening
from svc_dossier.store.dossiers import Taken, owned_by
from svc_dossier.use_cases.desk import Desk, event_of
from svc_dossier.use_cases.gather_papers import Handed, file_taken, gather_papers

TRIES = 5

_SUBMIT = opening(Action.SUBMIT)


@dataclass(frozen=True)
class Submission:
    procedure_code: str
    agency_id: str
    form: Mapping[str, Any]
    handed: Sequence[Handed]


@dataclass(frozen=True)
class Submitted:
    """``dossier`` as it was right after it was filed; ``replayed`` when an earlier request filed it."""

    dossier: Dossier
    replayed: bool


@dataclass(frozen=True)
class _FilledIn:
    """A form without faults, under the version of the procedure in force."""

    procedure: Procedure
    personal: Sequence[Path]
    answers: Mapping[str, Any]


async def submit_dossier(desk: Desk, citizen_id: str, command: Command, submission: Submission) -> Submitted:
    """Raises ``Problem``: 422 for what is wrong in the request, 409 where the procedure is not filed here."""
    dossier_id = derived_id("dos", command.id)
    now = desk.clock.now()
    try:
        filled = _filled_in(desk, submission, now)
        names = {code: document.name for code, document in filled.procedure.documents.items()}
        papers = await gather_papers(desk, citizen_id, submission.handed, names, now)
    except Problem:
        # What was right when it was first sent may be wrong by now: a file expired, a new version of the procedure.
        if first := await _first(desk, dossier_id, citizen_id, command):
            return first
        raise
    sealed = desk.seal.seal(filled.answers, filled.personal, dossier_id)
    for attempt in range(TRIES):
        dossier = filed(
            _SUBMIT,
            filled.procedure,
            filled.procedure.agencies[submission.agency_id],
            dossier_id=dossier_id,
            submission_reference=submission_reference(dossier_id, attempt),
            citizen_id=citizen_id,
            by=Party("citizen", citizen_id),
            command_id=command.id,
            fingerprint=command.fingerprint,
            form=filled.answers,
            at=now,
            calendar=desk.calendar,
            brings=Particulars(handed_in=papers),
        )
        try:
            await desk.dossiers.insert(dossier, sealed, _applicant(filled.answers), event_of(dossier, _SUBMIT))
        except Taken as taken:
            if first := await _first(desk, dossier_id, citizen_id, command):
                return first
            if taken.field == "papers.files.id":
                raise file_taken() from None
            # The reference is somebody else's, or our own twin is written but not yet to be read: once more.
            await asyncio.sleep(0.02 * attempt)
        else:
            return Submitted(dossier, replayed=False)
    raise unavailable(retry_after=1)


def _filled_in(desk: Desk, submission: Submission, now: datetime) -> _FilledIn:
    today = desk.today(now)
    published = desk.catalogue.in_force(submission.procedure_code, today)
    if published is None:
        raise invalid([FieldError("procedure_code", "Không có thủ tục nào mang mã này.")])
    procedure = published.procedure
    if published.form is None:
        detail = desk.wording.not_filed_here[procedure.submission_mode]
        raise conflict("procedure-not-filed-here", "Thủ tục không nộp tại đây", detail, mode=procedure.submission_mode)
    answers = tidy(submission.form)
    wrong = published.form.errors(answers, today)
    if submission.agency_id not in procedure.agencies:
        wrong.append(FieldError("agency_id", _not_received_at(desk, submission.agency_id)))
    given = [paper.code for paper in submission.handed]
    for document in procedure.missing_documents(given):
        wrong.append(FieldError("documents", f"Thiếu giấy tờ bắt buộc: {document.name}."))
    if wrong:
        raise invalid(wrong)
    return _FilledIn(procedure, published.form.personal, answers)


def _not_received_at(desk: Desk, agency_id: str) -> str:
    if now := [f"{commune.name} ({commune.code})" for commune in desk.communes.became(agency_id)]:
        return f"Đơn vị hành chính này đã được sắp xếp lại từ 1/7/2025; nay thuộc {' hoặc '.join(now)}."
    return "Cơ quan này không tiếp nhận thủ tục đã chọn."


def _applicant(form: Mapping[str, Any]) -> dict[str, str]:
    """What an officer's list shows of the person, so that it need not open the form."""
    person = form[APPLICANT]
    return {
        "name": person["ho_ten"],
        "personal_number": masked(person["so_dinh_danh"]),
        "phone": masked(person["dien_thoai"]),
    }


async def _first(desk: Desk, dossier_id: str, citizen_id: str, command: Command) -> Submitted | None:
    """What the same command has filed before."""
    dossier = await desk.dossiers.load(dossier_id, owned_by(citizen_id))
    if dossier is None:
        return None
    command.expect_same(dossier.timeline[0].fingerprint)
    return Submitted(dossier, replayed=True)
