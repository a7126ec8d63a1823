"""The table of a state machine, printed: as text for a terminal, as Mermaid for a page.

What a table decides is its service's; how it looks is the same for all. This module is pure: domains print with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """``source`` is ``None`` where something comes to be."""

    @property
    def source(self) -> Enum | None: ...

    @property
    def action(self) -> Enum: ...

    @property
    def target(self) -> Enum: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class PrintedTable(Generic[R]):
    """``by`` says who takes a step; ``columns`` are what a line has beside from, action, by and to."""

    rows: Sequence[R]
    by: Callable[[R], str]
    columns: Mapping[str, Callable[[R], str]]

    def text(self) -> str:
        """Every transition, one a line."""
        lines = [("from", "action", "by", "to", *self.columns), *map(self._cells, self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        head, *rest = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([head, "  ".join("-" * width for width in widths), *rest])

    def mermaid(self) -> str:
        """A ``stateDiagram-v2`` of the same table."""
        states = type(self.rows[0].target)
        left = {row.source for row in self.rows if row.target is not row.source}
        names = [f"    {_node(state)} : {_label(state)}" for state in states if _node(state) != _label(state)]
        arrows = [
            f"    {_node(row.source)} --> {_node(row.target)} : {row.action.value} by {self.by(row)}"
            for row in self.rows
        ]
        ends = [f"    {_node(state)} --> [*]" for state in states if state not in left]
        return "\n".join(["stateDiagram-v2", *names, *arrows, *ends])

    def _cells(self, row: R) -> tuple[str, ...]:
        source = "-" if row.source is None else _label(row.source)
        further = (cell(row) for cell in self.columns.values())
        return (source, row.action.value, self.by(row), _label(row.target), *further)


def _node(state: Enum | None) -> str:
    if state is None:
        return "[*]"
    return str(state.value) if _is_word(state) else state.name


def _label(state: Enum) -> str:
    return str(state.value) if _is_word(state) else f"{state.value} {state.name.lower()}"


def _is_word(state: Enum) -> bool:
    """Whether its value says what its name says; others are numbers, or names that the law gives."""
    return bool(state.value == state.name.lower())
