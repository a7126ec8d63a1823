"""Everything that is kept, on one database."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.files.store import FileStore
from shared.mongo import Database
from shared.reference.followed_calendar import FollowedCalendar
from shared.wakeup import Wakeup
from svc_content.store.articles import Articles
from svc_content.store.channel_health import ChannelHealths
from svc_content.store.counters import Counters
from svc_content.store.entries import Entries
from svc_content.store.favourites import Favourites
from svc_content.store.feed_states import FeedStates
from svc_content.store.programme_days import ProgrammeDays
from svc_content.store.reminders import Reminders
from svc_content.store.search_documents import SearchDocuments


@dataclass(frozen=True)
class Stores:
    articles: Articles
    entries: Entries
    files: FileStore
    programme_days: ProgrammeDays
    reminders: Reminders
    favourites: Favourites
    channel_health: ChannelHealths
    counters: Counters
    search_documents: SearchDocuments
    feed_states: FeedStates
    calendar: FollowedCalendar


def make_stores(database: Database, wakeups: Mapping[str, Wakeup]) -> Stores:
    """``wakeups``: by the collection whose relay they wake."""
    return Stores(
        articles=Articles(database, wakeups["articles"]),
        entries=Entries(database, wakeups["entries"]),
        files=FileStore(database),
        programme_days=ProgrammeDays(database),
        reminders=Reminders(database, wakeups["reminders"]),
        favourites=Favourites(database),
        channel_health=ChannelHealths(database, wakeups["channel_health"]),
        counters=Counters(database),
        search_documents=SearchDocuments(database),
        feed_states=FeedStates(database),
        calendar=FollowedCalendar(database),
    )
