"""The steps of a dossier, printed: ``python -m svc_dossier graph``."""

from shared.printed_table import PrintedTable
from svc_dossier.domain.transitions import ROWS, When

PRINTED = PrintedTable(
    ROWS,
    by=lambda row: ", ".join(sorted(row.by)),
    columns={
        "event": lambda row: row.event,
        "when": lambda row: "" if row.when is When.ALWAYS else row.when.value,
        "clock": lambda row: row.clock.value,
        "note": lambda row: row.note,
    },
)
