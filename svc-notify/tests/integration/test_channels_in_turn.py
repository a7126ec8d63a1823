"""Several channels side by side: which is asked, which comes next, and who waits for whom. The channels answer what
they are told to; all else is the service's own, on a real database.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.crypto import FieldCipher
from shared.events import new_event
from shared.ids import random_id
from shared.mongo import Database, Document
from shared.testing import FakeClock, eventually
from svc_notify.channels.port import Delivery
from svc_notify.dispatch.delivery_contexts import DeliveryContextReader
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.dispatch.pacer import Pacer
from svc_notify.dispatch.quotas import Quotas
from svc_notify.dispatch.sweeper import Sweeper
from svc_notify.domain.link import Link
from svc_notify.domain.message import Lane, Message, Resend, State
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass, Quota
from svc_notify.domain.policy import Channel
from svc_notify.domain.preferences import ContactMethod, Preferences, Purpose
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.domain.reasons import Reason
from svc_notify.settings import Settings
from svc_notify.sources import dossier, shop
from svc_notify.sources.broadcast import BroadcastMilestone
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.template_files import load_templates
from svc_notify.store.administered import EVERYTHING
from svc_notify.store.indexes import make_indexes
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.preferences import CitizenPreferences
from svc_notify.store.receipts import Receipts
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.use_cases.plan_message import PlanMessage
from svc_notify.wiring.channels import ActiveChannel, make_dispatchers

from .harness import CONTACT_KEYS, FIELD_KEYS, dossier_event

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)

CS, TEMPLATE, ZNS = Channel.ZALO_OA_CS, Channel.ZALO_OA_TEMPLATE, Channel.ZNS
NO = DeliveryOutcome(OutcomeClass.PERMANENT, Reason.TEMPLATE_REFUSED, -249)
SETTINGS: dict[str, Any] = {
    "mongo_url": SecretStr("mongodb://unused"),
    "kafka_bootstrap_servers": "127.0.0.1:1",
    "zalo_oa_id": "4000000000000000004",
    "zalo_app_id": "1000000000000000001",
    "zalo_app_secret": SecretStr("demo-app-secret"),
    "contact_keys": SecretStr(CONTACT_KEYS),
    "staff_keys": SecretStr(FIELD_KEYS),
    "field_keys": SecretStr(FIELD_KEYS),
    "send_concurrency": 4,
}


class Scripted:
    """Answers in this order, then accepts. ``open`` lets calls through; while it is shut they wait."""

    def __init__(self) -> None:
        self.ready = True
        self.sent: list[Delivery] = []
        self.answers: list[DeliveryOutcome] = []
        self.under_way = 0
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        self.sent.append(delivery)
        self.under_way += 1
        await self.open.wait()
        self.under_way -= 1
        return self.answers.pop(0) if self.answers else DeliveryOutcome(OutcomeClass.ACCEPTED)

    async def alive(self) -> bool:
        return True


class Sending:
    def __init__(self, database: Database, clock: FakeClock, *channels: Channel) -> None:
        self.database = database
        self.clock = clock
        self.adapters = {channel: Scripted() for channel in channels}
        self.messages = Messages(database["messages"])
        cipher = FieldCipher.parse(FIELD_KEYS)
        self.people = OaPeople(database["oa_people"], cipher)
        self.links = Links(database["links"], self.people, cipher)
        templates, self.quotas = load_templates(), Quotas(clock)
        contexts = DeliveryContextReader(
            links=self.links,
            preferences=CitizenPreferences(database["preferences"]),
            messages=self.messages,
            templates=templates,
            push_policy=catalogue().push_policy,
            channels=frozenset(channels),
            quiet_hours=None,
            low_quota=self.quotas.low,
            replies_bought=self.quotas.replies_bought,
            zalo_limits=QuotaFacts,
            contacts=FieldCipher.parse(CONTACT_KEYS),
        )
        pacer = Pacer(1_000_000, SystemClock().now().timestamp)
        active = {channel: ActiveChannel(adapter, pacer) for channel, adapter in self.adapters.items()}
        settings = Settings(**SETTINGS)
        self.dispatchers: Dispatchers = make_dispatchers(
            settings, active, self.messages, contexts, templates, self.quotas, self.people, clock
        )
        self.sweeper = Sweeper(
            self.messages, self.dispatchers.channels, timedelta(seconds=16), clock, self.dispatchers.wake
        )
        self.plan = PlanMessage(
            messages=self.messages,
            links=self.links,
            contexts=contexts,
            dispatchers=self.dispatchers,
            coalescing=True,
            clock=clock,
            draw=lambda: 0.5,
        )

    async def citizen(self, *, follows: bool = True, spoke: bool = False) -> str:
        citizen_id, oa_user_id = random_id("cit"), str(2 * 10**18 + len(citizen_ids))
        citizen_ids.append(citizen_id)
        now = self.clock.now()
        link = Link(citizen_id, "3" + oa_user_id, oa_user_id, follows, phone="84900000001", phone_at=now)
        await self.links.put(link, 1, now)
        if spoke:
            await self.people.record_interaction(oa_user_id, link.zalo_user_id, now)
            await self.people.follows(oa_user_id, follows, now)
        return citizen_id

    async def happens(self, name: str, citizen_id: str) -> None:
        event = dossier_event(name, citizen_id, at=self.clock.now())
        milestone = dossier.EVENT_MILESTONES[event.type]
        assert isinstance(milestone, dossier.DossierMilestone)
        notification = dossier.notification(event, milestone)
        assert notification is not None
        await self.plan(notification)

    def calls(self) -> list[int]:
        return [len(adapter.sent) for adapter in self.adapters.values()]

    async def one(self) -> Document:
        (document,) = await self.database["messages"].find({}).to_list(2)
        return document

    async def rests(self, state: State) -> Document:
        return await eventually(self.one, want=lambda one: one["state"] == state)


citizen_ids: list[str] = []


@pytest_asyncio.fixture(loop_scope="session")
async def start(database: Database) -> AsyncIterator[Any]:
    """``start(CS, TEMPLATE, …)``: these channels in use, running until the test ends."""
    await make_indexes(database)
    stop, running = asyncio.Event(), []

    def begin(*channels: Channel) -> Sending:
        sending = Sending(database, FakeClock(SystemClock().now()), *channels)
        running.append(asyncio.ensure_future(sending.dispatchers.run(stop)))
        return sending

    yield begin
    stop.set()
    await asyncio.gather(*running)


async def test_a_no_goes_to_the_next_channel_at_once_and_is_never_asked_again(start: Any) -> None:
    sending: Sending = start(TEMPLATE, ZNS)
    sending.adapters[TEMPLATE].answers = [NO]
    await sending.happens("completed", await sending.citizen())
    document = await sending.rests(State.ACCEPTED)
    assert [(one["channel"], one["outcome"]) for one in document["attempts"]] == [
        ("zalo_oa_template", "permanent"),
        ("zns", "accepted"),
    ]
    assert document["attempts"][0]["reason"] == "template_refused"
    assert sending.adapters[ZNS].sent[0].recipient == "84900000001"
    assert sending.calls() == [1, 1]
    first, *_, second = document["decisions"]  # the others may have looked at it in between
    assert (first["channel"], first["spare"], first["considered"]) == ("zalo_oa_template", "zns", [])
    assert (second["channel"], second["considered"]) == ("zns", [["zalo_oa_template", "template_refused"]])


async def test_the_phone_that_an_event_names_is_asked_first_whatever_the_account_has_chosen(start: Any) -> None:
    sending: Sending = start(TEMPLATE, ZNS)
    sending.adapters[ZNS].answers = [NO]
    citizen_id, now = await sending.citizen(), sending.clock.now()
    nothing = Preferences(choices=dict.fromkeys(product(Purpose, ContactMethod), False))
    await CitizenPreferences(sending.database["preferences"]).put(citizen_id, nothing, now)
    name = "vn.quangngai.shop.payee_change_requested.v1"
    data = {
        "citizen_id": citizen_id,
        "code": "QNG-CH-000001",
        "name": "Tạp hóa Mẫu",
        "commune": "21037",
        "occurred_at": now,
        "contact": FieldCipher.parse(CONTACT_KEYS).encrypt("+84912345678", "named-phone"),
    }
    event = new_event(name, source="svc-payment", subject=random_id("shp"), version=5, at=now, payload=data)
    await sending.plan(shop.notification(event, shop.ShopMilestone.PAYEE_CHANGE_REQUESTED))
    document = await sending.rests(State.UNDELIVERABLE)
    assert [one["channel"] for one in document["attempts"]] == ["zns"]
    assert [sent.recipient for sent in sending.adapters[ZNS].sent] == ["84912345678"]
    assert "912345678" not in str(document)


async def test_when_every_channel_has_said_no_it_rests_with_the_last_reason(start: Any) -> None:
    sending: Sending = start(TEMPLATE, ZNS)
    sending.adapters[TEMPLATE].answers = [NO]
    sending.adapters[ZNS].answers = [DeliveryOutcome(OutcomeClass.PERMANENT, Reason.RECIPIENT_DECLINED, -139)]
    await sending.happens("completed", await sending.citizen())
    document = await sending.rests(State.UNDELIVERABLE)
    assert (document["reason"], sending.calls()) == ("recipient_declined", [1, 1])
    # An officer asks: the channels are asked afresh.
    sending.clock.advance(timedelta(seconds=1))
    resend = Resend("stf_1", sending.clock.now(), "cmd_1", "…")
    assert await StaffMessages(sending.database["messages"]).resend(document["_id"], resend, EVERYTHING)
    sending.dispatchers.wake()
    await sending.rests(State.ACCEPTED)
    assert sending.calls() == [2, 1]


async def test_what_may_have_arrived_goes_on_no_other_channel(start: Any) -> None:
    sending: Sending = start(TEMPLATE, ZNS)
    sending.adapters[TEMPLATE].answers = [DeliveryOutcome(OutcomeClass.UNCERTAIN), NO]
    await sending.happens("completed", await sending.citizen())
    await sending.rests(State.DEFERRED)
    sending.clock.advance(timedelta(minutes=3))
    sending.dispatchers.wake()
    document = await sending.rests(State.UNDELIVERABLE)
    assert (document["reason"], sending.calls()) == ("template_refused", [2, 0])


async def test_a_receipt_closes_an_uncertain_call_and_it_is_not_repeated(start: Any) -> None:
    sending: Sending = start(ZNS)
    sending.adapters[ZNS].answers = [DeliveryOutcome(OutcomeClass.UNCERTAIN)]
    await sending.happens("completed", await sending.citizen())
    document = await sending.rests(State.DEFERRED)
    assert document["due_at"] - sending.clock.now() >= timedelta(minutes=5)
    receipts = Receipts(sending.database["messages"])
    await receipts.note("delivered_at", (), document["_id"], sending.clock.now())
    assert await receipts.settle(document["_id"])
    assert not await receipts.settle(document["_id"])
    sending.clock.advance(timedelta(minutes=10))
    sending.dispatchers.wake()
    document = await sending.one()
    assert (document["state"], "due_at" in document, sending.calls()) == ("accepted", False, [1])


async def test_who_wrote_to_the_official_account_is_answered_freely_until_that_is_spent(start: Any) -> None:
    sending: Sending = start(CS, TEMPLATE)
    citizen_id = await sending.citizen(spoke=True)
    sending.adapters[CS].answers = [DeliveryOutcome(OutcomeClass.ACCEPTED, free_left=Quota(0, 8))]
    sending.clock.advance(timedelta(seconds=1))
    await sending.happens("completed", citizen_id)
    await sending.rests(State.ACCEPTED)
    assert sending.adapters[CS].sent[0].text.startswith("Hồ sơ Đăng ký khai sinh")
    (person,) = await sending.database["oa_people"].find({}).to_list(2)
    assert person["free_spent_at"] > person["last_interaction_at"]
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [1, 1])
    # The citizen's next word opens the window anew; 48 hours later it is shut.
    oa_user_id = sending.adapters[CS].sent[0].recipient
    sending.clock.advance(timedelta(seconds=1))
    await sending.people.record_interaction(oa_user_id, None, sending.clock.now())
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [2, 1])
    sending.clock.advance(timedelta(hours=48))
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [2, 2])
    # Until the seventh day an answer can be bought, as long as there are any.
    sending.quotas.learn(CS, Quota(1_000, 2_000))
    sending.adapters[CS].answers = [DeliveryOutcome(OutcomeClass.ACCEPTED, quota=Quota(199, 2_000))]
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [3, 2])
    await eventually(_replies(sending), want=lambda left: left == Quota(199, 2_000))
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [3, 3])
    sending.quotas.learn(CS, Quota(1_000, 2_000))
    sending.clock.advance(timedelta(days=5))
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [3, 4])


async def test_when_the_bought_replies_turn_out_to_be_gone_a_template_message_goes_instead(start: Any) -> None:
    sending: Sending = start(CS, TEMPLATE)
    citizen_id = await sending.citizen(spoke=True)
    sending.clock.advance(timedelta(hours=50))
    sending.quotas.learn(CS, Quota(500, 2_000))
    refused = DeliveryOutcome(
        OutcomeClass.PERMANENT, Reason.OUTSIDE_FREE_WINDOW, -211, quota=Quota(0), free_left=Quota(0)
    )
    sending.adapters[CS].answers = [refused]
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [1, 1])
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [1, 2])


async def test_little_quota_is_kept_until_tomorrow(start: Any) -> None:
    sending: Sending = start(TEMPLATE)
    citizen_id = await sending.citizen()
    sending.adapters[TEMPLATE].answers = [DeliveryOutcome(OutcomeClass.ACCEPTED, quota=Quota(49, 500))]
    await sending.happens("completed", citizen_id)
    await sending.rests(State.ACCEPTED)
    await sending.happens("completed", citizen_id)
    (kept,) = await sending.database["messages"].find({"state": "deferred"}).to_list(2)
    assert (kept["reason"], sending.calls()) == ("quota_kept", [1])
    warning = await _bulk(sending, citizen_id, BroadcastMilestone.PUBLIC_WARNING)
    await eventually(_calls(sending), want=lambda calls: calls == [2])
    assert sending.adapters[TEMPLATE].sent[1].message_id == warning.id
    sending.clock.set(kept["due_at"])
    sending.dispatchers.wake()
    await eventually(_calls(sending), want=lambda calls: calls == [3])


async def test_a_broadcast_takes_half_the_places_and_a_citizens_own_message_goes_before_it(start: Any) -> None:
    sending: Sending = start(TEMPLATE)
    adapter, citizen_id = sending.adapters[TEMPLATE], await sending.citizen()
    adapter.open.clear()
    for _ in range(30):
        await _bulk(sending, citizen_id, BroadcastMilestone.PUBLIC_NOTICE)
    await eventually(_calls(sending), want=lambda calls: calls == [2])  # half of four places
    await sending.happens("completed", citizen_id)
    await eventually(_calls(sending), want=lambda calls: calls == [3])
    document = await sending.database["messages"].find_one({"lane": "direct"}) or {}
    assert adapter.sent[2].message_id == document["_id"]
    assert adapter.under_way == 3
    adapter.open.set()
    await eventually(_calls(sending), want=lambda calls: calls == [31])


async def test_what_waits_for_a_channel_no_longer_in_use_is_found_and_sent_on_another(start: Any) -> None:
    sending: Sending = start(TEMPLATE)
    citizen_id = await sending.citizen()
    await _bulk(sending, citizen_id, BroadcastMilestone.PUBLIC_NOTICE, channel=ZNS)
    sending.dispatchers.wake()
    await sending.sweeper.bring_back()
    document = await sending.rests(State.ACCEPTED)
    assert (document["channel"], sending.calls()) == ("zalo_oa_template", [1])


def _calls(sending: Sending) -> Any:
    async def calls() -> list[int]:
        return sending.calls()

    return calls


def _replies(sending: Sending) -> Any:
    async def replies() -> Quota | None:
        return sending.quotas.replies_bought()

    return replies


async def _bulk(sending: Sending, citizen_id: str, milestone: str, **changed: Any) -> Message:
    now = sending.clock.now()
    template = load_templates().at(milestone, sending.clock.now())
    message = Message(
        id=random_id("msg"),
        citizen_id=citizen_id,
        subject_id="brc_1",
        milestone=milestone,
        template_version=template.version,
        title="Thông báo",
        body="…",
        plain_text="…",
        params={parameter.name: "…" for parameter in template.parameters},
        event_id="brc_1",
        request_id="",
        traceparent="",
        at=now,
        created_at=now,
        expires_at=now + template.useful_life,
        state=State.PLANNED,
        due_at=now,
        lane=Lane.BULK,
    )
    message = replace(message, **changed)
    assert await sending.messages.insert(message)
    sending.dispatchers.wake()
    return message
