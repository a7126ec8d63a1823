from dataclasses import dataclass

import pytest

from shared.command import Command, KeyReused, Outcome
from shared.problem import problem_of


@dataclass(frozen=True)
class Entry:
    command_id: str
    fingerprint: str
    note: str = ""


ENTRIES = (Entry("one", "f1", "first"), Entry("two", "f2"), Entry("one", "f1", "never reached"))


def test_a_repeat_finds_what_the_first_attempt_left() -> None:
    assert Command("one", "f1").find_in(ENTRIES) is ENTRIES[0]
    assert Command("two", "f2").find_in(iter(ENTRIES)) is ENTRIES[1]


def test_a_new_command_finds_nothing() -> None:
    assert Command("three", "f1").find_in(ENTRIES) is None
    assert Command("one", "f1").find_in([]) is None


def test_the_same_key_for_something_else_is_refused() -> None:
    with pytest.raises(KeyReused) as refused:
        Command("two", "f1").find_in(ENTRIES)
    problem = problem_of(refused.value)
    assert (problem.status, problem.code) == (422, "idempotency-key-reused")
    with pytest.raises(KeyReused):
        Command("two", "f2").expect_same("f1")
    Command("two", "f2").expect_same("f2")


def test_an_outcome_is_new_unless_it_says_otherwise() -> None:
    assert not Outcome("value").replayed
    assert Outcome("value", replayed=True).replayed
