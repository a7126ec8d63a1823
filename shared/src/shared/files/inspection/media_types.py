"""The kinds of file that are taken: a row each. Imported only by the processes that read foreign bytes."""

import re

from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.pdfs import written_anew
from shared.files.inspection.pictures import with_thumbnail
from shared.files.inspection.process import MediaType

KINDS = (
    MediaType("application/pdf", ".pdf", re.compile(rb"%PDF-"), lambda content: Cleaned(written_anew(content))),
    MediaType("image/jpeg", ".jpg", re.compile(rb"\xff\xd8\xff"), lambda content: with_thumbnail(content, "JPEG")),
    MediaType("image/png", ".png", re.compile(rb"\x89PNG\r\n\x1a\n"), lambda content: with_thumbnail(content, "PNG")),
)


def media_type_of(content: bytes) -> MediaType[Cleaned] | None:
    return next((kind for kind in KINDS if kind.beginning.match(content)), None)
