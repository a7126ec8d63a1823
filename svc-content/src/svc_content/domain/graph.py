"""The state table of an article, printed: as text for a terminal, as Mermaid for a page."""

from svc_content.domain.article import TABLE, State, Transition

_HEAD = ("from", "action", "by", "to", "apart from writers", "when", "event")


def table() -> str:
    """Every transition, one a line."""
    rows = [_HEAD, *(_row(transition) for transition in TABLE)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def mermaid() -> str:
    """A ``stateDiagram-v2`` of the same table."""
    lines = [
        f"    {transition.source or '[*]'} --> {transition.target} : {transition.action} by {_who(transition)}"
        for transition in TABLE
    ]
    ends = [f"    {state} --> [*]" for state in State if all(transition.source is not state for transition in TABLE)]
    return "\n".join(["stateDiagram-v2", *lines, *ends])


def _row(transition: Transition) -> tuple[str, ...]:
    return (
        transition.source or "-",
        transition.action,
        _who(transition),
        transition.target,
        "yes" if transition.apart else "",
        transition.when,
        transition.event or "",
    )


def _who(transition: Transition) -> str:
    return ", ".join(sorted(transition.by))
