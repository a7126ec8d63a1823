"""Which reader a file needs, by what it is and not by what it is called."""

from svc_content.guide_files.csv_file import read_csv
from svc_content.guide_files.rows import MAX_BYTES, GuideRows, UnreadableGuide
from svc_content.guide_files.xlsx_file import read_xlsx
from svc_content.guide_files.xmltv_file import read_xmltv


def read_guide(content: bytes, channel: str) -> GuideRows:
    """The programmes of ``channel`` in ``content``. Raises ``UnreadableGuide``."""
    if len(content) > MAX_BYTES:
        raise UnreadableGuide(f"Tệp lớn hơn {MAX_BYTES // (1024 * 1024)} MB.")
    if not content.strip():
        raise UnreadableGuide("Tệp trống.")
    if content.startswith(b"PK\x03\x04"):
        return read_xlsx(content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return read_xmltv(content, channel)
    return read_csv(content)
