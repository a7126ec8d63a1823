"""The state table, printed: as text for a terminal, as Mermaid for a page."""

from svc_dossier.domain.transitions import FINAL, TABLE, ClockEffect, State, Transition, When

_HEAD = ("from", "action", "by", "to", "event", "when", "clock", "note")


def table() -> str:
    """Every transition, one a line."""
    rows = [_HEAD, *(_row(transition) for transition in TABLE)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def mermaid() -> str:
    """A ``stateDiagram-v2`` of the same table."""
    names = [f"    {state.name} : {state.value} {state.name.lower()}" for state in State]
    transitions = [
        f"    {_node(transition.source)} --> {transition.target.name} : {_label(transition)}" for transition in TABLE
    ]
    ends = [f"    {state.name} --> [*]" for state in State if state in FINAL]
    return "\n".join(["stateDiagram-v2", *names, *transitions, *ends])


def _row(transition: Transition) -> tuple[str, ...]:
    return (
        _state(transition.source),
        transition.action,
        ", ".join(sorted(transition.by)),
        _state(transition.target),
        transition.event,
        "" if transition.when is When.ALWAYS else transition.when,
        "" if transition.clock is ClockEffect.NONE else transition.clock.value,
        transition.note,
    )


def _state(state: State | None) -> str:
    return "-" if state is None else f"{state.value} {state.name.lower()}"


def _node(state: State | None) -> str:
    return "[*]" if state is None else state.name


def _label(transition: Transition) -> str:
    return f"{transition.action} by {', '.join(sorted(transition.by))}"
