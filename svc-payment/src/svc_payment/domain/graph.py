"""The state tables, printed: ``python -m svc_payment graph``."""

from svc_payment.domain import bill, payment, refund, shop, unmatched_sum


def tables() -> str:
    """Every table, one row a line."""
    return "\n\n".join(
        (
            _table("payment", [(t.source, t.action, "", t.target, t.note) for t in payment.TABLE]),
            _table("refund", [(t.source, t.action, t.by, t.target, "") for t in refund.TABLE]),
            _table("unmatched sum", [(t.source, t.action, t.by, t.target, t.note) for t in unmatched_sum.TABLE]),
            _table("bill", [(t.source, t.action, "", ", ".join(t.targets), "") for t in bill.TABLE]),
            _table("shop", [(t.source, t.action, t.by, t.target, t.event or "") for t in shop.TABLE]),
        )
    )


def _table(name: str, rows: list[tuple[str, str, str, str, str]]) -> str:
    head = (name, "action", "by", "to", "note")
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in every]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
