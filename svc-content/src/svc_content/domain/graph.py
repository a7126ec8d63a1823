"""The steps of an article, printed: ``python -m svc_content graph``."""

from shared.printed_table import PrintedTable
from svc_content.domain.article import ROWS

PRINTED = PrintedTable(
    ROWS,
    by=lambda row: ", ".join(sorted(row.by)),
    columns={
        "apart from writers": lambda row: "yes" if row.apart else "",
        "when": lambda row: row.when.value,
        "event": lambda row: row.event or "",
    },
)
