from zalo_simulator.latest import Latest


def test_the_oldest_leave_when_it_is_full():
    latest: Latest[int, int] = Latest(20)
    for n in range(50):
        latest[n] = n
        assert len(latest) <= 20
    assert list(latest) == list(range(50 - len(latest), 50))
    assert len(latest) >= 18
