"""What the store promises, on both drivers."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from shared.ids import random_id
from shared.mongo import MONGO_UNAVAILABLE, Database
from shared.testing import never_confirmed
from svc_notify.domain.delivery import Step
from svc_notify.domain.message import Attempt, Decided, Lane, Message, State, claimed
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel, Decision, PushAction
from svc_notify.domain.reasons import Reason
from svc_notify.store.indexes import make_indexes
from svc_notify.store.messages import ATTEMPTS_KEPT, Messages

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LEASE = timedelta(seconds=16)
LATER = NOW + LEASE
QUEUES = (Channel.ZALO_OA_TEMPLATE, None)
DECIDED = Decided(NOW, Decision(PushAction.SEND, Channel.ZALO_OA_TEMPLATE))


@pytest_asyncio.fixture(loop_scope="session")
async def messages(database: Database) -> Messages:
    await make_indexes(database)
    return Messages(database["messages"])


def planned(due_at: datetime | None = NOW, **changed: Any) -> Message:
    message = Message(
        id=random_id("msg"),
        citizen_id="cit_1",
        subject_id="dos_1",
        milestone="accepted",
        template_version=1,
        title="Hồ sơ đã được tiếp nhận",
        body="…",
        plain_text="…",
        params={"ma_ho_so": "H48"},
        event_id="evt_1",
        request_id="req_1",
        traceparent="00-…",
        at=NOW,
        created_at=NOW,
        expires_at=NOW + timedelta(days=3),
        state=State.PLANNED,
        due_at=due_at,
    )
    return replace(message, **changed)


def begun(claim: str = "clm_1") -> Attempt:
    return Attempt(claim, Channel.ZALO_OA_TEMPLATE, NOW)


def ended(claim: str = "clm_1", outcome: OutcomeClass = OutcomeClass.ACCEPTED) -> Attempt:
    return replace(begun(claim), at=NOW + timedelta(milliseconds=30), outcome=outcome, code=0, duration_ms=30)


async def only(messages: Messages) -> Message:
    (message,) = await messages.inbox("cit_1", None, 10)
    return message


async def test_a_message_comes_back_as_it_was_stored(messages: Messages) -> None:
    message = claimed(planned(reason=Reason.NIGHT_HOURS), begun(), LATER)
    assert await messages.insert(message)
    assert await only(messages) == message


async def test_the_same_message_is_stored_once(messages: Messages) -> None:
    message = planned()
    assert await messages.insert(message)
    assert not await messages.insert(replace(message, body="another"))
    assert await only(messages) == message


async def test_twenty_claimers_share_the_queue_without_sharing_a_message(messages: Messages) -> None:
    ids = []
    for _ in range(40):
        message = planned()
        ids.append(message.id)
        await messages.insert(message)

    async def claim(n: int) -> list[str]:
        won: list[str] = []
        while due := await messages.due(QUEUES, Lane.DIRECT, NOW, 7):
            won += await messages.claim([found.id for found in due], begun(f"clm_{n}"), DECIDED, NOW, LATER)
        return won

    won = await asyncio.gather(*(claim(n) for n in range(20)))
    assert sorted(message_id for one in won for message_id in one) == sorted(ids)


async def test_due_are_the_oldest_waiting_ones_only(messages: Messages) -> None:
    first, second = planned(NOW - timedelta(minutes=2)), planned(NOW - timedelta(minutes=1), state=State.DEFERRED)
    for message in (
        second,
        first,
        planned(NOW + timedelta(seconds=1)),
        claimed(planned(), begun(), NOW),
        planned(state=State.ACCEPTED, due_at=None),
    ):
        await messages.insert(message)
    assert [found.id for found in await messages.due(QUEUES, Lane.DIRECT, NOW, 10)] == [first.id, second.id]
    assert [found.id for found in await messages.due(QUEUES, Lane.DIRECT, NOW, 1)] == [first.id]


async def test_an_answer_settles_the_message_and_completes_its_call(messages: Messages) -> None:
    message = claimed(planned(), begun(), LATER)
    await messages.insert(message)
    assert await messages.record(message.id, ended(), Step(State.ACCEPTED))
    assert await only(messages) == replace(message, state=State.ACCEPTED, claim=None, due_at=None, attempts=(ended(),))


async def test_an_answer_that_is_not_confirmed_is_recorded_by_the_next_try(
    database: Database, messages: Messages
) -> None:
    message = claimed(planned(), begun(), LATER)
    await messages.insert(message)
    with pytest.raises(MONGO_UNAVAILABLE):
        await Messages(never_confirmed(database["messages"])).record(message.id, ended(), Step(State.ACCEPTED))
    assert await messages.record(message.id, ended(), Step(State.ACCEPTED))
    assert await only(messages) == replace(message, state=State.ACCEPTED, claim=None, due_at=None, attempts=(ended(),))


async def test_a_claim_that_is_gone_may_no_longer_move_the_message(messages: Messages) -> None:
    message = claimed(planned(), begun(), NOW)
    await messages.insert(message)
    lost = ended(outcome=OutcomeClass.UNCERTAIN)
    assert await messages.record(message.id, lost, Step(State.DEFERRED, Reason.OUTCOME_UNCERTAIN, NOW))
    assert await messages.claim([message.id], begun("clm_2"), DECIDED, NOW, LATER) == {message.id}
    refused = ended(outcome=OutcomeClass.PERMANENT)
    assert not await messages.record(message.id, refused, Step(State.UNDELIVERABLE, Reason.NOT_FOLLOWING))
    found = await only(messages)
    assert (found.state, found.claim) == (State.SENDING, "clm_2")
    assert [attempt.outcome for attempt in found.attempts] == [OutcomeClass.PERMANENT, None]


async def test_who_looked_before_a_no_cannot_ask_that_channel_again(messages: Messages) -> None:
    message = claimed(planned(), begun(), LATER)
    await messages.insert(message)
    refused = ended(outcome=OutcomeClass.PERMANENT)
    to_phone = Step(State.DEFERRED, Reason.TEMPLATE_REFUSED, NOW, Channel.ZNS)
    assert await messages.record(message.id, refused, to_phone)
    assert await messages.claim([message.id], begun("clm_2"), DECIDED, NOW, LATER) == set()
    by_phone = replace(begun("clm_3"), channel=Channel.ZNS)
    assert await messages.claim([message.id], by_phone, DECIDED, NOW, LATER) == {message.id}


async def test_an_acceptance_that_comes_late_still_settles_it(messages: Messages) -> None:
    message = claimed(planned(), begun(), NOW)
    await messages.insert(message)
    lost = ended(outcome=OutcomeClass.UNCERTAIN)
    await messages.record(message.id, lost, Step(State.DEFERRED, Reason.OUTCOME_UNCERTAIN, NOW))
    assert not await messages.record(message.id, ended(), Step(State.ACCEPTED))
    found = await only(messages)
    assert (found.state, found.reason, found.due_at) == (State.ACCEPTED, None, None)
    assert [attempt.outcome for attempt in found.attempts] == [OutcomeClass.ACCEPTED]
    assert await messages.due(QUEUES, Lane.DIRECT, LATER, 10) == []


async def test_the_calls_kept_are_bounded(messages: Messages) -> None:
    message = planned()
    await messages.insert(message)
    for n in range(ATTEMPTS_KEPT + 5):
        await messages.claim([message.id], begun(f"clm_{n}"), DECIDED, NOW, LATER)
        retry = ended(f"clm_{n}", OutcomeClass.UNAVAILABLE)
        assert await messages.record(message.id, retry, Step(State.DEFERRED, Reason.CHANNEL_UNAVAILABLE, NOW))
    found = await only(messages)
    assert len(found.attempts) == ATTEMPTS_KEPT
    assert found.attempts[-1].claim == f"clm_{ATTEMPTS_KEPT + 4}"


async def test_a_step_without_a_call_is_taken_only_from_what_was_seen(messages: Messages) -> None:
    message = planned()
    await messages.insert(message)
    assert await messages.move(message, Step(State.INBOX_ONLY, Reason.NOT_FOLLOWING), NOW)
    assert not await messages.move(message, Step(State.DEFERRED, Reason.RECIPIENT_UNKNOWN, LATER), NOW)
    assert (await only(messages)).reason is Reason.NOT_FOLLOWING


async def test_release_lets_go_only_what_waits_for_this_citizen(messages: Messages) -> None:
    inbox_only: dict[str, Any] = {"state": State.INBOX_ONLY, "due_at": None, "reason": Reason.NOT_FOLLOWING}
    cases: Mapping[str, Message] = {
        "goes": planned(**inbox_only),
        "refused by Zalo for the same": planned(**{**inbox_only, "state": State.UNDELIVERABLE}),
        "unknown so far": planned(due_at=LATER, state=State.DEFERRED, reason=Reason.RECIPIENT_UNKNOWN),
        "another reason": planned(**{**inbox_only, "reason": Reason.TEMPLATE_REFUSED}),
        "of no more use": planned(**{**inbox_only, "expires_at": NOW}),
        "another citizen": planned(**inbox_only, citizen_id="cit_2"),
        "read": planned(**inbox_only),
    }
    for message in cases.values():
        await messages.insert(message)
    await messages.mark_read("cit_1", cases["read"].id, NOW)
    assert await messages.release("cit_1", NOW) == 3
    names = {message.id: name for name, message in cases.items()}
    assert {names[found.id] for found in await messages.due(QUEUES, Lane.DIRECT, NOW, 10)} == {
        *("goes", "refused by Zalo for the same", "unknown so far"),
    }


async def test_the_queues_are_measured_by_channel_lane_and_state(messages: Messages) -> None:
    await messages.insert(planned(created_at=NOW - timedelta(hours=1)))
    await messages.insert(planned())
    await messages.insert(claimed(planned(), begun(), LATER))
    await messages.insert(planned(state=State.ACCEPTED, due_at=None))
    await messages.insert(planned(lane=Lane.BULK, channel=Channel.ZNS))
    queue = {(length.channel, length.lane, length.state): length for length in await messages.queue(NOW)}
    assert {where: length.count for where, length in queue.items()} == {
        (None, Lane.DIRECT, State.PLANNED): 2,
        (Channel.ZALO_OA_TEMPLATE, Lane.DIRECT, State.SENDING): 1,
        (Channel.ZNS, Lane.BULK, State.PLANNED): 1,
    }
    assert queue[None, Lane.DIRECT, State.PLANNED].waits_since == NOW - timedelta(hours=1)


async def test_what_is_held_on_purpose_waits_from_the_end_of_that(messages: Messages) -> None:
    async def waits_since() -> datetime | None:
        (length,) = await messages.queue(NOW)
        return length.waits_since

    made, morning = NOW - timedelta(hours=9), NOW - timedelta(minutes=20)
    message = planned(created_at=made, state=State.DEFERRED)
    await messages.insert(message)
    assert await waits_since() == made
    assert await messages.move(message, Step(State.DEFERRED, Reason.NIGHT_HOURS, LATER), NOW)
    assert await waits_since() is None
    held = replace(message, reason=Reason.NIGHT_HOURS, due_at=LATER)
    assert await messages.move(held, Step(State.DEFERRED, Reason.NIGHT_HOURS, morning), NOW)
    assert await waits_since() == morning
    due = replace(held, due_at=morning)
    assert await messages.move(due, Step(State.DEFERRED, Reason.CHANNEL_UNAVAILABLE, LATER), NOW)
    assert await waits_since() == morning, "a call that failed is not what it waits for since the evening"


async def test_lost_are_claims_past_their_lease(messages: Messages) -> None:
    message = claimed(planned(), begun(), LATER)
    await messages.insert(message)
    assert await messages.lost(NOW, LEASE, 10) == []
    assert [found.id for found in await messages.lost(LATER, LEASE, 10)] == [message.id]


async def test_a_claim_that_nobody_can_have_meant_holds_nothing_up(messages: Messages) -> None:
    """Whoever made it had a clock that was an hour fast, and died."""
    message = claimed(planned(), begun(), LATER + timedelta(hours=1))
    await messages.insert(message)
    assert [found.id for found in await messages.lost(NOW, LEASE, 10)] == [message.id]


async def test_what_was_planned_for_a_time_that_nobody_can_have_meant_goes_now(messages: Messages) -> None:
    far, soon = planned(NOW + timedelta(hours=1)), planned(NOW + timedelta(seconds=20), lane=Lane.BULK)
    for message in (far, soon, planned(NOW + timedelta(hours=9), state=State.DEFERRED)):
        await messages.insert(message)
    assert await messages.bring_forward(NOW) == 1
    assert [found.id for found in await messages.due(QUEUES, Lane.DIRECT, NOW, 10)] == [far.id]
