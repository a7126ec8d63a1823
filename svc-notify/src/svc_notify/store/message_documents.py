"""A message as its document, and back."""

from shared.mongo import Document
from svc_notify.domain.message import Attempt, Decided, Lane, Message, Resend, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel, Decision, PushAction
from svc_notify.domain.reasons import Reason

DECISIONS_KEPT = 5


def latest_decisions(decided: Decided) -> Document:
    """What pushes the decision onto the latest ones."""
    return {"$each": [_shown(decided)], "$slice": -DECISIONS_KEPT}


def _shown(decided: Decided) -> Document:
    decision = {name: value for name, value in vars(decided.decision).items() if value is not None}
    return {"at": decided.at, **decision, "considered": [list(one) for one in decided.decision.considered]}


def _decided(row: Document) -> Decided:
    return Decided(
        row["at"],
        Decision(
            PushAction(row["action"]),
            Channel(row["channel"]) if "channel" in row else None,
            Reason(row["reason"]) if "reason" in row else None,
            tuple((Channel(channel), Reason(reason)) for channel, reason in row["considered"]),
            Channel(row["spare"]) if "spare" in row else None,
        ),
    )


def row_of(attempt: Attempt) -> Document:
    return {name: value for name, value in vars(attempt).items() if value is not None}


def to_document(message: Message) -> Document:
    fields = {name: value for name, value in vars(message).items() if value is not None and name != "id"}
    document = {
        "_id": message.id,
        **fields,
        "params": dict(message.params),
        "attempts": [row_of(attempt) for attempt in message.attempts],
        "decisions": [_shown(decided) for decided in message.decisions],
        "unread": True,
    }
    if message.resends:
        document["resends"] = [vars(resend) for resend in message.resends]
    else:
        del document["resends"]
    return document


def to_message(document: Document) -> Message:
    known = {name: document[name] for name in Message.__dataclass_fields__ if name in document}
    return Message(
        **{
            **known,
            "id": document["_id"],
            "state": State(document["state"]),
            "lane": Lane(document.get("lane", Lane.DIRECT)),
            "channel": Channel(document["channel"]) if "channel" in document else None,
            "decisions": tuple(_decided(row) for row in document.get("decisions", ())),
            "reason": Reason(document["reason"]) if "reason" in document else None,
            "attempts": tuple(_attempt(row) for row in document["attempts"]),
            "resends": tuple(Resend(**row) for row in document.get("resends", ())),
        }
    )


def _attempt(row: Document) -> Attempt:
    return Attempt(
        **{
            **row,
            "channel": Channel(row["channel"]),
            "outcome": OutcomeClass(row["outcome"]) if "outcome" in row else None,
            "reason": Reason(row["reason"]) if "reason" in row else None,
        }
    )
