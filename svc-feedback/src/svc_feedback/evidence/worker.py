"""``python -m svc_feedback.evidence.worker``: the process that reads what people upload with a report or a question.

It knows more kinds of file than that of ``shared``, and what it keeps of one is a ``Bundle``.
"""

from shared.files.inspection.process import InspectionProcess, Packed
from svc_feedback.evidence.kinds import kind_of

CPU_SECONDS = 10
"""For one file; a HEIC of 48 megapixels takes three."""

MEMORY_BYTES = 768 * 1024 * 1024

_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại rồi tải lên."


def main() -> None:
    InspectionProcess(
        kind_of, lambda bundle: Packed(bundle.kept, bundle.pack()), CPU_SECONDS, MEMORY_BYTES, _TOO_COMPLEX
    ).run()


if __name__ == "__main__":
    main()
