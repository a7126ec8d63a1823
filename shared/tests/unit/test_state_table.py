"""How the rows of a state machine are read."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from shared.state_table import IllegalStep, NotTheirs, SamePerson, StateTable


class State(StrEnum):
    DRAFT = "draft"
    SHOWN = "shown"


class Action(StrEnum):
    WRITE = "write"
    APPROVE = "approve"
    RETURN = "return"


class Actor(StrEnum):
    WRITER = "writer"
    APPROVER = "approver"


@dataclass(frozen=True)
class Row:
    source: State | None
    action: Action
    by: frozenset[Actor]
    target: State
    apart: bool = False
    needs_reason: bool = False


@dataclass(frozen=True)
class Context:
    state: State = State.DRAFT
    has_reason: bool = True
    wrote: bool = False


WRITER, APPROVER = frozenset({Actor.WRITER}), frozenset({Actor.APPROVER})
APPROVAL = Row(State.DRAFT, Action.APPROVE, APPROVER, State.SHOWN, apart=True)
RECALL = Row(State.DRAFT, Action.RETURN, WRITER, State.DRAFT)
RETURN = Row(State.DRAFT, Action.RETURN, APPROVER, State.DRAFT, needs_reason=True)
WRITTEN = Row(None, Action.WRITE, WRITER, State.DRAFT)
TABLE: StateTable[Row, Action, Context] = StateTable(
    rows=(WRITTEN, APPROVAL, RECALL, RETURN),
    state_of=lambda context: context.state,
    holds=lambda row, context: context.has_reason or not row.needs_reason,
    same_person=lambda row, context: row.apart and context.wrote,
)


def test_each_action_is_offered_once_to_whom_it_is_granted() -> None:
    assert TABLE.allowed(Context(), WRITER) == (Action.RETURN,)
    assert TABLE.allowed(Context(), WRITER | APPROVER) == (Action.APPROVE, Action.RETURN)
    assert TABLE.allowed(Context(has_reason=False), APPROVER) == (Action.APPROVE,)
    assert TABLE.allowed(Context(wrote=True), APPROVER) == (Action.RETURN,)
    assert TABLE.allowed(Context(State.SHOWN), WRITER | APPROVER) == ()


def test_a_step_takes_the_row_of_who_asks() -> None:
    assert TABLE.step(Context(), Action.RETURN, APPROVER) is RETURN
    assert TABLE.step(Context(), Action.RETURN, WRITER) is RECALL
    assert TABLE.opening(Action.WRITE) is WRITTEN


@pytest.mark.parametrize(
    ("context", "actors", "refusal"),
    [
        (Context(State.SHOWN), APPROVER, IllegalStep),
        (Context(), WRITER, NotTheirs),
        (Context(wrote=True), APPROVER, SamePerson),
    ],
)
def test_a_refusal_says_whether_it_is_the_state_the_role_or_the_person(
    context: Context, actors: frozenset[Actor], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as raised:
        TABLE.step(context, Action.APPROVE, actors)
    assert type(raised.value) is refusal
