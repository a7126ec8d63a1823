"""Every index, and the query it is for."""

from collections.abc import Mapping, Sequence

from shared import outbox
from shared.clock import BEGINNING
from shared.files import store as files
from shared.mongo import ASCENDING, DESCENDING, Database, IndexModel, ensure_indexes
from shared.schema import Schema

_READABLE = {"shown.first_at": {"$gt": BEGINNING}}
_LATEST_CHANGE = (("changed_at", DESCENDING), ("_id", DESCENDING))

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "articles": (
        # What citizens read, the newest first, whole and by category.
        IndexModel(
            [("shown.first_at", DESCENDING), ("_id", DESCENDING)], name="ix_news", partialFilterExpression=_READABLE
        ),
        IndexModel(
            [("shown.content.category", ASCENDING), ("shown.first_at", DESCENDING), ("_id", DESCENDING)],
            name="ix_news_of_category",
            partialFilterExpression=_READABLE,
        ),
        IndexModel(
            [("shown.pinned_until", ASCENDING)],
            name="ix_pinned",
            partialFilterExpression={"shown.pinned_until": {"$gt": BEGINNING}},
        ),
        IndexModel([("shown.content.tags", ASCENDING), ("shown.first_at", DESCENDING)], name="ix_related"),
        # A file may be read by all once a text that is shown names it.
        IndexModel([("shown.files", ASCENDING)], name="ix_shown_files"),
        IndexModel([("files", ASCENDING)], name="ix_files"),
        # An editor's list: what one's units have, by what is to be done, the latest change first. Existing databases
        # have these indexes under the name "desk": another name would build them anew.
        IndexModel(
            [("unit", ASCENDING), ("state", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)],
            name="ix_desk_by_state",
        ),
        IndexModel([("unit", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)], name="ix_desk"),
        IndexModel([("changed_at", DESCENDING), ("_id", DESCENDING)], name="ix_desk_of_province"),
        # The same by the words in it.
        IndexModel([("found_by", ASCENDING), *_LATEST_CHANGE], name="ix_found"),
        IndexModel([("found_by", ASCENDING), ("unit", ASCENDING), *_LATEST_CHANGE], name="ix_found_of_unit"),
        IndexModel(
            [("plan.publish_at", ASCENDING)],
            name="ix_to_release",
            partialFilterExpression={"plan.publish_at": {"$gt": BEGINNING}},
        ),
        IndexModel(
            [("shown.expires_at", ASCENDING)],
            name="ix_to_expire",
            partialFilterExpression={"shown.expires_at": {"$gt": BEGINNING}},
        ),
        outbox.INDEX,
    ),
    "entries": (
        IndexModel([("kind", ASCENDING), ("position", ASCENDING), ("key", ASCENDING)], name="ix_kind"),
        IndexModel([("changed_at", ASCENDING)], name="ix_changed"),
        outbox.INDEX,
    ),
    "programme_days": (
        IndexModel([("channel", ASCENDING), ("day", ASCENDING)], name="ux_channel_day", unique=True),
        IndexModel([("day", ASCENDING)], name="ix_day"),
    ),
    "reminders": (
        IndexModel([("citizen_id", ASCENDING), ("starts_at", ASCENDING)], name="ix_own"),
        # As many requests at once as there may be cannot set more reminders than there are places.
        IndexModel(
            [("place", ASCENDING), ("citizen_id", ASCENDING)],
            name="ux_place",
            unique=True,
            partialFilterExpression={"place": {"$type": "int"}},
        ),
        IndexModel(
            [("remind_at", ASCENDING)], name="ix_due", partialFilterExpression={"remind_at": {"$gt": BEGINNING}}
        ),
        IndexModel([("channel.code", ASCENDING), ("starts_at", ASCENDING)], name="ix_channel"),
        # What was given, or belongs to a programme of the past, goes by itself.
        IndexModel([("starts_at", ASCENDING)], name="ttl_past", expireAfterSeconds=7 * 24 * 3600),
        outbox.INDEX,
    ),
    "channel_health": (outbox.INDEX,),
    "search_documents": (IndexModel([("changed_at", ASCENDING), ("_id", ASCENDING)], name="ix_changed"),),
    "missed_searches": (IndexModel([("count", DESCENDING)], name="ix_count"),),
    **files.INDEXES,
}


async def make_indexes(database: Database) -> None:
    for collection, indexes in INDEXES.items():
        await ensure_indexes(database[collection], indexes)


SCHEMA = Schema(version=1, compatible_since=1, make=make_indexes)
