"""Zalo as it really is: errors as HTTP 200, HTML, silence, refusals; and what becomes of the message."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from prometheus_client import REGISTRY

from shared.clock import VIETNAM, SystemClock
from shared.ids import random_id
from shared.mongo import Document
from shared.testing import FakeClock, eventually
from svc_notify.dispatch import channel_health
from svc_notify.domain.message import Lane
from svc_notify.domain.policy import Channel

from .harness import MakeNotify, Notify, Zalo, contact_event, dossier_event, outcomes

pytestmark = pytest.mark.parametrize("database", ["pymongo"], indirect=True)


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def notified(notify: Notify, zalo: Zalo) -> str:
    """A follower to whom something has just happened; the citizen's id."""
    citizen_id = random_id("cit")
    await notify.happens(contact_event(citizen_id, await zalo.person()))
    await notify.happens(dossier_event("submitted", citizen_id, at=notify.clock.now()))
    return citizen_id


def in_state(state: str) -> Callable[[Document], bool]:
    return lambda document: document["state"] == state


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (-213, "undeliverable", "not_following"),
        (-244, "undeliverable", "recipient_declined"),
        (-222, "undeliverable", "recipient_inactive"),
        (-230, "undeliverable", "no_recent_interaction"),
        (-249, "undeliverable", "template_refused"),
        (-201, "undeliverable", "content_refused"),
        (-1121, "undeliverable", "parameters_unfit"),
        (-202, "undeliverable", "malformed_request"),
        (-987654, "undeliverable", "unknown_answer"),
        (-200, "deferred", "temporary_failure"),
        (-218, "deferred", "quota_spent"),
        (-211, "deferred", "quota_spent"),
        (-234, "deferred", "night_hours"),
        (-224, "deferred", "operator_needed"),
    ],
)
async def test_each_class_of_error_that_comes_with_http_200(
    notify: Notify, zalo: Zalo, code: int, state: str, reason: str
) -> None:
    await zalo.fault("error", code=code, message="…")
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state(state))
    assert document["reason"] == reason
    assert document["attempts"][0]["code"] == code
    assert await zalo.messages() == []
    assert ("due_at" in document) == (state == "deferred")


async def test_an_unknown_code_is_counted(notify: Notify, zalo: Zalo) -> None:
    before = counted("notify_unknown_codes_total", channel="zalo_oa_template")
    await zalo.fault("error", code=-55555, message="?")
    await notified(notify, zalo)
    await eventually(notify.one, want=in_state("undeliverable"))
    assert counted("notify_unknown_codes_total", channel="zalo_oa_template") == before + 1


@pytest.mark.parametrize("quiet_hours", ["22:00-06:00", ""], ids=["held by us", "refused by Zalo"])
async def test_what_is_forbidden_at_night_goes_in_the_morning_and_is_not_late(
    make_notify: MakeNotify, zalo: Zalo, quiet_hours: str
) -> None:
    clock = FakeClock(SystemClock().now().astimezone(VIETNAM).replace(hour=23, minute=0))
    notify: Notify = await make_notify(clock=clock, quiet_hours=quiet_hours)
    notify.start()
    if not quiet_hours:
        await zalo.fault("error", code=-234, message="Cannot send at night")
    in_time = partial(
        counted, "notify_event_to_accepted_seconds_bucket", channel="zalo_oa_template", lane="direct", le="10.0"
    )
    before = in_time()
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("deferred"))
    due = document["due_at"].astimezone(VIETNAM)
    assert (due.date() - clock.now().date(), due.hour) == (timedelta(days=1), 6)
    clock.set(document["due_at"])
    notify.worker.dispatchers.wake()
    await eventually(notify.one, want=in_state("accepted"))

    async def counted_in_time() -> float:  # a moment after it was recorded
        return in_time()

    await eventually(counted_in_time, want=lambda number: number == before + 1)


async def test_zalo_down_then_back(make_notify: MakeNotify, zalo: Zalo) -> None:
    notify: Notify = await make_notify()
    notify.start()
    citizens = [await notified(notify, zalo)]
    await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 1)
    await zalo.stop()
    try:
        uncertain = counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="no_answer")
        for _ in range(20):
            citizens.append(citizens[0])
            await notify.happens(dossier_event("completed", citizens[0]))
        waiting = await eventually(
            lambda: notify.stored(state={"$in": ["planned", "deferred"]}), want=lambda found: len(found) == 20
        )
        # A handful of calls found the outage out; the others were not even tried.
        assert sum(len(one["attempts"]) for one in waiting) < 40
    finally:
        await zalo.start()
    await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 21)
    assert len(await zalo.messages()) == 21
    assert (await zalo.counters())["repeated_tracking_id"] == 0
    # A refused connection is certain: nothing was sent.
    assert counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="no_answer") == uncertain


async def test_an_error_of_the_server_is_an_outage_and_the_message_goes_when_it_is_over(
    notify: Notify, zalo: Zalo
) -> None:
    await zalo.fault("http_500", "oa.*", times=None)
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("deferred"))
    assert document["reason"] == "outcome_uncertain"
    await zalo.control("DELETE", "faults")
    document = await eventually(notify.one, want=in_state("accepted"))
    assert set(outcomes(document)) == {"server_error", "accepted"}
    assert len(await zalo.messages()) == 1


def failed(times: int) -> Callable[[Document], bool]:
    return lambda document: outcomes(document) == ["server_error"] * times


async def test_a_server_that_fails_after_it_has_told_the_citizen_tells_five_times_at_most(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    await zalo.fault("http_500", "oa.*", times=None, when="after")
    await notified(notify, zalo)
    for calls in range(1, 5):
        await eventually(notify.one, want=failed(calls))
        await eventually(notify.one, want=in_state("deferred"))
        clock.set((await notify.one())["due_at"])
        notify.worker.dispatchers.wake()
    document = await eventually(notify.one, want=in_state("undeliverable"))
    assert (document["reason"], outcomes(document)) == ("outcome_unknown", ["server_error"] * 5)
    assert len(await zalo.messages()) == 5


async def test_a_success_that_cannot_be_read_is_as_bounded_as_silence(make_notify: MakeNotify, zalo: Zalo) -> None:
    """Zalo may have taken the message all the same: one citizen had five."""
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    await zalo.fault("non_json", "oa.*", times=None)
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("deferred"))
    assert (document["reason"], outcomes(document)) == ("outcome_uncertain", ["uncertain"])
    clock.set(document["due_at"])
    notify.worker.dispatchers.wake()
    document = await eventually(notify.one, want=in_state("undeliverable"))
    assert (document["reason"], outcomes(document)) == ("outcome_unknown", ["uncertain", "uncertain"])


async def test_too_fast_slows_the_channel_down_and_loses_nothing(make_notify: MakeNotify, zalo: Zalo) -> None:
    notify: Notify = await make_notify(send_rate_per_minute=60_000)
    notify.start()
    await zalo.fault("error", times=3, code=-32, message="rate limit")
    for _ in range(10):
        await notified(notify, zalo)
    documents = await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 10)
    assert sum(outcomes(one).count("throttled") for one in documents) == 3
    assert len(await zalo.messages()) == 10


async def test_what_needs_a_person_parks_the_queue_and_goes_on_by_itself_afterwards(
    make_notify: MakeNotify, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_health, "OPERATOR_PAUSE", 0.3)
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    await zalo.fault("error", times=None, code=-224, message="package")
    for _ in range(10):
        await notified(notify, zalo)
    await eventually(lambda: notify.stored(reason="operator_needed"), want=bool)
    calls = await zalo.calls("oa.template")
    assert calls["-224"] < 10
    await zalo.control("DELETE", "faults")

    async def accepted() -> int:
        clock.advance(timedelta(seconds=30))
        notify.worker.dispatchers.wake()
        return len(await notify.stored(state="accepted"))

    await eventually(accepted, want=lambda n: n == 10, every=0.2)
    assert len(await zalo.messages()) == 10


async def test_silence_after_sending_is_uncertain_counted_and_repeated_once(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock, zalo_timeout_seconds=0.5)
    notify.start()
    before = counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="no_answer")
    await zalo.fault("slow", delay_ms=1_500, when="after")
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("deferred"))
    assert (document["reason"], outcomes(document)) == ("outcome_uncertain", ["uncertain"])
    assert document["due_at"] - clock.now() >= timedelta(minutes=1)
    assert counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="no_answer") == before + 1
    clock.advance(timedelta(minutes=3))
    notify.worker.dispatchers.wake()
    document = await eventually(notify.one, want=in_state("accepted"))
    assert outcomes(document) == ["uncertain", "accepted"]
    # This is the window: Zalo took both. The counter is what says so.
    assert (await zalo.counters())["repeated_tracking_id"] == 1


async def test_silence_twice_ends_it(make_notify: MakeNotify, zalo: Zalo) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    notify.start()
    await zalo.fault("reset", times=2, when="after")
    await notified(notify, zalo)
    await eventually(notify.one, want=in_state("deferred"))
    clock.advance(timedelta(minutes=3))
    notify.worker.dispatchers.wake()
    document = await eventually(notify.one, want=in_state("undeliverable"))
    assert (document["reason"], outcomes(document)) == ("outcome_unknown", ["uncertain", "uncertain"])


async def test_a_lost_claim_is_found_counted_and_sent_once_more(make_notify: MakeNotify, zalo: Zalo) -> None:
    """A kill -9 between the call and its record leaves this: the claim stands, and nobody will finish it."""
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(clock=clock)
    await notify.worker.tokens.update()
    dispatcher = notify.worker.dispatchers.of(Channel.ZALO_OA_TEMPLATE)
    dispatcher._behind[Lane.DIRECT] = False
    launched: list[str] = []
    dispatcher.launch = lambda message, call: launched.append(message.id)  # type: ignore[method-assign]
    await notified(notify, zalo)
    document = await notify.one()
    assert launched == [document["_id"]]
    assert document["state"] == "sending"  # born claimed: one write
    assert outcomes(document) == [None]
    before = counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="claim_lost")

    survivor: Notify = await make_notify(clock=clock, consent=False)
    survivor.start()
    clock.advance(timedelta(seconds=9))
    await survivor.worker.sweeper.recover_lost()
    assert (await notify.one())["state"] == "sending"  # the lease still holds
    clock.advance(timedelta(seconds=2))
    await survivor.worker.sweeper.recover_lost()
    document = await eventually(notify.one, want=in_state("accepted"))
    assert outcomes(document) == ["uncertain", "accepted"]
    assert counted("notify_send_uncertain_total", channel="zalo_oa_template", cause="claim_lost") == before + 1


async def test_an_expired_token_costs_one_refresh_and_one_repeat(notify: Notify, zalo: Zalo) -> None:
    await zalo.fault("expired_token")
    await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("accepted"))
    assert outcomes(document) == ["token_rejected", "accepted"]
    assert sum((await zalo.calls("oauth.oa_token")).values()) == 2  # the consent and one refresh


async def test_many_messages_meeting_an_expired_token_cost_one_refresh(notify: Notify, zalo: Zalo) -> None:
    citizen_id = await notified(notify, zalo)
    await eventually(notify.one, want=in_state("accepted"))
    await zalo.control("POST", "clock", {"advance_seconds": 90_001})  # at Zalo the token has ended; here it has not
    events = [dossier_event("completed", citizen_id) for _ in range(30)]
    await asyncio.gather(*(notify.worker.handle(event) for event in events))
    documents = await eventually(lambda: notify.stored(state="accepted"), want=lambda found: len(found) == 31)
    assert sum((await zalo.calls("oauth.oa_token")).values()) == 2  # the consent and one refresh
    assert sum(outcomes(one).count("token_rejected") for one in documents) >= 1
    assert all(outcomes(one).count("token_rejected") <= 1 for one in documents)
    assert len(await zalo.messages()) == 31


async def test_a_token_refused_again_and_again_does_not_make_a_loop(notify: Notify, zalo: Zalo) -> None:
    await zalo.fault("expired_token", times=None)
    await notified(notify, zalo)
    document = await eventually(notify.one, want=lambda one: one.get("reason") == "operator_needed")
    assert outcomes(document)[:2] == ["token_rejected", "operator"]
    assert sum((await zalo.calls("oauth.oa_token")).values()) == 2


async def test_a_defect_in_the_adapter_ends_one_message_and_not_the_service(
    notify: Notify, zalo: Zalo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: object) -> None:
        raise KeyError("data")

    channel = notify.worker.dispatchers.of(Channel.ZALO_OA_TEMPLATE)._adapter
    monkeypatch.setattr(channel, "send", fail)
    citizen_id = await notified(notify, zalo)
    document = await eventually(notify.one, want=in_state("undeliverable"))
    assert (document["reason"], outcomes(document)) == ("malformed_request", ["our_bug"])
    monkeypatch.undo()
    await notify.happens(dossier_event("completed", citizen_id))
    await eventually(lambda: notify.stored(state="accepted"), want=bool)


async def test_without_a_consent_messages_wait_and_go_after_it(make_notify: MakeNotify, zalo: Zalo) -> None:
    notify: Notify = await make_notify(consent=False)
    notify.start()
    await notified(notify, zalo)
    assert (await notify.one())["state"] == "planned"
    await notify.consent()
    await eventually(notify.one, want=in_state("accepted"))


async def test_what_outlived_its_use_while_the_channel_was_closed_is_settled(
    make_notify: MakeNotify, zalo: Zalo
) -> None:
    clock = FakeClock(SystemClock().now())
    notify: Notify = await make_notify(consent=False, clock=clock)
    await notified(notify, zalo)
    clock.advance(timedelta(hours=49))
    await notify.worker.sweeper.expire()
    await notify.worker.sweeper.measure()
    document = await notify.one()
    assert (document["state"], document["reason"]) == ("undeliverable", "expired")
    assert counted("notify_queue_messages", channel="zalo_oa_template", lane="direct", state="planned") == 0
