"""How the rows of a state machine are read."""

from dataclasses import dataclass, replace
from enum import StrEnum

import pytest

from shared.state_table import Bound, IllegalStep, NotTheirs, SamePerson, StateTable, TooManySteps


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
    steps: int = 0


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


BOUNDED = replace(TABLE, bound=Bound(9, lambda context: context.steps, lambda row, _: row.target is not row.source))


def test_after_so_many_steps_only_those_are_left_that_lead_on() -> None:
    assert BOUNDED.allowed(Context(steps=8), APPROVER) == (Action.APPROVE, Action.RETURN)
    assert BOUNDED.allowed(Context(steps=9), APPROVER) == (Action.APPROVE,)
    assert BOUNDED.step(Context(steps=9), Action.APPROVE, APPROVER) is APPROVAL
    with pytest.raises(TooManySteps) as refused:
        BOUNDED.step(Context(steps=9), Action.RETURN, APPROVER)
    assert refused.value.steps == 9
    with pytest.raises(IllegalStep) as illegal:
        BOUNDED.step(Context(State.SHOWN, steps=9), Action.RETURN, APPROVER)
    assert type(illegal.value) is IllegalStep


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
