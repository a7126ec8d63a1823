"""The application: every use case with the few things it needs, every router with its use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import APIRouter, FastAPI

from shared.clock import Clock
from shared.files.inspection.inspector import Inspector
from shared.files.upload_file import UploadFile
from shared.identity import TokenVerifier
from shared.once_read import once_read
from shared.printing.printer import Printer
from shared.web import create_app
from svc_content.api.arrangement.routes import arrangement_routes
from svc_content.api.articles.routes import article_routes
from svc_content.api.articles.rows import ArticleRows
from svc_content.api.channels.routes import channel_routes
from svc_content.api.feed_imports.routes import feed_import_routes
from svc_content.api.figures.routes import figure_routes
from svc_content.api.guides.routes import guide_routes
from svc_content.api.home.routes import home_routes
from svc_content.api.labels import Names
from svc_content.api.links.routes import link_routes
from svc_content.api.media.routes import media_routes
from svc_content.api.offers import offers_of
from svc_content.api.open_formats.routes import open_format_routes
from svc_content.api.programme_imports.routes import programme_import_routes
from svc_content.api.reminders.routes import reminder_routes
from svc_content.api.search.routes import search_routes
from svc_content.api.staff_arrangement.routes import staff_arrangement_routes
from svc_content.api.staff_articles.routes import staff_article_routes
from svc_content.catalogue.arrangement import Arrangement
from svc_content.outside.fetcher import Fetcher
from svc_content.sandbox.reader import SandboxedReader
from svc_content.search.index import SearchIndex
from svc_content.settings import Settings
from svc_content.use_cases.arrange_entry import ArrangeEntry
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.cancel_reminder import CancelReminder
from svc_content.use_cases.compose_content import ComposeContent
from svc_content.use_cases.count_reads import CountReads
from svc_content.use_cases.edit_article import EditArticle
from svc_content.use_cases.find_nameable_files import FindNameableFiles
from svc_content.use_cases.find_target import FindTarget
from svc_content.use_cases.import_feed import ImportFeed
from svc_content.use_cases.import_guide import ImportGuide
from svc_content.use_cases.keep_favourite import KeepFavourite
from svc_content.use_cases.pin_article import PinArticle
from svc_content.use_cases.publish_article import PublishArticle
from svc_content.use_cases.read_channels import ReadChannels
from svc_content.use_cases.read_figures import ReadFigures
from svc_content.use_cases.read_home import ReadHome
from svc_content.use_cases.refresh_arrangement import RefreshArrangement
from svc_content.use_cases.replan_reminders import ReplanReminders
from svc_content.use_cases.search_content import SearchContent
from svc_content.use_cases.set_reminder import SetReminder
from svc_content.use_cases.take_article_step import TakeArticleStep
from svc_content.use_cases.write_article import WriteArticle
from svc_content.wiring.stores import Stores


@dataclass(frozen=True)
class Parts:
    """What the routers are made of; only this module sees all of it."""

    settings: Settings
    stores: Stores
    arrangement: Arrangement
    refresh: RefreshArrangement
    count: CountReads
    index: SearchIndex
    fetcher: Fetcher
    inspector: Inspector
    reader: SandboxedReader
    printer: Printer
    clock: Clock

    @cached_property
    def events(self) -> ArticleEvents:
        return ArticleEvents(self.arrangement, self.settings.mini_app_id)

    @cached_property
    def find_target(self) -> FindTarget:
        return FindTarget(self.stores.articles, self.arrangement, self.stores.search_documents)

    def routers(self) -> Sequence[APIRouter]:
        return once_read(self.arrangement, *self._citizens(), *self._editors())

    def _citizens(self) -> list[APIRouter]:
        stores, arrangement, clock = self.stores, self.arrangement, self.clock
        mini_app_id = self.settings.mini_app_id
        read_channels = ReadChannels(arrangement, stores.channel_health, stores.programme_days, clock)
        set_reminder = SetReminder(stores.reminders, stores.programme_days, arrangement, clock)
        keep_favourite = KeepFavourite(stores.favourites, arrangement)
        rows = ArticleRows(stores.files, Names(arrangement), self.events)
        open_formats = open_format_routes(
            stores.articles,
            stores.programme_days,
            arrangement,
            stores.calendar,
            self.settings.public_url,
            mini_app_id,
            clock,
        )
        return [
            # Before the news of one id and the programmes of one day: their paths only look like those.
            open_formats,
            home_routes(ReadHome(arrangement, stores.articles, read_channels, clock), rows),
            article_routes(
                stores.articles, stores.files, arrangement, rows, self.count, self.settings.public_url, clock
            ),
            channel_routes(read_channels, stores.programme_days, arrangement, clock),
            reminder_routes(
                set_reminder,
                CancelReminder(stores.reminders),
                keep_favourite,
                stores.reminders,
                stores.favourites,
                clock,
            ),
            arrangement_routes(arrangement),
            guide_routes(arrangement, mini_app_id),
            *once_read(self.index, search_routes(SearchContent(self.index, arrangement, self.count, clock))),
            link_routes(arrangement, mini_app_id, self.find_target, self.printer, clock),
        ]

    def _editors(self) -> list[APIRouter]:
        stores, arrangement, clock = self.stores, self.arrangement, self.clock
        articles = stores.articles
        find_files = FindNameableFiles(stores.files, self.settings.file_life, clock)
        take_step = TakeArticleStep(articles, self.events, clock)
        compose = ComposeContent(arrangement, find_files)
        upload = UploadFile(stores.files, self.inspector, clock)
        replan = ReplanReminders(stores.reminders, stores.programme_days, clock)
        return [
            staff_article_routes(
                articles,
                stores.counters,
                WriteArticle(articles, compose, clock),
                EditArticle(articles, compose, take_step),
                PublishArticle(take_step),
                PinArticle(take_step),
                take_step,
                arrangement,
                clock,
            ),
            media_routes(upload, stores.files, articles, arrangement, clock, self.settings.max_file_bytes),
            staff_arrangement_routes(
                stores.entries,
                ArrangeEntry(stores.entries, arrangement, self.refresh, find_files, self.find_target, clock),
            ),
            programme_import_routes(
                ImportGuide(stores.programme_days, arrangement, replan, self.reader, clock), arrangement
            ),
            feed_import_routes(
                ImportFeed(articles, stores.feed_states, self.fetcher, self.reader, clock),
                stores.feed_states,
                arrangement,
            ),
            figure_routes(ReadFigures(articles, stores.counters, stores.channel_health, arrangement), arrangement),
        ]


def make_app(parts: Parts, verifier: TokenVerifier) -> FastAPI:
    app = create_app(title="Nội dung", routers=parts.routers(), offers=offers_of(parts.clock))
    app.state.verifier = verifier
    return app
