"""A state machine as rows. Each row says who may take which action in which state, and what comes of it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=Enum)
A = TypeVar("A", bound=StrEnum)
W = TypeVar("W", bound=StrEnum)
C = TypeVar("C")


class Actor(StrEnum):
    CITIZEN = "citizen"
    COORDINATOR = "coordinator"
    HANDLER = "handler"
    APPROVER = "approver"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition(Generic[S, A, W]):
    """``when`` is what must hold beside the state; ``event`` is what others are told."""

    source: S | None
    action: A
    by: Actor
    target: S
    event: str
    when: W
    note: str = ""


class IllegalStep(Exception):
    """The action is not possible now. ``allowed`` is what the same caller may do instead."""

    def __init__(self, state: Enum, allowed: tuple[StrEnum, ...]) -> None:
        super().__init__(f"not possible in state {state.value}")
        self.state = state
        self.allowed = allowed


class NotTheirs(IllegalStep):
    """The action is possible now, but for somebody in another role."""


@dataclass(frozen=True)
class StateTable(Generic[S, A, W, C]):
    """``holds`` judges each ``when`` in the context of one aggregate; ``state_of`` reads its state."""

    rows: Sequence[Transition[S, A, W]]
    holds: Mapping[W, Callable[[C], bool]]
    state_of: Callable[[C], S]

    def possible(self, context: C) -> list[Transition[S, A, W]]:
        """The steps possible from here, by anybody."""
        state = self.state_of(context)
        return [row for row in self.rows if row.source is state and self.holds[row.when](context)]

    def allowed(self, context: C, actors: Set[Actor]) -> tuple[A, ...]:
        """What these actors may do here, each once, in the order of the table."""
        return tuple(dict.fromkeys(row.action for row in self.possible(context) if row.by in actors))

    def step(self, context: C, action: A, actors: Set[Actor]) -> Transition[S, A, W]:
        """The transition that ``action`` takes. Raises ``IllegalStep`` or ``NotTheirs``."""
        rows = [row for row in self.possible(context) if row.action is action]
        allowed, state = self.allowed(context, actors), self.state_of(context)
        if not rows:
            raise IllegalStep(state, allowed)
        theirs = [row for row in rows if row.by in actors]
        if not theirs:
            raise NotTheirs(state, allowed)
        return theirs[0]

    def opening(self, action: A) -> Transition[S, A, W]:
        """The transition by which an aggregate comes to be."""
        return next(row for row in self.rows if row.source is None and row.action is action)

    def text(self) -> str:
        """Every transition, one a line."""
        head = ("from", "action", "by", "to", "event", "when", "note")
        rows = [head, *(_cells(row) for row in self.rows)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(lines)

    def mermaid(self) -> str:
        """A ``stateDiagram-v2`` of the same table."""
        states = dict.fromkeys(row.target for row in self.rows)
        sources = {row.source for row in self.rows}
        names = [f"    {state.name} : {_state(state)}" for state in states]
        arrows = [
            f"    {row.source.name if row.source else '[*]'} --> {row.target.name} : {row.action} by {row.by}"
            for row in self.rows
        ]
        ends = [f"    {state.name} --> [*]" for state in states if state not in sources]
        return "\n".join(["stateDiagram-v2", *names, *arrows, *ends])


def _state(state: Enum | None) -> str:
    return "-" if state is None else f"{state.value} {state.name.lower()}"


def _cells(row: Transition[S, A, W]) -> tuple[str, ...]:
    when = "" if row.when.value == "always" else row.when.value
    return (_state(row.source), row.action.value, row.by.value, _state(row.target), row.event, when, row.note)
