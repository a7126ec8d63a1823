"""``python -m svc_feedback.evidence.worker``: the process that reads what people upload with a report or a question.

It knows more kinds of file than that of ``shared``, and what it keeps of one is a ``Bundle``.
"""

from shared.files.inspection.process import InspectionProcess, Packed
from svc_feedback.evidence.kinds import kind_of

CPU_SECONDS = 10
"""The processor's time for one file; a HEIC of 48 megapixels takes three."""

MEMORY_BYTES = 600 * 1024 * 1024
"""The most memory for data. Measured, with all code: a WebP of 30 megapixels with transparency takes 505 MB, a HEIC of
49 with it 490. Three such processes and the service fit into the container's 2 GB."""

_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại rồi tải lên."


def main() -> None:
    InspectionProcess(
        kind_of, lambda bundle: Packed(bundle.kept, bundle.pack()), CPU_SECONDS, MEMORY_BYTES, _TOO_COMPLEX
    ).run()


if __name__ == "__main__":
    main()
