from datetime import timedelta

from shared import schedules
from shared.backoff import full_jitter
from shared.retry_store import _wait
from shared.schedules import KAFKA_SEND_SECONDS, PARKED_EVENT_WAITS, RELAY_LEASE, Reconnect


def test_waits_grow_and_end_within_what_the_comment_promises() -> None:
    assert list(PARKED_EVENT_WAITS) == sorted(set(PARKED_EVENT_WAITS))
    assert timedelta(minutes=90) < sum(PARKED_EVENT_WAITS, timedelta()) < timedelta(minutes=110)
    for attempts, longest in enumerate(PARKED_EVENT_WAITS, start=1):
        assert all(longest / 2 <= _wait(attempts) <= longest for _ in range(100))


def test_a_send_ends_well_inside_the_lease_of_its_relay() -> None:
    assert timedelta(seconds=KAFKA_SEND_SECONDS) * 3 <= RELAY_LEASE


def test_every_way_to_reconnect_grows_to_its_longest_wait() -> None:
    named = [value for value in vars(schedules).values() if isinstance(value, Reconnect)]
    assert len(named) >= 5
    for schedule in named:
        assert 0 < schedule.first < schedule.longest <= 60
        assert all(full_jitter(99, schedule.first, schedule.longest) <= schedule.longest for _ in range(100))
