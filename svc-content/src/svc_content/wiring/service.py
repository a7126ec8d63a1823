"""The service: the application where it serves, consumers, relays and jobs where it works."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from shared.chassis import Chassis, open_chassis
from shared.citizen_events import when_erased
from shared.files.inspection.inspector import Inspector
from shared.files.sweep import SweepFiles
from shared.lifecycle import Service
from shared.printing.printer import Printer
from shared.reference import calendar_events
from shared.refresh import Refresh
from shared.wakeup import Wakeup
from svc_content import SERVICE
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.shipped import demonstration, demonstration_programmes
from svc_content.consumers import citizen_events, search_events
from svc_content.domain.events import TOPICS
from svc_content.jobs.flush_counts import FlushCounts
from svc_content.outside.fetcher import Fetcher, networks
from svc_content.papers import TEMPLATES
from svc_content.sandbox.reader import SandboxedReader, open_sandbox
from svc_content.search.index import SearchIndex
from svc_content.settings import Settings
from svc_content.store.indexes import SCHEMA
from svc_content.streams.probe import Probe
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.count_reads import CountReads
from svc_content.use_cases.find_attached_files import FindAttachedFiles
from svc_content.use_cases.follow_search_documents import FollowSearchDocuments
from svc_content.use_cases.forget_citizen import ForgetCitizen
from svc_content.use_cases.give_reminders import GiveReminders
from svc_content.use_cases.import_due_feeds import ImportDueFeeds
from svc_content.use_cases.import_feed import ImportFeed
from svc_content.use_cases.index_for_search import IndexForSearch
from svc_content.use_cases.keep_articles import KeepArticles
from svc_content.use_cases.probe_channels import ProbeChannels, forget_found
from svc_content.use_cases.refresh_arrangement import RefreshArrangement
from svc_content.use_cases.seed_demonstration import SeedDemonstration
from svc_content.use_cases.seed_programmes import SeedProgrammes
from svc_content.use_cases.seed_streams import SeedStreams
from svc_content.wiring.app import Parts, make_app
from svc_content.wiring.stores import Stores, make_stores

CALENDAR_GROUP = "svc-content.calendar"
CALENDAR_SECONDS = 30.0
FRESH_SECONDS = 1.0
"""Rows, and what can be found, are no staler than that."""


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    async with open_chassis(SERVICE, settings, roles, SCHEMA) as chassis:
        wakeups = {collection: Wakeup() for collection in TOPICS}
        stores, arrangement, clock = make_stores(chassis.database, wakeups), Arrangement(), chassis.clock
        refresh = RefreshArrangement(stores.entries, arrangement, clock)
        chassis.follow("arrangement", refresh, FRESH_SECONDS)
        fetcher = Fetcher(networks(settings.fetch_networks))
        reader = SandboxedReader(await chassis.open(open_sandbox()))
        app = None
        if chassis.serves:
            index, count = await chassis.open(SearchIndex()), CountReads(stores.counters, clock)
            chassis.follow("search_index", FollowSearchDocuments(stores.search_documents, index, clock), FRESH_SECONDS)
            chassis.task("counts", FlushCounts(count).run)
            chassis.follow("calendar", stores.calendar.refresh, CALENDAR_SECONDS)
            inspector, printer = await chassis.open(Inspector()), await chassis.open(Printer(TEMPLATES))
            parts = Parts(
                settings, stores, arrangement, refresh, count, index, fetcher, inspector, reader, printer, clock
            )
            app = make_app(parts, await chassis.verifier())
        for collection, topic in TOPICS.items():
            chassis.relay(collection, topic, wakeups[collection])
        if chassis.works:
            _add_jobs(chassis, settings, stores, refresh, fetcher, reader)
            _add_consumers(chassis, stores)
        yield chassis.service(app)


def _add_jobs(
    chassis: Chassis,
    settings: Settings,
    stores: Stores,
    refresh: RefreshArrangement,
    fetcher: Fetcher,
    reader: SandboxedReader,
) -> None:
    clock, arrangement = chassis.clock, refresh.arrangement
    events = ArticleEvents(arrangement, settings.mini_app_id)
    probe = ProbeChannels(stores.channel_health, arrangement, Probe(fetcher), clock)
    import_feed = ImportFeed(stores.articles, stores.feed_states, fetcher, reader, clock)
    feeds = ImportDueFeeds(import_feed, stores.feed_states, arrangement, clock)
    chassis.repeat("keep_articles", 2.0, KeepArticles(stores.articles, events, clock))
    chassis.repeat("give_reminders", 5.0, GiveReminders(stores.reminders, clock))
    chassis.repeat("probe_streams", settings.probe_seconds, probe, otherwise=forget_found, ttl=timedelta(seconds=90))
    chassis.repeat("import_feeds", 30.0, feeds, ttl=timedelta(minutes=5))
    attached = FindAttachedFiles(stores.articles, stores.entries)
    chassis.task("file_sweep", SweepFiles(stores.files, attached, clock, settings.file_life).run)
    if settings.demonstration:
        seed = SeedDemonstration(stores.articles, events, refresh, demonstration(), clock)
        chassis.task("demonstration", Refresh(seed, every=3600.0).run)
        guide = SeedProgrammes(stores.programme_days, demonstration_programmes(), clock)
        chassis.task("demonstration_programmes", Refresh(guide, every=3600.0).run)
    if settings.demonstration_streams:
        streams = SeedStreams(stores.entries, refresh, settings.demonstration_streams, clock)
        chassis.task("demonstration_streams", Refresh(streams, every=3600.0).run)


def _add_consumers(chassis: Chassis, stores: Stores) -> None:
    index = IndexForSearch(stores.search_documents, stores.articles, stores.entries, chassis.clock)
    chassis.consumer(search_events.GROUP, search_events.TOPICS, search_events.search_events(index))
    forget = ForgetCitizen(stores.reminders, stores.favourites)
    chassis.consumer(citizen_events.GROUP, citizen_events.TOPICS, when_erased(forget))
    chassis.consumer(CALENDAR_GROUP, [calendar_events.TOPIC], stores.calendar.handle)
