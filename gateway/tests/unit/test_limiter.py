from hypothesis import given
from hypothesis import strategies as st

from gateway.proxy import limiter as limiter_module
from gateway.proxy.limiter import Limiter


def test_a_burst_of_the_whole_limit_and_then_no_more() -> None:
    limiter = Limiter(10, 60.0)
    decisions = [limiter.take("a", 1000.0) for _ in range(12)]
    assert [decision.allowed for decision in decisions] == [True] * 10 + [False] * 2
    assert [decision.remaining for decision in decisions[:10]] == list(range(9, -1, -1))
    assert decisions[9].reset == 60
    assert decisions[10].reset == 6  # one more in a tenth of the window


def test_what_was_refused_costs_nothing() -> None:
    limiter = Limiter(1, 60.0)
    assert limiter.take("a", 0.0).allowed
    for second in range(1, 60):
        assert not limiter.take("a", float(second)).allowed
    assert limiter.take("a", 60.0).allowed


def test_keys_do_not_share() -> None:
    limiter = Limiter(1, 60.0)
    assert limiter.take("a", 0.0).allowed
    assert limiter.take("b", 0.0).allowed


@given(st.lists(st.floats(min_value=0, max_value=50), min_size=1, max_size=200), st.integers(1, 20))
def test_never_more_than_twice_the_limit_in_any_window(gaps: list[float], limit: int) -> None:
    """A full bucket and what flows in meanwhile: the algorithm's bound for one window."""
    limiter, now, allowed = Limiter(limit, 60.0), 0.0, []
    for gap in gaps:
        now += gap
        if limiter.take("a", now).allowed:
            allowed.append(now)
    for start in allowed:
        assert sum(start <= moment < start + 60.0 for moment in allowed) <= 2 * limit


@given(st.lists(st.floats(min_value=0, max_value=200), min_size=1, max_size=50))
def test_forgetting_old_keys_changes_no_verdict(gaps: list[float]) -> None:
    limiter, remembering, now = Limiter(3, 60.0), Limiter(3, 60.0), 0.0
    remembering._turn_at = float("inf")
    for gap in gaps:
        now += gap
        assert limiter.take("a", now).allowed == remembering.take("a", now).allowed


def test_memory_is_bounded(monkeypatch: object) -> None:
    limiter = Limiter(1, 60.0)
    kept, limiter_module.KEYS_KEPT = limiter_module.KEYS_KEPT, 1000
    try:
        for number in range(10_000):
            limiter.take(f"key {number}", 5.0)
        assert len(limiter) <= 2000
    finally:
        limiter_module.KEYS_KEPT = kept


def test_a_share_of_the_limit() -> None:
    assert Limiter(100, 60.0, share=0.25).take("a", 0.0).limit == 25
    assert Limiter(1, 60.0, share=0.25).take("a", 0.0).limit == 1


def test_a_smaller_share_keeps_what_was_used() -> None:
    limiter = Limiter(10, 60.0)
    assert [limiter.take("a", 0.0).allowed for _ in range(4)] == [True] * 4
    limiter.grant(0.5)
    assert limiter.take("b", 0.0).limit == 5
    assert [limiter.take("a", 0.0).allowed for _ in range(4)] == [True, True, True, False], "24 of 60 s were used"
    limiter.grant(1.0)
    assert limiter.take("c", 0.0).limit == 10
