"""The composition root: makes the parts and hands them to one another."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from shared.clock import Clock, SystemClock
from shared.consumer import Consumer
from shared.crypto import FieldCipher
from shared.events import Event
from shared.health import Health
from shared.http_client import outbound
from shared.identity import RemoteKeySet, TokenVerifier
from shared.ids import random_id
from shared.indexes import Indexes
from shared.kafka import Producer
from shared.leases import Leases
from shared.lifecycle import API, WORKER, Service, Task
from shared.mongo import Database, open_mongo, ping
from shared.relay import Relay
from shared.wakeup import Wakeup
from shared.web import create_app
from svc_notify.api.broadcast_routes import broadcast_routes
from svc_notify.api.decision_routes import decision_routes
from svc_notify.api.me_routes import me_routes
from svc_notify.api.oversight_routes import oversight_routes
from svc_notify.api.preference_routes import preference_routes
from svc_notify.api.staff_routes import staff_routes
from svc_notify.api.webhook_routes import webhook_routes
from svc_notify.channels.bought_replies import BoughtReplies
from svc_notify.channels.oa_codes import OA_CODES
from svc_notify.consumers.planner import GROUP, TOPICS, planner
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.quotas import Quotas
from svc_notify.dispatch.survey import Survey
from svc_notify.dispatch.sweeper import Sweeper
from svc_notify.domain.events import TOPIC
from svc_notify.domain.policy import Channel
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.jobs.ask_quota import AskQuota
from svc_notify.jobs.daily_digest import DailyDigest
from svc_notify.jobs.send_broadcasts import SendBroadcasts
from svc_notify.jobs.watch_zalo import WatchZalo
from svc_notify.jobs.zalo_events_worker import ZaloEventsWorker
from svc_notify.sending import Zalo, make_account, make_dispatchers, make_lines, open_zalo
from svc_notify.settings import Settings
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.store.receipts import Receipts
from svc_notify.store.sealed import reseal
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.store.tokens import Tokens
from svc_notify.store.zalo_events import ZaloEvents
from svc_notify.store.zalo_facts import ZaloFacts
from svc_notify.template_files import load_templates
from svc_notify.tokens.keeper import TokenKeeper
from svc_notify.tokens.oauth import CALL_TIMEOUT, ZaloOAuth
from svc_notify.tokens.refresher import Refresher
from svc_notify.use_cases.apply_zalo_event import ApplyZaloEvent
from svc_notify.use_cases.change_preferences import ChangePreferences
from svc_notify.use_cases.complete_erasure import CompleteErasure
from svc_notify.use_cases.foretell import Foretell
from svc_notify.use_cases.learn_contact import LearnContact
from svc_notify.use_cases.make_digest import MakeDigest
from svc_notify.use_cases.move_broadcast import MoveBroadcast
from svc_notify.use_cases.plan_broadcast import PlanBroadcast
from svc_notify.use_cases.plan_message import PlanMessage
from svc_notify.use_cases.resend_message import ResendMessage
from svc_notify.use_cases.revoke_consent import RevokeConsent
from svc_notify.use_cases.take_webhook import TakeWebhook
from svc_notify.use_cases.write_broadcast import WriteBroadcast


@asynccontextmanager
async def build(settings: Settings, roles: frozenset[str]) -> AsyncIterator[Service]:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_mongo(settings))
        indexes = Indexes(lambda: make_indexes(database))
        health = Health({"mongo": lambda: ping(database), "indexes": indexes.check})
        routers = make_routers(settings, database, clock) if API in roles else []
        app = create_app(service="svc-notify", title="Thông báo", routers=routers, health=health)
        if API in roles:
            keys = RemoteKeySet(settings.jwks_url, await stack.enter_async_context(outbound()))
            app.state.verifier = TokenVerifier(keys, clock)
        tasks: dict[str, Task] = {}
        if WORKER in roles:
            zalo = await stack.enter_async_context(open_zalo(settings))
            oauth = await stack.enter_async_context(open_oauth(settings))
            producer = await stack.enter_async_context(Producer(settings.kafka_bootstrap_servers, "svc-notify"))
            worker = make_worker(settings, database, zalo, oauth, clock)
            consumer = Consumer(
                group=GROUP,
                topics=TOPICS,
                handler=worker.handle,
                parked=database["parked_events"],
                bootstrap_servers=settings.kafka_bootstrap_servers,
                producer=producer,
                clock=clock,
            )
            relay = Relay(
                collection=database["erasures"],
                topic=TOPIC,
                producer=producer,
                leases=Leases(database["leases"], random_id("wrk")),
                clock=clock,
                wakeup=Wakeup(),
                watch=False,  # a second more is nothing to an erasure
            )
            tasks |= {"planner": consumer.run, "relay": relay.run, **worker.tasks}
        yield Service(app, health, indexes.before(tasks))


def make_routers(settings: Settings, database: Database, clock: Clock) -> list[APIRouter]:
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    events = ZaloEvents(database["zalo_events"], cipher)
    staff = StaffMessages(database["messages"])
    preferences, broadcasts = CitizenPreferences(database["preferences"]), Broadcasts(database["broadcasts"])
    messages, links = Messages(database["messages"]), make_links(database, cipher)
    facts, templates = (
        ZaloFacts(database["zalo_facts"]),
        load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id),
    )

    def survey(told: QuotaFacts) -> Survey:
        return Survey(
            links=links,
            preferences=preferences,
            messages=messages,
            templates=templates,
            channels=frozenset(settings.channels),
            quiet_hours=settings.quiet,
            low_quota=frozenset,  # what is left of the day only the worker hears
            replies_bought=lambda: told.replies_bought,
            told_by_zalo=lambda: told,
        )

    return [
        me_routes(messages, clock),
        preference_routes(preferences, ChangePreferences(preferences, clock)),
        decision_routes(messages, Foretell(survey, facts), clock),
        staff_routes(staff, facts, ResendMessage(staff, clock), clock),
        broadcast_routes(
            broadcasts,
            BroadcastMessages(database["messages"]),
            Audiences(links, preferences),
            WriteBroadcast(broadcasts, clock),
            MoveBroadcast(broadcasts, clock),
        ),
        oversight_routes(Digests(database["digests"]), Erasures(database["erasures"])),
        webhook_routes(TakeWebhook(events, settings.webhook_senders, clock)),
    ]


def make_links(database: Database, cipher: FieldCipher) -> Links:
    return Links(database["links"], OaPeople(database["oa_people"], cipher), cipher)


@dataclass(frozen=True)
class Worker:
    """``handle`` takes events in; ``tasks`` do what follows."""

    handle: Callable[[Event], Awaitable[None]]
    dispatchers: Dispatchers
    sweeper: Sweeper
    keeper: TokenKeeper
    zalo_events: ZaloEventsWorker
    broadcasts: SendBroadcasts
    digest: DailyDigest
    watch: WatchZalo
    ask_quota: AskQuota | None

    @property
    def tasks(self) -> Mapping[str, Task]:
        asking: Mapping[str, Task] = {"ask_quota": self.ask_quota.run} if self.ask_quota else {}
        return {
            **asking,
            "dispatchers": self.dispatchers.run,
            "sweeper": self.sweeper.run,
            "tokens": self.keeper.run,
            "zalo_events": self.zalo_events.run,
            "broadcasts": self.broadcasts.run,
            "digest": self.digest.run,
            "watch_zalo": self.watch.run,
        }


def make_worker(settings: Settings, database: Database, zalo: Zalo, oauth: ZaloOAuth, clock: Clock) -> Worker:
    messages = Messages(database["messages"])
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    people = OaPeople(database["oa_people"], cipher)
    links = Links(database["links"], people, cipher)
    templates = load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id)
    refresher = make_refresher(settings, database, oauth, clock)
    keeper = TokenKeeper(refresher, clock, random.random, on_ready=lambda: dispatchers.wake())
    preferences, erasures = CitizenPreferences(database["preferences"]), Erasures(database["erasures"])
    lines = make_lines(settings, zalo, keeper, clock)
    facts, quotas = ZaloFacts(database["zalo_facts"]), Quotas(clock)
    watch = WatchZalo(facts)
    survey = Survey(
        links=links,
        preferences=preferences,
        messages=messages,
        templates=templates,
        channels=frozenset(lines),
        quiet_hours=settings.quiet,
        low_quota=quotas.low,
        replies_bought=quotas.replies_bought,
        told_by_zalo=watch.told,
    )
    dispatchers = make_dispatchers(settings, lines, messages, survey, templates, quotas, people, clock)
    contact_cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
    handle = planner(
        PlanMessage(
            messages=messages,
            links=links,
            survey=survey,
            dispatchers=dispatchers,
            joins=settings.joining,
            clock=clock,
            draw=random.random,
        ),
        LearnContact(links, preferences, messages, dispatchers, clock),
        CompleteErasure(links, preferences, erasures),
        contact_cipher,
    )
    apply = ApplyZaloEvent(
        people=people,
        links=links,
        messages=messages,
        receipts=Receipts(database["messages"]),
        facts=facts,
        revoke=RevokeConsent(links, preferences, erasures, contact_cipher, clock),
        dispatchers=dispatchers,
        clock=clock,
    )
    zalo_events = ZaloEventsWorker(ZaloEvents(database["zalo_events"], cipher), apply, settings.zalo_oa_id, clock)
    broadcasts = Broadcasts(database["broadcasts"])
    plan_broadcast = PlanBroadcast(
        broadcasts=broadcasts,
        messages=Messages(database["messages"]),  # its own round trips: what is told to one waits for no batch
        planned=BroadcastMessages(database["messages"]),
        audiences=Audiences(links, preferences),
        templates=templates,
        clock=clock,
        on_planned=dispatchers.wake,
    )
    leases = Leases(database["leases"], random_id("wrk"))
    replies_left = BoughtReplies(make_account(settings, zalo.oa, OA_CODES, keeper))
    return Worker(
        handle,
        dispatchers,
        Sweeper(messages, dispatchers.channels, clock, on_found=dispatchers.wake),
        keeper,
        zalo_events,
        SendBroadcasts(broadcasts, plan_broadcast, leases, clock),
        DailyDigest(make_digest(database, clock), Digests(database["digests"]), erasures, leases, clock),
        watch,
        AskQuota(replies_left, quotas, facts, clock) if Channel.ZALO_OA_CS in lines else None,
    )


def make_digest(database: Database, clock: Clock) -> MakeDigest:
    return MakeDigest(StaffMessages(database["messages"]), Digests(database["digests"]), clock)


@asynccontextmanager
async def open_digests(settings: Settings) -> AsyncIterator[MakeDigest]:
    """For the digest command."""
    async with open_mongo(settings) as database:
        yield make_digest(database, SystemClock())


@asynccontextmanager
async def open_oauth(settings: Settings) -> AsyncIterator[ZaloOAuth]:
    async with outbound(str(settings.zalo_oauth_base), CALL_TIMEOUT) as http:
        yield ZaloOAuth(http, settings.zalo_app_id, settings.zalo_app_secret.get_secret_value())


def make_refresher(settings: Settings, database: Database, oauth: ZaloOAuth, clock: Clock) -> Refresher:
    """What keeps the Official Account's token pair."""
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    return Refresher(
        Tokens(database["tokens"], database["token_journal"], cipher, settings.zalo_oa_id),
        oauth,
        Leases(database["leases"], random_id("wrk")),
        clock,
    )


@asynccontextmanager
async def open_tokens(settings: Settings) -> AsyncIterator[tuple[ZaloOAuth, Refresher]]:
    """For the consent command."""
    async with open_mongo(settings) as database, open_oauth(settings) as oauth:
        yield oauth, make_refresher(settings, database, oauth, SystemClock())


@asynccontextmanager
async def open_sealed(settings: Settings) -> AsyncIterator[Callable[[str], Awaitable[int]]]:
    """For the command that seals a collection, by its name, under the current key."""
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    async with open_mongo(settings) as database:
        yield lambda name: reseal(database, name, cipher)
