"""``python -m shared.files.inspection.worker``: the process that reads the usual kinds of file."""

from collections.abc import Callable

from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.media_types import media_type_of
from shared.files.inspection.process import InspectionProcess, MediaType, Packed

CPU_SECONDS = 8
"""The processor's time for one file; the costliest honest ones (50 megapixels, a PNG of 10 MB) take two."""

MEMORY_BYTES = 512 * 1024 * 1024
"""The most memory for data. Measured: a phone's picture of 24 megapixels takes 50 MB, one of 12 MP 75 MB (kept at full
size), a PNG of 30 MP with transparency 300 MB, a progressive JPEG of 50 MP 360 MB."""

_TOO_COMPLEX = "Tệp quá phức tạp để kiểm tra. Vui lòng chụp lại hoặc in lại thành PDF rồi tải lên."


def main(kind_of: Callable[[bytes], MediaType[Cleaned] | None] = media_type_of, cpu_seconds: int = CPU_SECONDS) -> None:
    """The parameters are for tests."""
    InspectionProcess(kind_of, _packed, cpu_seconds, MEMORY_BYTES, _TOO_COMPLEX).run()


def _packed(cleaned: Cleaned) -> Packed:
    return Packed(cleaned.kept, cleaned.pack())


if __name__ == "__main__":
    main()
