"""The state table, printed: as text for a terminal, as Mermaid for a page."""

from svc_dossier.domain.transitions import FINAL, TABLE, ClockEffect, Edge, State, When

_HEAD = ("from", "action", "by", "to", "event", "when", "clock", "note")


def table() -> str:
    """Every edge, one a line."""
    rows = [_HEAD, *(_row(edge) for edge in TABLE)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def mermaid() -> str:
    """A ``stateDiagram-v2`` of the same table."""
    names = [f"    {state.name} : {state.value} {state.name.lower()}" for state in State]
    edges = [f"    {_node(edge.source)} --> {edge.target.name} : {_label(edge)}" for edge in TABLE]
    ends = [f"    {state.name} --> [*]" for state in State if state in FINAL]
    return "\n".join(["stateDiagram-v2", *names, *edges, *ends])


def _row(edge: Edge) -> tuple[str, ...]:
    return (
        _state(edge.source),
        edge.action,
        ", ".join(sorted(edge.by)),
        _state(edge.target),
        edge.event,
        "" if edge.when is When.ALWAYS else edge.when,
        "" if edge.clock is ClockEffect.NONE else edge.clock.value,
        edge.note,
    )


def _state(state: State | None) -> str:
    return "-" if state is None else f"{state.value} {state.name.lower()}"


def _node(state: State | None) -> str:
    return "[*]" if state is None else state.name


def _label(edge: Edge) -> str:
    return f"{edge.action} by {', '.join(sorted(edge.by))}"
