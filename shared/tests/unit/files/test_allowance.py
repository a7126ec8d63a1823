"""What one caller may use of the inspecting processes, by seconds of a clock that only goes forward."""

from shared.files.inspection import allowance
from shared.files.inspection.allowance import BACK, SECONDS, Allowance


def test_a_whole_dossier_of_the_costliest_honest_files_is_taken_at_once() -> None:
    allowed = Allowance()
    for _ in range(12):
        assert allowed.wait("one", 0.0) == 0
        allowed.charge("one", 2.0, 0.0)
    assert allowed.wait("one", 0.0) == 0


def test_files_that_reach_the_bound_come_to_an_end_that_is_told_and_holds() -> None:
    allowed = Allowance()
    for _ in range(4):
        assert allowed.wait("one", 0.0) == 0
        allowed.charge("one", 8.0, 0.0)
    wait = allowed.wait("one", 0.0)
    assert wait == (32 - SECONDS) * BACK
    assert allowed.wait("one", wait - 2.0) == 2
    assert allowed.wait("one", wait) == 0
    assert allowed.wait("another", 0.0) == 0


def test_filling_a_process_for_good_takes_twenty_accounts() -> None:
    allowed, spent = Allowance(), 0.0
    for second in range(36_000):
        if not allowed.wait("one", second):
            allowed.charge("one", 8.0, second)
            spent += 8.0
    assert spent / 36_000 < 1 / 19


def test_what_is_back_is_forgotten() -> None:
    allowed = Allowance()
    for number in range(3 * allowance._MANY):
        allowed.charge(f"caller {number}", 0.1, number)
    assert len(allowed._whole_at) <= allowance._MANY
