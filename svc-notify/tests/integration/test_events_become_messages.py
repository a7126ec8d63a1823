"""Events in, messages at Zalo and in the inbox."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import orjson
import pytest
from prometheus_client import REGISTRY

from shared.clock import VIETNAM, SystemClock, rfc3339
from shared.events import Event, InvalidEvent
from shared.ids import random_id
from shared.testing import FakeClock, eventually
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.preferences import ContactMethod, Preferences, Purpose
from svc_notify.sources.dossier import EVENT_MILESTONES, PUSH_POLICY
from svc_notify.store.preferences import CitizenPreferences

from .harness import MakeNotify, Notify, Zalo, appointment_event, contact_event, dossier_event, erased_event, outcomes

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)


async def registered(notify: Notify, zalo: Zalo, *, follows: bool = True) -> tuple[str, dict[str, str]]:
    """A citizen whose contact is known."""
    citizen_id, person = random_id("cit"), await zalo.person(follows=follows)
    await notify.happens(contact_event(citizen_id, person))
    return citizen_id, person


async def test_a_dossier_from_filing_to_result_is_told_milestone_by_milestone(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    citizen_id, person = await registered(notify, zalo)
    dossier_id, code = random_id("dos"), "000.00.53.H48-261123-0001"
    story = [
        dossier_event("submitted", citizen_id, dossier_id=dossier_id),
        dossier_event("accepted", citizen_id, dossier_id=dossier_id, code=code, due_at="2026-11-30T17:00:00+07:00"),
        dossier_event("processing_started", citizen_id, dossier_id=dossier_id, code=code),
        dossier_event(
            "supplement_requested", citizen_id, dossier_id=dossier_id, code=code, documents=["Giấy chứng sinh"]
        ),
        dossier_event("supplemented", citizen_id, dossier_id=dossier_id, code=code),
        dossier_event("payment_requested", citizen_id, dossier_id=dossier_id, code=code, amount=75_000),
        dossier_event("payment_settled", citizen_id, dossier_id=dossier_id, code=code, amount=75_000),
        dossier_event("completed", citizen_id, dossier_id=dossier_id, code=code),
        dossier_event("returned", citizen_id, dossier_id=dossier_id, code=code),
    ]
    expected = 0
    for event in story:
        await notify.happens(event)
        meaning = EVENT_MILESTONES[event.type]
        expected += not isinstance(meaning, SuppressedReason) and PUSH_POLICY[meaning].is_pushed
        await zalo.receives(expected)
        clock.advance(timedelta(minutes=2))
    received = await zalo.messages()
    assert [message["milestone"] for message in received] == [
        *("acknowledged", "accepted", "supplement_requested", "payment_requested", "result_ready"),
    ]
    assert {message["oa_user_id"] for message in received} == {person["oa_user_id"]}
    assert f"Mã hồ sơ: {code}." in received[1]["text"]
    assert "Hẹn trả kết quả: 17:00 30/11/2026." in received[1]["text"]
    assert "75.000" in received[3]["text"]
    *stored, returned = await eventually(
        notify.stored, want=lambda found: all(one["state"] == "accepted" for one in found[:-1])
    )
    assert (returned["state"], returned["reason"]) == ("inbox_only", "not_a_milestone")
    assert [one["body"].strip() for one in stored] == [message["text"].strip() for message in received]
    assert all(one["subject_id"] == dossier_id and one["citizen_id"] == citizen_id for one in stored)
    assert (await zalo.counters())["repeated_content"] == 0


async def test_a_visit_is_told_when_it_is_decided_and_on_the_day_before(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    for name, reason in (
        ("requested", None), ("approved", None), ("reminder_due", None), ("cancelled", None),
        ("rejected", "Cơ quan tạm nghỉ tiếp nhận"),
    ):  # fmt: skip
        await notify.happens(appointment_event(name, citizen_id, reason=reason))
    await zalo.receives(4)
    texts = {message["milestone"]: message["text"] for message in await zalo.messages()}
    assert {*texts} == {
        *("appointment_approved", "appointment_reminder", "appointment_cancelled", "appointment_rejected"),
    }
    assert "Giờ hẹn: 08:00 25/11/2026. Số thứ tự: 7." in texts["appointment_approved"]
    assert "lúc 08:00 25/11/2026 tại UBND phường Cẩm Thành" in texts["appointment_reminder"]
    assert "Lý do: Cơ quan tạm nghỉ tiếp nhận." in texts["appointment_rejected"]


async def test_money_that_goes_back_is_told_once_and_to_nobody_whose_consent_is_gone(
    notify: Notify, zalo: Zalo
) -> None:
    citizen_id, person = await registered(notify, zalo)
    now = SystemClock().now()
    data = {
        "citizen_id": citizen_id,
        "title": "Học phí tháng 11/2026",
        "payee_id": "thcs-nghia-lo",
        "payee_name": "Trường THCS Nghĩa Lộ",
        "amount": 615_000,
        "reason": "Phiếu thu đã được nộp đủ trước đó.",
        "received_at": rfc3339(now),
    }

    def due() -> Event:
        kind = "vn.quangngai.payment.refund_due.v1"
        return Event(random_id("evt"), kind, "svc-payment", random_id("pay"), now, 5, data, "", "")

    first = due()
    for _ in range(3):
        await notify.happens(first)
    await zalo.receives(1)
    [message] = await zalo.messages()
    assert (message["milestone"], message["oa_user_id"]) == ("payment_refund_due", person["oa_user_id"])
    assert len(await notify.stored(milestone="payment_refund_due")) == 1
    await notify.happens(erased_event(random_id("ers"), citizen_id, 2, now))
    await notify.happens(due())
    [_, kept] = await notify.stored(milestone="payment_refund_due")
    assert kept["attempts"] == []
    assert len(await zalo.messages()) == 1


async def test_what_follows_within_a_minute_is_one_message_and_all_of_it_is_in_the_inbox(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    citizen_id, _ = await registered(notify, zalo)
    dossier_id = random_id("dos")
    for name in ("submitted", "accepted", "supplement_requested", "completed"):
        await notify.happens(dossier_event(name, citizen_id, dossier_id=dossier_id, at=clock.now()))
        clock.advance(timedelta(seconds=10))
    await zalo.receives(1)
    held = await notify.stored(reason="held_to_join")
    assert [one["milestone"] for one in held] == ["accepted", "supplement_requested", "result_ready"]
    assert {one["due_at"] for one in held} == {held[0]["created_at"] + timedelta(seconds=50)}
    clock.advance(timedelta(seconds=21))
    notify.worker.dispatchers.wake()
    await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 2)
    joined = await eventually(lambda: notify.stored(reason="joined"), want=lambda found: len(found) == 2)
    assert [message["milestone"] for message in await zalo.messages()] == ["acknowledged", "result_ready"]
    assert {one["superseded_by"] for one in joined} == {held[-1]["_id"]}
    assert all(one["state"] == "inbox_only" and one["unread"] for one in joined)
    # Another dossier of the same citizen does not wait for this one.
    await notify.happens(dossier_event("submitted", citizen_id, at=clock.now()))
    await zalo.receives(3)


async def test_the_night_holds_a_message_back_before_any_call(make_notify: MakeNotify, zalo: Zalo) -> None:
    evening = SystemClock().now().astimezone(VIETNAM).replace(hour=21, minute=59, second=50)
    clock = FakeClock(evening)
    notify: Notify = await make_notify(clock=clock, quiet_hours="22:00-06:00")
    notify.start()
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("submitted", citizen_id, at=clock.now()))
    await zalo.receives(1)
    clock.advance(timedelta(seconds=10))
    await notify.happens(dossier_event("completed", citizen_id, at=clock.now()))
    (held,) = await notify.stored(state="deferred")
    assert (held["reason"], held["attempts"]) == ("night_hours", [])
    morning = evening.replace(hour=6, minute=5, second=0) + timedelta(days=1)
    assert timedelta(0) <= held["due_at"] - morning < timedelta(minutes=10)
    clock.set(held["due_at"])
    notify.worker.dispatchers.wake()
    await zalo.receives(2)


async def test_who_switched_it_off_is_told_in_the_inbox_only(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    preferences = CitizenPreferences(notify.database["preferences"])
    off = Preferences().chosen({(Purpose.DOSSIERS, ContactMethod.ZALO_OA): False}, ())
    await preferences.put(citizen_id, off, notify.clock.now())
    await notify.happens(dossier_event("submitted", citizen_id))
    document = await notify.one()
    assert (document["state"], document["reason"]) == ("inbox_only", "not_wanted")
    await notify.happens(appointment_event("approved", citizen_id))
    await zalo.receives(1)


async def test_the_call_is_recorded_with_its_outcome_and_time(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("submitted", citizen_id))
    document = await eventually(notify.one, want=lambda one: one["state"] == "accepted")
    (attempt,) = document["attempts"]
    (received,) = await zalo.messages()
    assert attempt["provider_id"] == received["message_id"]
    assert received["tracking_id"] == document["_id"]
    assert (attempt["outcome"], attempt["code"], attempt["channel"]) == ("accepted", 0, "zalo_oa_template")
    assert attempt["begun_at"] <= attempt["at"]
    assert attempt["duration_ms"] >= 0
    assert "due_at" not in document
    assert "claim" not in document
    assert document["request_id"] == ""  # bound by the consumer, which this test does without


async def test_events_repeated_and_shuffled_tell_each_citizen_once(notify: Notify, zalo: Zalo) -> None:
    citizens = [await registered(notify, zalo) for _ in range(4)]
    events = [
        dossier_event(name, citizen_id)
        for citizen_id, _ in citizens
        for name in ("submitted", "accepted", "refused", "stopped", "completed")
    ]
    chance = random.Random(7)
    repeated = [event for event in events for _ in range(chance.randint(1, 5))]
    chance.shuffle(repeated)
    await asyncio.gather(*(notify.worker.handle(event) for event in repeated))
    await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == len(events))
    await asyncio.gather(*(notify.worker.handle(event) for event in repeated))  # the whole topic once more
    counters = await zalo.counters()
    assert counters["messages_accepted"] == len(events) == 20
    assert counters["repeated_tracking_id"] == 0
    assert counters["messages_per_person_max"] == 5
    assert await zalo.calls("oa.template") == {"0": 20}


async def test_a_message_waits_for_the_news_of_who_the_citizen_is(notify: Notify, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    await notify.happens(dossier_event("submitted", citizen_id))
    document = await notify.one()
    assert (document["state"], document["reason"]) == ("deferred", "recipient_unknown")
    await notify.happens(contact_event(citizen_id, person))
    await eventually(notify.one, want=lambda one: one["state"] == "accepted")
    assert len(await zalo.messages()) == 1


async def test_the_wait_for_an_unknown_citizen_ends_in_the_inbox(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    citizen_id = random_id("cit")
    await notify.happens(dossier_event("submitted", citizen_id, at=clock.now()))
    clock.advance(timedelta(minutes=14))
    notify.worker.dispatchers.wake()
    later = await eventually(notify.one, want=lambda one: one["due_at"] > clock.now())
    assert later["state"] == "deferred"
    clock.advance(timedelta(minutes=2))
    notify.worker.dispatchers.wake()
    document = await eventually(notify.one, want=lambda one: one["state"] == "inbox_only")
    assert document["reason"] == "recipient_unknown"
    assert document["attempts"] == []
    await notify.happens(contact_event(citizen_id, await zalo.person()))
    await eventually(notify.one, want=lambda one: one["state"] == "accepted")


async def test_who_does_not_follow_is_told_in_the_inbox_and_by_zalo_after_following(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    citizen_id, person = await registered(notify, zalo, follows=False)
    old = dossier_event("submitted", citizen_id, at=clock.now())
    await notify.happens(old)
    clock.advance(timedelta(hours=47))
    read, unread = (dossier_event(name, citizen_id, at=clock.now()) for name in ("accepted", "completed"))
    await notify.happens(read, unread)
    documents = await notify.stored()
    assert {(one["state"], one["reason"]) for one in documents} == {("inbox_only", "not_following")}
    first = next(one for one in documents if one["event_id"] == read.id)
    await notify.database["messages"].update_one({"_id": first["_id"]}, {"$unset": {"unread": ""}})
    clock.advance(timedelta(hours=2))  # the first is of no more use, the second has been read
    person = await zalo.control("POST", f"people/{person['user_id']}/follow")
    await notify.happens(contact_event(citizen_id, person, version=2))
    await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 1)
    (received,) = await zalo.messages()
    assert received["milestone"] == "result_ready"


async def test_an_older_contact_does_not_replace_a_newer_one(notify: Notify, zalo: Zalo) -> None:
    citizen_id, person = random_id("cit"), await zalo.person()
    follows = contact_event(citizen_id, person, version=3)
    left = contact_event(citizen_id, person, version=2, is_follower=False, oa_user_id=None)
    await notify.happens(follows, left, follows, left)
    await notify.happens(dossier_event("submitted", citizen_id))
    await eventually(notify.one, want=lambda one: one["state"] == "accepted")


async def test_the_contact_is_not_readable_in_the_database(notify: Notify, zalo: Zalo) -> None:
    _, person = await registered(notify, zalo)
    (link,) = await notify.database["links"].find().to_list(10)
    kept = orjson.dumps(link, default=str).decode()
    assert person["oa_user_id"] not in kept
    assert person["user_id"] not in kept


async def test_an_old_event_replayed_reaches_the_inbox_but_nobodys_phone(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("submitted", citizen_id, at=SystemClock().now() - timedelta(days=10)))
    document = await notify.one()
    assert (document["state"], document["reason"]) == ("inbox_only", "expired")
    assert await zalo.calls("oa.template") == {}


async def test_a_long_text_is_cut_for_zalo_and_whole_in_the_inbox(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    reason = "Thiếu xác nhận của cơ quan có thẩm quyền " * 12
    await notify.happens(dossier_event("refused", citizen_id, reason=reason))
    document = await eventually(notify.one, want=lambda one: one["state"] == "accepted")
    assert reason.strip() in document["body"]
    data = orjson.loads((await zalo.messages())[0]["raw"])["template_data"]
    assert len(data["ly_do"]) <= 200


async def test_a_code_too_long_for_zalo_stays_in_the_inbox(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("accepted", citizen_id, code="H" * 31))
    document = await notify.one()
    assert (document["state"], document["reason"]) == ("inbox_only", "parameters_unfit")
    assert "H" * 31 in document["body"]
    assert await zalo.calls("oa.template") == {}


async def test_a_template_without_an_id_of_zalos_is_inbox_only(make_notify: MakeNotify, zalo: Zalo) -> None:
    notify: Notify = await make_notify(zalo_template_ids={"acknowledged": ""})
    notify.start()
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("submitted", citizen_id))
    assert (await notify.one())["reason"] == "template_not_approved"


@pytest.mark.parametrize(
    "data",
    [
        {"citizen_id": ""},
        {"citizen_id": "0912345678"},
        {"procedure_name": ""},
        {"procedure_name": " . "},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-11-23T08:00:00"},
        {"documents": "Giấy chứng sinh"},
        {"amount": -1},
        {"code": ["H48"]},
    ],
)
async def test_data_of_another_shape_is_a_dead_letter_and_leaves_nothing(notify: Notify, data: dict[str, Any]) -> None:
    event = dossier_event("submitted", random_id("cit"), **data)
    with pytest.raises(InvalidEvent):
        await notify.worker.handle(event)
    assert await notify.stored() == []


async def test_who_filed_on_paper_without_an_account_is_told_nothing_here(notify: Notify) -> None:
    await notify.worker.handle(dossier_event("accepted", random_id("cit"), citizen_id=None))
    assert await notify.stored() == []


async def test_a_contact_that_cannot_be_read_is_a_dead_letter_without_the_contact_in_its_error(
    notify: Notify, zalo: Zalo
) -> None:
    good = contact_event(random_id("cit"), await zalo.person())
    for contact in ("c1:AAAA", "c9:" + str(good.data["contact"])[3:], ""):
        with pytest.raises(InvalidEvent):
            await notify.worker.handle(Event(**{**vars(good), "data": {**good.data, "contact": contact}}))
    wrong = contact_event(random_id("cit"), await zalo.person(), zalo_user_id=["900000001"])
    with pytest.raises(InvalidEvent) as refusal:
        await notify.worker.handle(wrong)
    assert "900000001" not in str(refusal.value)
    assert await notify.database["links"].count_documents({}) == 0


async def test_more_members_than_known_are_ignored_and_another_type_is_skipped(notify: Notify, zalo: Zalo) -> None:
    citizen_id, _ = await registered(notify, zalo)
    await notify.happens(dossier_event("submitted", citizen_id, added_next_year={"a": 1}))
    await notify.happens(dossier_event("archived", citizen_id))
    assert len(await notify.stored()) == 1
    assert (REGISTRY.get_sample_value("notify_events_suppressed_total", {"reason": "unknown_type"}) or 0) >= 1
    assert outcomes(await eventually(notify.one, want=lambda one: one["state"] == "accepted")) == ["accepted"]
