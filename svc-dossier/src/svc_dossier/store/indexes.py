"""Every index, and the query it is for."""

from collections.abc import Mapping, Sequence

from shared import access_log, outbox
from shared.clock import BEGINNING
from shared.files import store as files
from shared.mongo import ASCENDING, DESCENDING, Database, IndexModel, ensure_indexes
from shared.reference import staff_directory
from shared.schema import Schema
from svc_dossier.domain.transitions import FINAL, OPEN, RUNNING
from svc_dossier.store import drafts, payments, stored_before

OPEN_STATES: Mapping[str, object] = {"$in": [int(state) for state in OPEN]}
ENDED_STATES: Mapping[str, object] = {"$in": sorted(int(state) for state in FINAL)}
RUNNING_STATES: Mapping[str, object] = {"$in": sorted(int(state) for state in RUNNING)}

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "dossiers": (
        IndexModel([("citizen_id", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="ix_own"),
        IndexModel(
            [("agency.id", ASCENDING), ("state", ASCENDING), ("inbox_key", ASCENDING)],
            name="ix_inbox_by_state",
        ),
        # Finished dossiers pile up for years; what an office works on stays small.
        IndexModel(
            [("agency.id", ASCENDING), ("inbox_key", ASCENDING)],
            name="ix_inbox_open",
            partialFilterExpression={"state": OPEN_STATES},
        ),
        # Its last step ended it: what an office was done with in a month.
        IndexModel(
            [("agency.id", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)],
            name="ix_ended",
            partialFilterExpression={"state": ENDED_STATES},
        ),
        IndexModel(
            [("code", ASCENDING)], name="ux_legal_code", unique=True, partialFilterExpression={"code": {"$gt": ""}}
        ),
        IndexModel(
            [("national_code", ASCENDING), ("_id", ASCENDING)],
            name="ix_followed",
            partialFilterExpression={"national_code": {"$gt": ""}},
        ),
        IndexModel([("submission_reference", ASCENDING)], name="ux_submission_reference", unique=True),
        # A draft becomes one dossier: whoever files it again, under another key, is told so.
        IndexModel(
            [("draft_id", ASCENDING), ("citizen_id", ASCENDING)],
            name="ux_draft",
            unique=True,
            partialFilterExpression={"draft_id": {"$gt": ""}},
        ),
        # A file belongs to one dossier, as a paper or as a result: the write itself takes it, so no other can.
        IndexModel(
            [("file_ids", ASCENDING)],
            name="ux_file_ids",
            unique=True,
            partialFilterExpression={"file_ids": {"$gt": ""}},
        ),
        # What an office's clock runs for, by due date: what is late, and how much of it there is.
        IndexModel(
            [("agency.id", ASCENDING), ("inbox_key", ASCENDING), ("due_at", ASCENDING), ("state", ASCENDING)],
            name="ix_running_due",
            partialFilterExpression={"state": RUNNING_STATES},
        ),
        IndexModel(
            [("assignee", ASCENDING), ("inbox_key", ASCENDING)],
            name="ix_assigned",
            partialFilterExpression={"state": OPEN_STATES},
        ),
        *(
            IndexModel(
                [(f"found_by.{what}", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
                name=f"ix_found_by_{what}",
                partialFilterExpression={f"found_by.{what}": {"$gt": ""}},
            )
            for what in ("number", "phone")
        ),
        IndexModel(
            [
                ("agency.id", ASCENDING),
                ("found_by.words", ASCENDING),
                ("submitted_at", DESCENDING),
                ("_id", DESCENDING),
            ],
            name="ix_found_by_words",
        ),
        # All that figures ask, so that they need not fetch a single dossier.
        IndexModel(
            [
                (field, ASCENDING)
                for field in (
                    "accepted_at",
                    "agency.id",
                    "procedure.code",
                    "channel",
                    "mode",
                    "source_app",
                    "state",
                    "due_at",
                    "finished_at",
                    "allowed.value",
                )
            ],
            name="ix_figures_timed",
            partialFilterExpression={"accepted_at": {"$gt": BEGINNING}},
        ),
        # What citizens think of the results that they hold.
        IndexModel(
            [("rating.level", ASCENDING), ("rating.at", ASCENDING)],
            name="ix_ratings",
            partialFilterExpression={"rating.level": {"$gt": 0}},
        ),
        # Only dossiers whose clock runs have an alert to come.
        IndexModel(
            [("alert.at", ASCENDING)], name="ix_alerts_due", partialFilterExpression={"alert.at": {"$exists": True}}
        ),
        *stored_before.INDEXES,
        outbox.INDEX,
    ),
    "appointments": (
        # The number is the place: who inserts it first has it.
        IndexModel(
            [("office.id", ASCENDING), ("day", ASCENDING), ("number", ASCENDING)],
            name="ux_number",
            unique=True,
            partialFilterExpression={"holds": True},
        ),
        IndexModel(
            [("citizen_id", ASCENDING), ("procedure.code", ASCENDING)],
            name="ux_open_of_procedure",
            unique=True,
            partialFilterExpression={"open": True},
        ),
        IndexModel([("citizen_id", ASCENDING), ("starts_at", DESCENDING), ("_id", DESCENDING)], name="ix_own"),
        IndexModel(
            [("office.id", ASCENDING), ("day", ASCENDING), ("number", ASCENDING), ("_id", ASCENDING)], name="ix_day"
        ),
        IndexModel(
            [("office.id", ASCENDING), ("day", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="ix_queue"
        ),
        IndexModel(
            [("office.id", ASCENDING), ("day", ASCENDING), ("called_at", DESCENDING)],
            name="ix_last_called",
            partialFilterExpression={"called_at": {"$gt": BEGINNING}},
        ),
        IndexModel(
            [("remind_at", ASCENDING)], name="ix_reminders", partialFilterExpression={"remind_at": {"$gt": BEGINNING}}
        ),
        IndexModel([("lapse_at", ASCENDING)], name="ix_lapse", partialFilterExpression={"open": True}),
        outbox.INDEX,
    ),
    "upstream_statuses": (
        IndexModel(
            [("outcome", ASCENDING), ("received_at", DESCENDING), ("_id", DESCENDING)],
            name="ix_outcome",
        ),
        IndexModel(
            [("retry_at", ASCENDING)], name="ix_to_retry", partialFilterExpression={"retry_at": {"$gt": BEGINNING}}
        ),
    ),
    "calendar_revisions": (
        IndexModel([("command_id", ASCENDING)], name="ux_command", unique=True),
        outbox.INDEX,
    ),
    "procedure_versions": (
        IndexModel([("code", ASCENDING), ("number", ASCENDING)], name="ux_code_number", unique=True),
        IndexModel([("changed_at", ASCENDING)], name="ix_changed"),
        IndexModel([("record.command_id", ASCENDING)], name="ux_command", unique=True),
        outbox.INDEX,
    ),
    access_log.COLLECTION: access_log.INDEXES,
    staff_directory.COLLECTION: staff_directory.INDEXES,
    "drafts": drafts.INDEXES,
    "payments": payments.INDEXES,
    **files.INDEXES,
}


async def make_indexes(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)
    await stored_before.bring_up_to_date(database["dossiers"])


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
