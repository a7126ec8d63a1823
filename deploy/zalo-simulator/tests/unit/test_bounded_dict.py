from zalo_simulator.bounded_dict import BoundedDict


def test_the_oldest_leave_when_it_is_full():
    latest: BoundedDict[int, int] = BoundedDict(20)
    for n in range(50):
        latest[n] = n
        assert len(latest) <= 20
    assert list(latest) == list(range(50 - len(latest), 50))
    assert len(latest) >= 18
