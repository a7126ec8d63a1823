"""The worker: takes events in, plans and sends messages, and does what comes round by itself."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.consumer import Handler
from shared.crypto import FieldCipher
from shared.leases import Leases
from shared.lifecycle import Task
from shared.mongo import Database
from svc_notify import metrics
from svc_notify.channels.oa_codes import OA_CODES
from svc_notify.consumers.planner import article_reactions, citizen_reactions, planner
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.quotas import Quotas
from svc_notify.dispatch.sweeper import Sweeper
from svc_notify.domain.policy import Channel
from svc_notify.jobs.ask_quota import AskQuota
from svc_notify.jobs.daily_digest import DailyDigest
from svc_notify.jobs.send_broadcasts import SendBroadcasts
from svc_notify.jobs.watch_zalo import WatchZalo
from svc_notify.jobs.zalo_events_worker import ZaloEventsWorker
from svc_notify.settings import Settings
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.template_files import load_templates
from svc_notify.tokens.provider import TokenProvider
from svc_notify.tokens.refresher import Refresher
from svc_notify.use_cases.apply_zalo_event import ApplyZaloEvent
from svc_notify.use_cases.complete_erasure import CompleteErasure
from svc_notify.use_cases.draft_warning import DraftWarning
from svc_notify.use_cases.learn_contact import LearnContact
from svc_notify.use_cases.make_digest import MakeDigest
from svc_notify.use_cases.plan_broadcast import PlanBroadcast
from svc_notify.use_cases.plan_message import PlanMessage
from svc_notify.use_cases.revoke_consent import RevokeConsent
from svc_notify.use_cases.withdraw_warning import WithdrawWarning
from svc_notify.wiring.channels import ZaloClients, claim_lease, make_account, make_channels, make_dispatchers
from svc_notify.wiring.stores import make_stores
from svc_notify.zalo.bought_replies import BoughtReplies
from svc_notify.zalo.oauth import ZaloOAuth


@dataclass(frozen=True)
class Worker:
    """``handle`` takes events in, ``learn_staff`` those about staff; ``tasks`` do what follows."""

    handle: Handler
    learn_staff: Handler
    dispatchers: Dispatchers
    sweeper: Sweeper
    tokens: TokenProvider
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
            "tokens": self.tokens.run,
            "zalo_events": self.zalo_events.run,
            "broadcasts": self.broadcasts.run,
            "digest": self.digest.run,
            "watch_zalo": self.watch.run,
        }


def make_worker(
    settings: Settings, database: Database, zalo: ZaloClients, oauth: ZaloOAuth, leases: Leases, clock: Clock
) -> Worker:
    stores, sources = make_stores(settings, database), catalogue()
    templates = load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id)
    metrics.start_counting(templates)
    contact_cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())
    refresher = Refresher(stores.tokens, oauth, leases, clock)
    tokens = TokenProvider(refresher, clock, random.random, on_ready=lambda: dispatchers.wake())
    channels = make_channels(settings, zalo, tokens, clock)
    quotas, watch = Quotas(clock), WatchZalo(stores.zalo_facts, stores.webhook_sources, stores.zalo_events)
    contexts = DeliveryContextReader(
        links=stores.links,
        preferences=stores.preferences,
        messages=stores.messages,
        templates=templates,
        push_policy=sources.push_policy,
        channels=frozenset(channels),
        quiet_hours=settings.quiet,
        low_quota=quotas.low,
        replies_bought=quotas.replies_bought,
        zalo_limits=watch.current,
        contacts=contact_cipher,
    )
    dispatchers = make_dispatchers(
        settings, channels, stores.messages, contexts, templates, quotas, stores.people, clock
    )
    plan = PlanMessage(
        messages=stores.messages,
        links=stores.links,
        contexts=contexts,
        dispatchers=dispatchers,
        coalescing=settings.coalescing,
        clock=clock,
        draw=random.random,
    )
    apply = ApplyZaloEvent(
        people=stores.people,
        links=stores.links,
        messages=stores.messages,
        receipts=stores.receipts,
        facts=stores.zalo_facts,
        revoke=RevokeConsent(stores.links, stores.preferences, stores.erasures, contact_cipher, clock),
        dispatchers=dispatchers,
        clock=clock,
    )
    plan_broadcast = PlanBroadcast(
        broadcasts=stores.broadcasts,
        messages=stores.bulk_messages,
        planned=stores.broadcast_messages,
        audiences=stores.audiences,
        templates=templates,
        clock=clock,
        on_planned=dispatchers.wake,
    )
    learn_contact = LearnContact(stores.links, stores.preferences, stores.messages, dispatchers, clock)
    complete_erasure = CompleteErasure(stores.links, stores.preferences, stores.erasures)
    make_digest = MakeDigest(stores.staff_messages, stores.digests, clock)
    replies_left = BoughtReplies(make_account(settings, zalo.oa, OA_CODES, tokens))
    return Worker(
        handle=planner(
            sources,
            plan,
            {
                **citizen_reactions(learn_contact, complete_erasure, contact_cipher),
                **article_reactions(DraftWarning(stores.broadcasts, stores.staff), WithdrawWarning(stores.broadcasts)),
            },
        ),
        learn_staff=stores.staff.handle,
        dispatchers=dispatchers,
        sweeper=Sweeper(stores.messages, dispatchers.channels, claim_lease(settings), clock, on_found=dispatchers.wake),
        tokens=tokens,
        zalo_events=ZaloEventsWorker(stores.zalo_events, apply, settings.zalo_oa_id, clock),
        broadcasts=SendBroadcasts(stores.broadcasts, plan_broadcast, leases, clock),
        digest=DailyDigest(make_digest, stores.digests, stores.erasures, leases, clock),
        watch=watch,
        ask_quota=AskQuota(replies_left, quotas, stores.zalo_facts, clock) if Channel.ZALO_OA_CS in channels else None,
    )
