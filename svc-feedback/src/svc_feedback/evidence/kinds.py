"""The kinds of evidence that are taken: a row each. Imported only by the processes that read foreign bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shared.files.inspection.pdfs import written_anew
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.pictures import common_picture, other_picture
from svc_feedback.evidence.videos import MP4, WEBM, cleaned


@dataclass(frozen=True)
class Evidence:
    """``beginning`` recognises the content; ``clean`` makes of it what is kept, and raises ``Harmful``."""

    media_type: str
    extension: str
    beginning: re.Pattern[bytes]
    clean: Callable[[bytes], Bundle]


_HEIC = rb"....ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)"

KINDS = (
    Evidence("application/pdf", ".pdf", re.compile(rb"%PDF-"), lambda content: Bundle({}, written_anew(content), b"")),
    Evidence("image/jpeg", ".jpg", re.compile(rb"\xff\xd8\xff"), lambda content: common_picture(content, "JPEG")),
    Evidence("image/png", ".png", re.compile(rb"\x89PNG\r\n\x1a\n"), lambda content: common_picture(content, "PNG")),
    Evidence("image/jpeg", ".jpg", re.compile(rb"RIFF....WEBP", re.S), lambda content: other_picture(content, "WEBP")),
    Evidence("image/jpeg", ".jpg", re.compile(_HEIC, re.S), lambda content: other_picture(content, "HEIF")),
    Evidence("image/jpeg", ".jpg", re.compile(rb"....ftypavif", re.S), lambda content: other_picture(content, "AVIF")),
    Evidence("video/mp4", ".mp4", re.compile(rb"....ftyp", re.S), lambda content: cleaned(content, MP4)),
    Evidence("video/webm", ".webm", re.compile(rb"\x1a\x45\xdf\xa3"), lambda content: cleaned(content, WEBM)),
)
"""The first that fits: a HEIC or AVIF is told from a video by its brand."""


def kind_of(content: bytes) -> Evidence | None:
    return next((kind for kind in KINDS if kind.beginning.match(content)), None)
