"""A state machine as rows: each says who may take which action in which state, and where that leads.

What the rows are is their service's; how they are read is the same for all, so that an offer and a refusal follow from
the same row. This module is pure: domains decide with it.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar


class Step(Protocol):
    """A row: ``source`` is ``None`` where something comes to be."""

    @property
    def source(self) -> Enum | None: ...

    @property
    def action(self) -> Any: ...

    @property
    def by(self) -> Set[Any]: ...

    @property
    def target(self) -> Enum: ...


R = TypeVar("R", bound=Step)
A = TypeVar("A", bound=Enum)
C = TypeVar("C")


class IllegalStep(Exception):
    """The action is not possible now."""

    def __init__(self, state: Enum) -> None:
        super().__init__(f"not possible in state {state.value}")
        self.state = state


class NotTheirs(IllegalStep):
    """The action is possible now, but for somebody in another role: ``by`` are those who may take it."""

    def __init__(self, state: Enum, by: Set[Any]) -> None:
        super().__init__(state)
        self.by = by


class TooManySteps(IllegalStep):
    """The action would be possible, but there were so many ``steps`` that only those are left that lead on."""

    def __init__(self, state: Enum, steps: int) -> None:
        super().__init__(state)
        self.steps = steps


class SamePerson(Exception):
    """The action is possible now, and for this role, but not for who wrote what it is about."""


def _never(row: Step, context: object) -> bool:
    return False


@dataclass(frozen=True)
class Bound(Generic[R, C]):
    """A document is bounded, and yet nothing may be stuck: after so many ``steps`` only those are left that lead on to
    an end, none of which can be taken for ever. ``taken`` reads how many there were.
    """

    steps: int
    taken: Callable[[C], int]
    leads_on: Callable[[R, C], bool]

    def allows(self, row: R, context: C) -> bool:
        return self.taken(context) < self.steps or self.leads_on(row, context)


@dataclass(frozen=True)
class StateTable(Generic[R, A, C]):
    """``C`` is all that the table asks of one aggregate, ``state_of`` reads its state. ``holds``: whether what a row
    asks for beside the state is so. ``same_person``: whether a row needs a second person and who asks is the first.
    """

    rows: Sequence[R]
    state_of: Callable[[C], Enum]
    holds: Callable[[R, C], bool]
    same_person: Callable[[R, C], bool] = _never
    bound: Bound[R, C] | None = None

    def possible(self, context: C) -> list[R]:
        """The steps possible from here, by anybody."""
        return [row for row in self._unbounded(context) if self.bound is None or self.bound.allows(row, context)]

    def allowed(self, context: C, actors: Set[Any]) -> tuple[A, ...]:
        """What these actors may do here, each once, in the order of the table."""
        rows = (row for row in self.possible(context) if row.by & actors and not self.same_person(row, context))
        return tuple(dict.fromkeys(row.action for row in rows))

    def step(self, context: C, action: A, actors: Set[Any]) -> R:
        """The row that ``action`` takes. Raises ``IllegalStep``, ``NotTheirs``, ``TooManySteps`` or ``SamePerson``."""
        state = self.state_of(context)
        rows = [row for row in self.possible(context) if row.action is action]
        if not rows and self.bound and any(row.action is action for row in self._unbounded(context)):
            raise TooManySteps(state, self.bound.steps)
        if not rows:
            raise IllegalStep(state)
        theirs = [row for row in rows if row.by & actors]
        if not theirs:
            raise NotTheirs(state, frozenset().union(*(row.by for row in rows)))
        if self.same_person(theirs[0], context):
            raise SamePerson
        return theirs[0]

    def _unbounded(self, context: C) -> list[R]:
        state = self.state_of(context)
        return [row for row in self.rows if row.source is state and self.holds(row, context)]

    def opening(self, action: A) -> R:
        """The row by which an aggregate comes to be."""
        return next(row for row in self.rows if row.source is None and row.action is action)
