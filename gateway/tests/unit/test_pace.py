"""How fast is fast enough, by stretches of time."""

from gateway.proxy import client_connection
from gateway.proxy.pace import Pace
from shared.files import multipart


def slow(pace: Pace, moved: int, now: float) -> bool:
    return pace.is_slow(moved, now, stretch=10.0, rate=100.0)


def test_a_fast_beginning_earns_no_silence() -> None:
    pace = Pace(0.0)
    assert not slow(pace, 1_000_000, 9.0)
    assert not slow(pace, 1_000_000, 10.0)
    assert not slow(pace, 1_000_001, 19.0)
    assert slow(pace, 1_000_001, 20.0)


def test_who_keeps_to_the_rate_may_go_on_with_pauses() -> None:
    pace = Pace(0.0)
    for stretch in range(1, 100):
        assert not slow(pace, 1000 * stretch, 10.0 * stretch)


def test_within_a_stretch_one_pause_is_allowed_and_a_byte_now_and_then_is_not() -> None:
    def keeps_up(moved: int, now: float) -> bool:
        return pace.keeps_up(moved, now, pause=3.0, rate=100.0)

    pace = Pace(0.0)
    assert keeps_up(0, 3.0)
    assert not keeps_up(3, 4.0)
    assert keeps_up(400, 7.0)
    assert not keeps_up(400, 8.0)
    assert not slow(pace, 2_000, 10.0)
    assert not keeps_up(2_000, 14.0), "what a stretch before has brought does not count in this one"


def test_time_that_was_not_the_clients_is_not_counted() -> None:
    pace = Pace(0.0)
    pace.held_up(60.0)
    assert not slow(pace, 0, 65.0)
    assert slow(pace, 0, 70.0)


def test_a_slow_upload_is_refused_by_the_service_with_words() -> None:
    """The gateway, which only cuts off, waits longer."""
    assert multipart.PATIENCE < client_connection.BODY_SECONDS
