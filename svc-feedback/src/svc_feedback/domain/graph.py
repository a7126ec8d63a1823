"""The steps of a report and of a question, printed: ``python -m svc_feedback graph``."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.printed_table import PrintedTable
from svc_feedback.domain import question_states, report_states
from svc_feedback.domain.transition import Transition


def _printed(rows: Sequence[Transition[Any, Any, Any]]) -> PrintedTable[Transition[Any, Any, Any]]:
    return PrintedTable(
        rows,
        by=lambda row: ", ".join(sorted(row.by)),
        columns={
            "event": lambda row: row.event,
            "when": lambda row: "" if row.when.value == "always" else row.when.value,
            "apart from who wrote it": lambda row: "yes" if row.apart else "",
            "note": lambda row: row.note,
        },
    )


PRINTED: Mapping[str, PrintedTable[Any]] = {
    "A report": _printed(report_states.ROWS),
    "A question": _printed(question_states.ROWS),
}
"""The printed tables, by what goes through the states."""


def tables() -> str:
    return "\n\n".join(f"{name}\n\n{table.text()}\n\n{table.mermaid()}" for name, table in PRINTED.items())
