"""``python -m svc_payment.sheets.worker``: the process that reads workbooks, confined and bounded."""

from shared.files.inspection.process import InspectionProcess, Packed
from svc_payment.sheets.workbook import TOO_LARGE, kind_of

CPU_SECONDS = 12
"""The processor's time for one file. Measured: 100,000 lines of a settlement take three seconds, and 175 MB."""

MEMORY_BYTES = 512 * 1024 * 1024


def main() -> None:
    InspectionProcess(kind_of, lambda table: Packed(table, table), CPU_SECONDS, MEMORY_BYTES, TOO_LARGE).run()


if __name__ == "__main__":
    main()
