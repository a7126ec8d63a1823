"""The routes, with the use cases and stores behind them."""

from fastapi import APIRouter

from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.mongo import Database
from svc_notify.api.broadcasts.routes import broadcast_routes
from svc_notify.api.decisions.routes import decision_routes
from svc_notify.api.inbox.routes import inbox_routes
from svc_notify.api.oversight.routes import oversight_routes
from svc_notify.api.preferences.routes import preference_routes
from svc_notify.api.staff_messages.routes import staff_message_routes
from svc_notify.api.webhooks.routes import webhook_routes
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.settings import Settings
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.template_files import load_templates
from svc_notify.use_cases.change_preferences import ChangePreferences
from svc_notify.use_cases.delete_message import DeleteMessage
from svc_notify.use_cases.draft_broadcast import DraftBroadcast
from svc_notify.use_cases.edit_broadcast import EditBroadcast
from svc_notify.use_cases.move_broadcast import MoveBroadcast
from svc_notify.use_cases.preview_broadcast import PreviewBroadcast
from svc_notify.use_cases.preview_decision import PreviewDecision
from svc_notify.use_cases.read_all_messages import ReadAllMessages
from svc_notify.use_cases.read_message import ReadMessage
from svc_notify.use_cases.receive_webhook import ReceiveWebhook
from svc_notify.use_cases.resend_message import ResendMessage
from svc_notify.use_cases.see_what_waits import SeeWhatWaits
from svc_notify.wiring.stores import make_stores


def make_routers(settings: Settings, database: Database, clock: Clock) -> list[APIRouter]:
    stores = make_stores(settings, database)
    templates = load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id)
    push_policy = catalogue().push_policy
    see_what_waits = SeeWhatWaits(stores.broadcast_messages, templates, clock)
    contact_cipher = FieldCipher.parse(settings.contact_keys.get_secret_value())

    def contexts(facts: QuotaFacts) -> DeliveryContextReader:
        return DeliveryContextReader(
            links=stores.links,
            preferences=stores.preferences,
            messages=stores.messages,
            templates=templates,
            push_policy=push_policy,
            channels=frozenset(settings.channels),
            quiet_hours=settings.quiet,
            low_quota=frozenset,  # what is left of the day only the worker hears
            replies_bought=lambda: facts.replies_bought,
            zalo_limits=lambda: facts,
            contacts=contact_cipher,
        )

    return [
        inbox_routes(
            stores.messages,
            ReadMessage(stores.messages, clock),
            ReadAllMessages(stores.messages, clock),
            DeleteMessage(stores.messages, clock),
        ),
        preference_routes(stores.preferences, ChangePreferences(stores.preferences, clock)),
        decision_routes(
            stores.staff_messages,
            push_policy,
            PreviewDecision(contexts, stores.zalo_facts, stores.staff_messages, clock),
        ),
        staff_message_routes(
            stores.staff_messages, stores.zalo_facts, ResendMessage(stores.staff_messages, clock), clock
        ),
        broadcast_routes(
            stores.broadcasts,
            stores.broadcast_messages,
            stores.audiences,
            DraftBroadcast(stores.broadcasts, frozenset(settings.public_phones), clock),
            EditBroadcast(stores.broadcasts, frozenset(settings.public_phones), clock),
            MoveBroadcast(stores.broadcasts, see_what_waits, clock),
            PreviewBroadcast(templates, clock),
            see_what_waits,
        ),
        oversight_routes(stores.digests, stores.erasures),
        webhook_routes(ReceiveWebhook(stores.zalo_events, stores.webhook_sources, settings.webhook_keys, clock)),
    ]
