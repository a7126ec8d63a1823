"""The payloads by which other services learn of a step, an alert or a rating."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.events import PAYLOADS, DossierChanged, PaymentItem, Rated


def announce_alert(dossier: Dossier, at: datetime) -> DossierChanged:
    """The payload of the alert that ``dossier`` has just been given."""
    payload = announce(dossier, dossier.given_alerts[-1].kind)
    return replace(payload, occurred_at=at, reason=None)


def announce(dossier: Dossier, event: str) -> DossierChanged:
    """The payload of ``event``, which the last step of ``dossier`` caused."""
    entry = dossier.timeline[-1]
    facts: dict[str, Any] = {
        "citizen_id": dossier.citizen_id,
        "procedure_code": dossier.procedure_code,
        "procedure_name": dossier.procedure_name,
        "submission_reference": dossier.submission_reference,
        "code": dossier.code,
        "state": int(dossier.state),
        "agency_id": dossier.agency_id,
        "agency_name": dossier.agency_name,
        "occurred_at": entry.at,
        "due_at": dossier.due_at,
        # What a citizen wrote stays with the dossier: it may name anybody.
        "reason": entry.text if entry.by.kind in ("staff", "system") else None,
    }
    if event == "supplement_requested":
        facts |= {"documents": list(entry.documents), "answer_by": entry.answer_by}
    if event == "payment_requested":
        asked = dossier.payments[-1]
        items = [PaymentItem(name=item.name, amount=item.amount) for item in asked.items]
        facts |= {"payment_request_id": asked.id, "items": items, "amount": asked.amount, "pay_by": asked.pay_by}
    if event in ("completed", "returned"):
        facts["result_files"] = len(dossier.results)
    if event == "payment_settled":
        asked = dossier.payments[-1]
        assert asked.settled is not None, "the step that settles data what it was settled with"
        facts |= {"payment_request_id": asked.id, **vars(asked.settled)}
    return PAYLOADS[event](**facts)


def announce_rating(dossier: Dossier, level: int, at: datetime) -> DossierChanged:
    facts = {**vars(announce(dossier, "accepted")), "occurred_at": at, "reason": None}
    return Rated(**facts, level=level)
