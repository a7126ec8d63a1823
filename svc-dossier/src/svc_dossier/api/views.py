"""Dossiers as they are shown: to their owner in full, to an officer in full or masked, in lists by the row."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from shared.clock import rfc3339
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.deadlines import overdue, time_left
from svc_dossier.domain.dossier import Assignment, Dossier, Paper, TimelineEntry
from svc_dossier.domain.payment import PaymentRequest
from svc_dossier.domain.rating import Rating
from svc_dossier.domain.transitions import RUNNING, Action, Actor, State, allowed
from svc_dossier.store.documents import dossier as aggregate
from svc_dossier.store.dossiers import Note
from svc_dossier.store.files import StoredFile
from svc_dossier.use_cases.desk import Desk

Shown = dict[str, Any]


def receipt(wording: Wording, dossier: Dossier) -> Shown:
    """Of a submission: immutable facts only, so that a repeat is answered alike whatever has happened since."""
    return {
        "id": dossier.id,
        "submission_reference": dossier.submission_reference,
        "procedure": {
            "code": dossier.procedure_code,
            "version": dossier.procedure_version,
            "name": dossier.procedure_name,
        },
        "agency": {"id": dossier.agency_id, "name": dossier.agency_name},
        "state": int(State.REGISTERED),
        "state_label": wording.labels[State.REGISTERED],
        "submitted_at": rfc3339(dossier.submitted_at),
        "version": 1,
        **(_hand_off(wording, dossier) if dossier.handed_off else {}),
    }


def _hand_off(wording: Wording, dossier: Dossier) -> Shown:
    continues = {"continue_at": wording.national_portal, "what_next": wording.handed_off}
    return {"submission_mode": dossier.mode.value, **continues}


def step_receipt(wording: Wording, dossier: Dossier, entry: TimelineEntry) -> Shown:
    """Of a step: the facts right after it, which a repeat finds in the timeline."""
    return {
        "id": dossier.id,
        "submission_reference": dossier.submission_reference,
        "action": entry.action.value,
        "state": int(entry.state),
        "state_label": wording.labels[entry.state],
        "code": entry.code,
        "at": rfc3339(entry.at),
        "due_at": _moment(entry.due_at),
        "version": entry.version,
    }


def row(wording: Wording, document: Mapping[str, Any]) -> Shown:
    return {
        "id": document["_id"],
        "submission_reference": document["submission_reference"],
        "code": document["code"] or document.get("national_code"),
        "procedure": document["procedure"],
        "agency": document["agency"],
        "state": document["state"],
        "state_label": wording.labels[State(document["state"])],
        "submitted_at": rfc3339(document["submitted_at"]),
        "accepted_at": _moment(document["accepted_at"]),
        "due_at": _moment(document["due_at"]),
        "changed_at": rfc3339(document["changed_at"]),
        "version": document["version"],
    }


def staff_row(desk: Desk, document: Mapping[str, Any], now: datetime) -> Shown:
    return {
        **row(desk.wording, document),
        "applicant": document["applicant"],
        **_deadline(desk, State(document["state"]), document["due_at"], now),
        "assignee": document.get("assignee"),
    }


def _deadline(desk: Desk, state: State, due: datetime | None, now: datetime) -> Shown:
    left = time_left(state, due, now, desk.calendar)
    return {
        "overdue": overdue(state, due, now),
        "minutes_left": None if left is None else round(left.total_seconds() / 60),
        "time_left": None if left is None else desk.wording.time_left.said(left, desk.calendar.day_length),
    }


def detail(desk: Desk, document: Mapping[str, Any], actors: Set[Actor], *, masked: bool = False) -> Shown:
    """The whole of a dossier for one of ``actors``; with ``masked``, its personal fields only hinted at."""
    dossier, wording = aggregate(document), desk.wording
    form = desk.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).form
    personal = form.personal if form else ()
    opened = (desk.seal.open_masked if masked else desk.seal.open)(document["form"], personal, dossier.id)
    return {
        **row(wording, document),
        "what_next": wording.what_next(dossier),
        "form": opened,
        "documents": [_paper(paper) for paper in dossier.papers],
        "asked": document["asked"] if dossier.state is State.SUPPLEMENT_REQUESTED else [],
        "timeline": [_entry(wording, entry) for entry in dossier.timeline],
        "payments": [_payment(dossier, payment) for payment in dossier.payments],
        "submission_mode": dossier.mode.value,
        "rating": rating_receipt(dossier.rating) if dossier.rating else None,
        "results": [vars(file) for file in dossier.results] if dossier.state is State.RETURNED else [],
        "allowed_actions": wording.offer(allowed(dossier.context, actors)),
    }


def staff_detail(
    desk: Desk,
    document: Mapping[str, Any],
    actors: frozenset[Actor],
    now: datetime,
    notes: Sequence[Note],
    *,
    masked: bool,
) -> Shown:
    dossier = aggregate(document)
    shown = detail(desk, document, dossier.actors(actors), masked=masked)
    timeline = [
        {**entry, "by_id": of.by.id, "reason_code": of.reason_code}
        for entry, of in zip(shown["timeline"], dossier.timeline, strict=True)
    ]
    return {
        **shown,
        "timeline": timeline,
        "results": [vars(file) for file in dossier.results],
        "applicant": document["applicant"],
        **_deadline(desk, dossier.state, dossier.due_at, now),
        "assignee": dossier.assignee,
        "assignments": [_assignment(assignment) for assignment in dossier.assignments],
        "notes": [note_row(note) for note in notes],
        "citizen_id": dossier.citizen_id,
        "channel": document["channel"],
        "source_app": document["source_app"],
        "clock": [
            {
                "start": rfc3339(segment.start),
                "stop": _moment(segment.stop),
                "reason": segment.reason,
                "due_at": _moment(segment.due_at),
            }
            for segment in dossier.clock
        ],
        **_steps_by(desk, dossier),
    }


def _steps_by(desk: Desk, dossier: Dossier) -> Shown:
    """Until when the office is to take the steps that have a time of their own."""
    accepted, calendar = dossier.accepted_at, desk.calendar
    asked = any(entry.action is Action.REQUEST_SUPPLEMENT for entry in dossier.timeline)
    transfer = calendar.transfer_by(accepted) if accepted and dossier.state is State.ACCEPTED else None
    supplement = calendar.supplement_by(accepted) if accepted and dossier.state in RUNNING and not asked else None
    return {"transfer_by": _moment(transfer), "supplement_by": _moment(supplement)}


def stored_file(stored: StoredFile, desk: Desk) -> Shown:
    return {
        **vars(stored.file),
        "sha256": stored.sha256,
        "created_at": rfc3339(stored.at),
        "expires_at": rfc3339(stored.at + desk.file_life),
    }


def _entry(wording: Wording, entry: TimelineEntry) -> Shown:
    return {
        "at": rfc3339(entry.at),
        "action": entry.action.value,
        "label": wording.actions[entry.action],
        "state": int(entry.state),
        "state_label": wording.labels[entry.state],
        "by": entry.by.kind,
        "text": entry.text,
        "documents": list(entry.documents),
        "code": entry.code,
        "due_at": _moment(entry.due_at),
        "version": entry.version,
    }


def rating_receipt(rating: Rating) -> Shown:
    return {"level": int(rating.level), "comment": rating.comment, "at": rfc3339(rating.at)}


def note_row(note: Note) -> Shown:
    return {"id": note.id, "at": rfc3339(note.at), "by": note.by, "text": note.text}


def _assignment(assignment: Assignment) -> Shown:
    return {
        "officer_id": assignment.officer_id,
        "by": assignment.by,
        "at": rfc3339(assignment.at),
        "version": assignment.version,
        "note": assignment.note,
    }


def _payment(dossier: Dossier, payment: PaymentRequest) -> Shown:
    return {
        "payment_request_id": payment.id,
        "items": [vars(item) for item in payment.items],
        "amount": payment.amount,
        "payee": dossier.agency_name,
        "asked_at": rfc3339(payment.asked_at),
        "pay_by": _moment(payment.pay_by),
        "paid_at": _moment(payment.settled.paid_at if payment.settled else None),
    }


def _paper(paper: Paper) -> Shown:
    files = [vars(file) for file in paper.files]
    return {"code": paper.code, "name": paper.name, "files": files, "added_at": rfc3339(paper.added_at)}


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
