"""Every store of the service on its collection."""

from dataclasses import dataclass

from shared.crypto import FieldCipher
from shared.mongo import Database
from shared.reference.staff_directory import StaffDirectory
from svc_notify.settings import Settings
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.store.receipts import Receipts
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.store.tokens import Tokens
from svc_notify.store.webhook_sources import WebhookSources
from svc_notify.store.zalo_events import ZaloEvents
from svc_notify.store.zalo_facts import ZaloFacts


@dataclass(frozen=True)
class Stores:
    """``bulk_messages`` has round trips of its own, so that what is told to one citizen waits for no broadcast."""

    messages: Messages
    bulk_messages: Messages
    broadcast_messages: BroadcastMessages
    staff_messages: StaffMessages
    receipts: Receipts
    people: OaPeople
    links: Links
    preferences: CitizenPreferences
    audiences: Audiences
    broadcasts: Broadcasts
    digests: Digests
    erasures: Erasures
    tokens: Tokens
    staff: StaffDirectory
    webhook_sources: WebhookSources
    zalo_events: ZaloEvents
    zalo_facts: ZaloFacts


def make_stores(settings: Settings, database: Database) -> Stores:
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    messages, people = database["messages"], OaPeople(database["oa_people"], cipher)
    links, preferences = Links(database["links"], people, cipher), CitizenPreferences(database["preferences"])
    return Stores(
        messages=Messages(messages),
        bulk_messages=Messages(messages),
        broadcast_messages=BroadcastMessages(messages),
        staff_messages=StaffMessages(messages),
        receipts=Receipts(messages),
        people=people,
        links=links,
        preferences=preferences,
        audiences=Audiences(links, preferences),
        broadcasts=Broadcasts(database["broadcasts"]),
        digests=Digests(database["digests"]),
        erasures=Erasures(database["erasures"]),
        tokens=Tokens(database["tokens"], database["token_journal"], cipher, settings.zalo_oa_id),
        staff=StaffDirectory(database, FieldCipher.parse(settings.staff_keys.get_secret_value())),
        webhook_sources=WebhookSources(database["webhook_sources"]),
        zalo_events=ZaloEvents(database["zalo_events"], cipher),
        zalo_facts=ZaloFacts(database["zalo_facts"]),
    )
