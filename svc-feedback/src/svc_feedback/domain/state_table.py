"""A state machine as rows. Each row says who may take which action in which state, and what comes of it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Generic, TypeVar

from shared.state_table import PrintedTable

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
    """``when`` is what must hold beside the state; ``event`` is what others are told. ``apart``: not by who wrote the
    reply that waits.
    """

    source: S | None
    action: A
    by: Actor
    target: S
    event: str
    when: W
    note: str = ""
    apart: bool = False


class IllegalStep(Exception):
    """The action is not possible now."""

    def __init__(self, state: Enum) -> None:
        super().__init__(f"not possible in state {state.value}")
        self.state = state


class NotTheirs(IllegalStep):
    """The action is possible now, but for somebody in another role."""


class SamePerson(Exception):
    """Who wrote a reply may not approve it."""


@dataclass(frozen=True)
class StateTable(Generic[S, A, W, C]):
    """``holds`` judges each ``when`` in the context of one aggregate; ``state_of`` reads its state, and ``wrote_of``
    whether who asks wrote the reply that waits.
    """

    rows: Sequence[Transition[S, A, W]]
    holds: Mapping[W, Callable[[C], bool]]
    state_of: Callable[[C], S]
    wrote_of: Callable[[C], bool]

    def possible(self, context: C) -> list[Transition[S, A, W]]:
        """The steps possible from here, by anybody."""
        state = self.state_of(context)
        return [row for row in self.rows if row.source is state and self.holds[row.when](context)]

    def allowed(self, context: C, actors: Set[Actor]) -> tuple[A, ...]:
        """What these actors may do here, each once, in the order of the table."""
        wrote = self.wrote_of(context)
        rows = (row for row in self.possible(context) if row.by in actors and not (row.apart and wrote))
        return tuple(dict.fromkeys(row.action for row in rows))

    def step(self, context: C, action: A, actors: Set[Actor]) -> Transition[S, A, W]:
        """The transition that ``action`` takes. Raises ``IllegalStep``, ``NotTheirs`` or ``SamePerson``."""
        rows = [row for row in self.possible(context) if row.action is action]
        state = self.state_of(context)
        if not rows:
            raise IllegalStep(state)
        theirs = [row for row in rows if row.by in actors]
        if not theirs:
            raise NotTheirs(state)
        if theirs[0].apart and self.wrote_of(context):
            raise SamePerson
        return theirs[0]

    def opening(self, action: A) -> Transition[S, A, W]:
        """The transition by which an aggregate comes to be."""
        return next(row for row in self.rows if row.source is None and row.action is action)

    @property
    def printed(self) -> PrintedTable[Transition[S, A, W]]:
        columns: Mapping[str, Callable[[Transition[S, A, W]], str]] = {
            "event": lambda row: row.event,
            "when": lambda row: "" if row.when.value == "always" else row.when.value,
            "apart from who wrote it": lambda row: "yes" if row.apart else "",
            "note": lambda row: row.note,
        }
        return PrintedTable(self.rows, by=lambda row: row.by.value, columns=columns)
