"""A dossier as MongoDB keeps it, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from shared.mongo import Document
from svc_dossier.domain.alerts import Alert, AlertKind
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime, Segment, Unit
from svc_dossier.domain.dossier import (
    Assignment,
    Channel,
    Dossier,
    File,
    Paper,
    Party,
    RequestedDocument,
    TimelineEntry,
    UpstreamStatus,
)
from svc_dossier.domain.outlook import Outlook, outlook_of
from svc_dossier.domain.payment import FeeItem, PaymentRequest, Settlement
from svc_dossier.domain.procedure import CopyKind, SubmissionMode
from svc_dossier.domain.rating import Level, Rating
from svc_dossier.domain.transitions import Action, State


def new_document(dossier: Dossier) -> Document:
    """The whole of a dossier just submitted."""
    return {
        "_id": dossier.id,
        "version": dossier.version,
        "citizen_id": dossier.citizen_id,
        "submission_reference": dossier.submission_reference,
        "procedure": {
            "code": dossier.procedure_code,
            "version": dossier.procedure_version,
            "name": dossier.procedure_name,
        },
        "agency": {"id": dossier.agency_id, "name": dossier.agency_name},
        "channel": int(dossier.channel),
        "source_app": dossier.source_app,
        "mode": dossier.mode.value,
        "allowed": _allowed(dossier.allowed),
        "clock_policy": dossier.clock_policy.value,
        "submitted_at": dossier.submitted_at,
        **moving_parts(dossier),
        **paper_parts(dossier.papers),
        "timeline": [entry_document(entry) for entry in dossier.timeline],
        "results": [vars(file) for file in dossier.results],
        "file_ids": file_ids(dossier.papers, dossier.results),
        **assignment_parts(dossier),
    }


def moving_parts(dossier: Dossier) -> Document:
    """What a step may replace; timeline, papers and results only grow."""
    return {
        "state": int(dossier.state),
        "changed_at": dossier.changed_at,
        "accepted_at": dossier.accepted_at,
        "code": dossier.code,
        "national_code": dossier.national_code,
        "due_at": dossier.due_at,
        "finished_at": dossier.finished_at,
        # What the national portal decides waits in no office.
        "inbox_key": None if dossier.handed_off else inbox_key(dossier.inbox_at, dossier.id),
        "clock": [asdict(segment) for segment in dossier.clock],
        "asked": [{**vars(paper), "copies": [kind.value for kind in paper.copies]} for paper in dossier.asked],
        "alert": alert_document(dossier.alert) if dossier.alert else None,
        "payments": [_payment_document(payment) for payment in dossier.payments],
        "upstream": upstream_document(dossier.upstream) if dossier.upstream else None,
    }


def assignment_parts(dossier: Dossier) -> Document:
    """Who works on it, now and before."""
    return {
        "assignee": dossier.assignee,
        "assignee_name": dossier.assignee_name,
        "assignments": [vars(assignment) for assignment in dossier.assignments],
    }


def inbox_key(moment: datetime, dossier_id: str = "") -> str:
    """Sorts as moment and id do. One text, so that a page of an inbox is one range of the index."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}/{dossier_id}"


def entry_document(entry: TimelineEntry) -> Document:
    return {**vars(entry), "action": entry.action.value, "state": int(entry.state), "by": vars(entry.by)}


def file_ids(papers: Sequence[Paper], results: Sequence[File]) -> list[str]:
    """All files that belong to the dossier, whatever they are in it."""
    return [file.id for file in (*(file for paper in papers for file in paper.files), *results)]


def paper_parts(papers: Sequence[Paper]) -> Mapping[str, list[Document]]:
    """Papers that were only seen stand apart: in the unique index of files all of them would be one and the same."""
    scanned = [_paper_document(paper) for paper in papers if paper.files]
    return {"papers": scanned, "seen_papers": [_paper_document(paper) for paper in papers if not paper.files]}


def dossier(document: Mapping[str, Any]) -> Dossier:
    """The aggregate in ``document``, which may lack what only a view shows."""
    return Dossier(
        id=document["_id"],
        version=document["version"],
        citizen_id=document["citizen_id"],
        submission_reference=document["submission_reference"],
        procedure_code=document["procedure"]["code"],
        procedure_version=document["procedure"]["version"],
        procedure_name=document["procedure"]["name"],
        agency_id=document["agency"]["id"],
        agency_name=document["agency"]["name"],
        allowed=_time(document["allowed"]),
        clock_policy=ClockPolicy(document["clock_policy"]),
        state=State(document["state"]),
        submitted_at=document["submitted_at"],
        changed_at=document["changed_at"],
        timeline=tuple(_entry(entry) for entry in document["timeline"]),
        accepted_at=document["accepted_at"],
        code=document["code"],
        national_code=document.get("national_code"),
        due_at=document["due_at"],
        clock=tuple(Segment(**segment) for segment in document["clock"]),
        papers=tuple(_paper(paper) for paper in (*document["papers"], *document.get("seen_papers", ()))),
        asked=tuple(_requested(paper) for paper in document["asked"]),
        alert=_alert(document["alert"]) if document.get("alert") else None,
        given_alerts=tuple(_alert(alert) for alert in document.get("given_alerts", ())),
        channel=Channel(document["channel"]),
        source_app=document["source_app"],
        mode=SubmissionMode(document.get("mode", SubmissionMode.PROVINCIAL_API)),
        results=tuple(File(**file) for file in document.get("results", ())),
        upstream=_upstream(document["upstream"]) if document.get("upstream") else None,
        payments=tuple(_payment(payment) for payment in document.get("payments", ())),
        rating=Rating(**{**rated, "level": Level(rated["level"])}) if (rated := document.get("rating")) else None,
        assignments=tuple(Assignment(**assignment) for assignment in document.get("assignments", ())),
    )


OUTLOOK = (
    "state",
    "mode",
    "code",
    "national_code",
    "accepted_at",
    "due_at",
    "rating.level",
    "payments.id",
    "payments.asked_in",
    "results.id",
    "timeline.action",
)
"""All that ``outlook`` reads."""


def outlook(document: Mapping[str, Any]) -> Outlook:
    """The outlook in a document that holds little more than ``OUTLOOK``."""
    payments = document.get("payments", ())
    return outlook_of(
        State(document["state"]),
        [Action(entry["action"]) for entry in document.get("timeline", ())],
        accepted=document["accepted_at"] is not None,
        dated=document["due_at"] is not None,
        handed_off=document.get("mode") == SubmissionMode.DVCQG_HANDOFF,
        has_code=document["code"] is not None,
        code_claimed=document.get("national_code") is not None,
        last_payment=(payments[-1]["id"], State(payments[-1]["asked_in"])) if payments else None,
        rated=document.get("rating") is not None,
        result_files=bool(document.get("results")),
    )


def answer_by(document: Mapping[str, Any]) -> datetime | None:
    """The moment until which the office waits for papers, from a document that holds little of its timeline."""
    if document["state"] != State.SUPPLEMENT_REQUESTED:
        return None
    asked = (
        entry for entry in reversed(document.get("timeline", ())) if entry["action"] == Action.REQUEST_SUPPLEMENT.value
    )
    return next((entry.get("answer_by") for entry in asked), None)


def rating_document(rating: Rating) -> Document:
    return {**vars(rating), "level": int(rating.level)}


def upstream_document(status: UpstreamStatus) -> Document:
    return {**vars(status), "status": int(status.status)}


def _upstream(document: Mapping[str, Any]) -> UpstreamStatus:
    return UpstreamStatus(**{**document, "status": State(document["status"])})


def _payment_document(payment: PaymentRequest) -> Document:
    return {**asdict(payment), "asked_in": int(payment.asked_in)}


def _payment(document: Mapping[str, Any]) -> PaymentRequest:
    return PaymentRequest(
        **{
            **document,
            "items": tuple(FeeItem(**item) for item in document["items"]),
            "asked_in": State(document["asked_in"]),
            "settled": Settlement(**document["settled"]) if document["settled"] else None,
        }
    )


def alert_document(alert: Alert) -> Document:
    return {**vars(alert), "kind": alert.kind.value}


def _alert(document: Mapping[str, Any]) -> Alert:
    return Alert(**{**document, "kind": AlertKind(document["kind"])})


def _entry(document: Mapping[str, Any]) -> TimelineEntry:
    return TimelineEntry(
        **{
            **document,
            "action": Action(document["action"]),
            "state": State(document["state"]),
            "by": Party(**document["by"]),
            "documents": tuple(document["documents"]),
            "notes": tuple(document.get("notes", ())),
        }
    )


def _requested(document: Mapping[str, Any]) -> RequestedDocument:
    """Those written before kinds were kept have none."""
    copies = {"copies": tuple(map(CopyKind, document["copies"]))} if "copies" in document else {}
    return RequestedDocument(**{**document, **copies})


def _paper(document: Mapping[str, Any]) -> Paper:
    kind = document.get("copy_kind")
    files = tuple(File(**file) for file in document["files"])
    return Paper(**{**document, "files": files, "copy_kind": CopyKind(kind) if kind else None})


def _paper_document(paper: Paper) -> Document:
    kind = paper.copy_kind
    return {**vars(paper), "files": [vars(file) for file in paper.files], "copy_kind": kind.value if kind else None}


def _allowed(allowed: ProcessingTime | None) -> Document | None:
    if allowed is None:
        return None
    cutoff = allowed.cutoff.isoformat("minutes") if allowed.cutoff else None
    return {"value": allowed.value, "unit": allowed.unit.value, "cutoff": cutoff}


def _time(document: Mapping[str, Any] | None) -> ProcessingTime | None:
    if document is None:
        return None
    cutoff = time.fromisoformat(document["cutoff"]) if document["cutoff"] else None
    return ProcessingTime(document["value"], Unit(document["unit"]), cutoff)
