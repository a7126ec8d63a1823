"""What Zalo tells by webhook, and what citizens get because of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest_asyncio

from shared.clock import rfc3339
from shared.crypto import FieldCipher
from shared.events import Event
from shared.ids import random_id
from shared.mongo import Database, Document
from shared.testing import eventually
from svc_notify.domain.erasure import Erasure
from svc_notify.domain.events import CONSENT_REVOKED, PERSON_CONTEXT
from svc_notify.domain.policy import Channel
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.quotas import REPLIES_BOUGHT
from svc_notify.store.erasures import Erasures
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.store.zalo_facts import ZaloFacts
from svc_notify.use_cases.revoke_consent import RevokeConsent

from .harness import (
    CONTACT_KEYS,
    FIELD_KEYS,
    MakeNotify,
    Notify,
    Zalo,
    appointment_event,
    contact_event,
    dossier_event,
    erased_event,
)
from .webhooks import MINI_KEY, OA_KEY, Sender, milliseconds, open_sender


class Webhooks:
    """A running worker with Zalo's webhooks beside it."""

    def __init__(self, notify: Notify, sender: Sender) -> None:
        self.notify = notify
        self.sender = sender
        self.database = notify.database
        cipher = FieldCipher.parse(FIELD_KEYS)
        self.links = Links(self.database["links"], OaPeople(self.database["oa_people"], cipher), cipher)

    async def worked_off(self) -> list[Document]:
        """Every webhook, when none waits any more."""
        everything = self.database["zalo_events"].find
        await eventually(lambda: everything({"due_at": {"$exists": True}}).to_list(100), want=lambda due: not due)
        return await everything({}).to_list(100)

    async def accepted(self) -> Document:
        return await eventually(self.notify.one, want=lambda one: one["state"] == "accepted")


@pytest_asyncio.fixture(loop_scope="session")
async def webhooks(make_notify: MakeNotify, database: Database) -> AsyncIterator[Webhooks]:
    await make_indexes(database)
    notify: Notify = await make_notify(zalo_oa_webhook_keys=OA_KEY, zalo_mini_app_webhook_keys=MINI_KEY)
    notify.start()
    sender = open_sender(notify.settings, database, notify.clock)
    yield Webhooks(notify, sender)
    await sender.http.aclose()


async def test_who_follows_after_signing_in_gets_what_waited(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person(follows=False)
    await webhooks.notify.happens(contact_event(citizen_id, person), dossier_event("accepted", citizen_id))
    assert (await webhooks.notify.one())["reason"] == "not_following"
    await zalo.control("POST", f"people/{person['user_id']}/follow")
    await webhooks.sender.follows(person)
    assert (await webhooks.accepted())["attempts"][-1]["outcome"] == "accepted"


async def test_following_and_leaving_count_by_their_time_not_by_their_order(webhooks: Webhooks, zalo: Zalo) -> None:
    now = webhooks.notify.clock.now()
    citizen_id, person = random_id("cit"), await zalo.person()
    await webhooks.notify.happens(contact_event(citizen_id, person))
    await webhooks.sender.follows(person, name="unfollow", at=now + timedelta(seconds=20))
    await webhooks.worked_off()
    await webhooks.sender.follows(person, at=now + timedelta(seconds=10))
    await webhooks.worked_off()
    link = await webhooks.links.get(citizen_id)
    assert link is not None
    assert not link.is_follower
    await webhooks.sender.follows(person, at=now + timedelta(seconds=30))
    await webhooks.worked_off()
    link = await webhooks.links.get(citizen_id)
    assert link is not None
    assert link.is_follower


async def test_a_follow_before_the_first_sign_in_is_remembered(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    await webhooks.sender.follows(person)
    await webhooks.worked_off()
    nobody_could_tell: dict[str, Any] = {"oa_user_id": None, "is_follower": False}
    await webhooks.notify.happens(contact_event(citizen_id, person, **nobody_could_tell))
    await webhooks.notify.happens(dossier_event("accepted", citizen_id))
    await webhooks.accepted()


async def test_a_users_message_opens_the_window_and_a_shared_phone_is_kept_sealed(
    webhooks: Webhooks, zalo: Zalo
) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    await webhooks.notify.happens(contact_event(citizen_id, person))
    at = webhooks.notify.clock.now() + timedelta(seconds=5)
    said = {"sender": {"id": person["oa_user_id"]}, "user_id_by_app": person["user_id"]}
    text = {"text": "Cho tôi hỏi", "msg_id": "m1"}
    await webhooks.sender.oa({**said, "event_name": "user_send_text", "message": text}, at=at)
    await webhooks.sender.oa({**said, "event_name": "user_send_text", "message": text}, at=at - timedelta(minutes=1))
    info = {"name": "Trần Thị Mẫu", "phone": "0900000001"}
    await webhooks.sender.oa({**said, "event_name": "user_submit_info", "info": info}, at=at - timedelta(minutes=2))
    documents = await webhooks.worked_off()
    link = await webhooks.links.get(citizen_id)
    assert link is not None
    assert (link.last_interaction_at, link.phone) == (at, "84900000001")
    people = await webhooks.database["oa_people"].find({}).to_list(10)
    held = repr((documents, people))
    assert not any(
        personal in held for personal in ("Cho tôi", "Trần", "900000001", person["oa_user_id"], person["user_id"])
    )


async def test_receipts_in_any_order_and_before_their_message(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id = random_id("cit")
    await webhooks.notify.happens(contact_event(citizen_id, await zalo.person()), dossier_event("accepted", citizen_id))
    provider_id = (await webhooks.accepted())["attempts"][-1]["provider_id"]
    at = webhooks.notify.clock.now()
    await webhooks.database["messages"].update_one({}, {"$unset": {"attempts.0.provider_id": ""}})
    await webhooks.sender.receipt("user_seen_message", provider_id, at=at + timedelta(seconds=9))
    waiting = webhooks.database["zalo_events"].find
    await eventually(lambda: waiting({"tries": {"$gte": 1}}).to_list(1))
    assert "seen_at" not in await webhooks.notify.one()
    await webhooks.database["messages"].update_one({}, {"$set": {"attempts.0.provider_id": provider_id}})
    await webhooks.sender.receipt("user_received_message", provider_id, at=at + timedelta(seconds=2))
    await webhooks.sender.receipt("user_received_message", provider_id, at=at + timedelta(seconds=1))
    await webhooks.worked_off()
    message = await webhooks.notify.one()
    assert (message["delivered_at"], message["seen_at"]) == (at + timedelta(seconds=1), at + timedelta(seconds=9))
    assert message["state"] == "accepted"


async def test_a_receipt_with_our_own_id_closes_a_call_that_had_no_answer(webhooks: Webhooks, zalo: Zalo) -> None:
    await zalo.fault("reset", when="after")
    citizen_id = random_id("cit")
    await webhooks.notify.happens(contact_event(citizen_id, await zalo.person()), dossier_event("accepted", citizen_id))
    message = await eventually(webhooks.notify.one, want=lambda one: one.get("reason") == "outcome_uncertain")
    body = {"event_name": "user_received_message", "sender": {"id": "4000000000000000004"}}
    arrived = {**body, "message": {"msg_id": "z1", "tracking_id": message["_id"]}}
    assert (await webhooks.sender.oa(arrived, at=webhooks.notify.clock.now())).status_code == 200
    await webhooks.worked_off()
    message = await webhooks.notify.one()
    assert (message["state"], "due_at" in message, "reason" in message) == ("accepted", False, False)
    assert len(await zalo.messages()) == 1


async def test_a_revoked_consent_erases_who_the_citizen_is_on_zalo(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    registered = contact_event(citizen_id, person)
    await webhooks.notify.happens(registered)
    at = webhooks.notify.clock.now() + timedelta(seconds=3)
    revoked = {"event": "user.revoke.consent", "userId": person["user_id"]}
    assert (await webhooks.sender.mini_app(revoked, at=at)).status_code == 200
    await webhooks.worked_off()
    assert await webhooks.links.get(citizen_id) is None
    (document,) = await webhooks.database["links"].find({}).to_list(2)
    assert document["consent_revoked_at"] == at
    assert "ids" not in document
    await webhooks.notify.happens(registered)
    assert await webhooks.links.get(citizen_id) is None, "an old event brings nothing back"
    await webhooks.notify.happens(contact_event(citizen_id, person, version=2))
    assert await webhooks.links.get(citizen_id) is not None, "consent given anew"


async def test_a_revoked_consent_is_asked_of_the_gateway_and_proven_by_its_answer(
    webhooks: Webhooks, zalo: Zalo
) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    await webhooks.notify.happens(contact_event(citizen_id, person))
    at = webhooks.notify.clock.now() + timedelta(seconds=3)
    for _ in range(2):
        await webhooks.sender.mini_app({"event": "user.revoke.consent", "userId": person["user_id"]}, at=at)
    await webhooks.worked_off()
    (erasure,) = await webhooks.database["erasures"].find({}).to_list(2)
    (asked,) = erasure["outbox"]
    assert (asked["type"], asked["subject"], erasure["open"]) == (CONSENT_REVOKED, erasure["_id"], True)
    assert person["user_id"] not in repr(erasure)
    assert FieldCipher.parse(CONTACT_KEYS).decrypt(asked["data"]["person"], PERSON_CONTEXT) == person["user_id"]
    preferences = CitizenPreferences(webhooks.database["preferences"])
    assert not (await preferences.get(citizen_id)).allows(Purpose.WARNINGS, Channel.ZALO_OA_TEMPLATE)

    # The citizen's own event had been on its way meanwhile, and would have brought everything back.
    late = contact_event(citizen_id, person, version=2)
    await webhooks.database["links"].delete_many({})
    await webhooks.notify.happens(late)
    await webhooks.notify.happens(erased_event(erasure["_id"], citizen_id, 3, at))
    assert await webhooks.links.get(citizen_id) is None
    proven = await webhooks.database["erasures"].find_one({"_id": erasure["_id"]}) or {}
    assert ("open" in proven, proven["citizen_id"], "completed_at" in proven) == (False, citizen_id, True)
    await webhooks.notify.happens(replace(contact_event(citizen_id, person, version=4), time=at + timedelta(minutes=1)))
    assert await webhooks.links.get(citizen_id) is not None
    assert (await preferences.get(citizen_id)).allows(Purpose.WARNINGS, Channel.ZALO_OA_TEMPLATE)


async def test_an_erasure_that_was_killed_half_way_is_asked_for_all_the_same(webhooks: Webhooks, zalo: Zalo) -> None:
    class Killed(Erasures):
        async def request(self, erasure: Erasure, asking: Event) -> bool:
            raise ConnectionError

    citizen_id, person = random_id("cit"), await zalo.person()
    await webhooks.notify.happens(contact_event(citizen_id, person))
    at = webhooks.notify.clock.now() + timedelta(seconds=3)
    collection, keys = webhooks.database["erasures"], FieldCipher.parse(CONTACT_KEYS)
    preferences = CitizenPreferences(webhooks.database["preferences"])
    for erasures in (Killed(collection), Erasures(collection)):
        revoke = RevokeConsent(webhooks.links, preferences, erasures, keys, webhooks.notify.clock)
        with suppress(ConnectionError):
            await revoke(person["user_id"], at)
    assert await collection.count_documents({"open": True}) == 1
    assert (await preferences.get(citizen_id)).consent_revoked


async def test_the_newer_of_two_phones_counts(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    at = webhooks.notify.clock.now()
    shared = {"sender": {"id": person["oa_user_id"]}, "user_id_by_app": person["user_id"]}
    body = {**shared, "event_name": "user_submit_info", "info": {"phone": "0900000001"}}
    for version, moved, expected in ((1, -60, "84900000001"), (2, 60, "84900000002")):
        in_app = {"phone": "+84900000002", "phone_at": rfc3339(at + timedelta(seconds=moved))}
        await webhooks.notify.happens(contact_event(citizen_id, person, version=version, **in_app))
        await webhooks.sender.oa(body, at=at)
        await webhooks.worked_off()
        link = await webhooks.links.get(citizen_id)
        assert link is not None
        assert link.phone == expected
    assert "900000002" not in repr(await webhooks.database["links"].find({}).to_list(5))


async def test_a_receipt_of_a_message_by_phone_is_read_by_our_own_id(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id = random_id("cit")
    await webhooks.notify.happens(contact_event(citizen_id, await zalo.person()), dossier_event("accepted", citizen_id))
    message = await webhooks.accepted()
    at = webhooks.notify.clock.now()
    delivered = {"msg_id": "z1", "tracking_id": message["_id"], "delivery_time": milliseconds(at)}
    parties = {"sender": {"id": "4000000000000000004"}, "recipient": {"id": "84900000001"}}
    body = {**parties, "event_name": "user_received_message", "message": delivered}
    assert (await webhooks.sender.oa(body, at=at + timedelta(seconds=9), server="ZNS")).status_code == 200
    await webhooks.worked_off()
    assert (await webhooks.notify.one())["delivered_at"] == at, "when it arrived, not when we were told"
    (webhook,) = await webhooks.database["zalo_events"].find({}).to_list(2)
    assert webhook["source"] == "zns"


async def test_changes_of_templates_and_quota_are_kept_newest_first(webhooks: Webhooks) -> None:
    now = webhooks.notify.clock.now()
    for status, seconds in (("DISABLE", 2), ("ENABLE", 1)):
        change = {"prev_status": "ENABLE", "new_status": status}
        body = {"event_name": "change_template_status", "template_id": "700123", "status": change}
        await webhooks.sender.oa(body, at=now + timedelta(seconds=seconds))
        await webhooks.worked_off()
    quota = {"prev_value": "500", "new_value": "2000"}
    await webhooks.sender.oa({"event_name": "change_oa_daily_quota", "oaId": "4000000000000000004", "quota": quota})
    await webhooks.worked_off()
    assert not (await ZaloFacts(webhooks.database["zalo_facts"]).quotas()).template_usable("700123")
    from_webhooks = {"_id": {"$ne": REPLIES_BOUGHT}}
    facts = await webhooks.database["zalo_facts"].find(from_webhooks).sort("_id").to_list(10)
    assert [(fact["_id"], fact["after"]) for fact in facts] == [
        ("daily_quota", "2000"),
        ("template_status:700123", "DISABLE"),
    ]


async def test_a_template_that_zalo_disabled_is_not_used_until_it_is_enabled_again(
    webhooks: Webhooks, zalo: Zalo
) -> None:
    citizen_id, now = random_id("cit"), webhooks.notify.clock.now()
    await webhooks.notify.happens(contact_event(citizen_id, await zalo.person()))
    zalo_id = "700113"  # of the cancelled appointment
    for status, seconds in (("DISABLE", 1), ("ENABLE", 2)):
        body = {"event_name": "change_template_status", "template_id": zalo_id, "status": {"new_status": status}}
        await webhooks.sender.oa(body, at=now + timedelta(seconds=seconds))
        await webhooks.worked_off()
        await webhooks.notify.worker.watch.look()
        await webhooks.notify.happens(appointment_event("cancelled", citizen_id))
    (held,) = await webhooks.notify.stored(state="inbox_only")
    assert (held["reason"], held["agency_id"]) == ("template_not_approved", "21025")
    await eventually(lambda: webhooks.notify.stored(state="accepted"), want=lambda sent: len(sent) == 1)


async def test_a_claim_whose_holder_died_comes_up_again(webhooks: Webhooks, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person(follows=False)
    await webhooks.notify.happens(contact_event(citizen_id, person))
    await asyncio.gather(*(webhooks.sender.follows(person) for _ in range(5)))
    documents = await webhooks.worked_off()
    assert {document["outcome"] for document in documents} == {"done"}
    await webhooks.database["zalo_events"].update_many(
        {}, {"$set": {"due_at": webhooks.notify.clock.now() - timedelta(seconds=1), "body": "f1:lost", "tries": 1}}
    )
    # What cannot be read with our keys is set aside, and the others go on.
    other = await zalo.person(follows=False)
    await webhooks.sender.follows(other)
    people = webhooks.database["oa_people"].find
    await eventually(lambda: people({}).to_list(5), want=lambda found: len(found) == 2)
