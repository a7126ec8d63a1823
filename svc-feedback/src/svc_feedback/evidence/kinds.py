"""The kinds of evidence that are taken: a row each. Imported only by the processes that read foreign bytes."""

import re

from shared.files.inspection.pdfs import written_anew
from shared.files.inspection.process import MediaType
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.pictures import common_picture, other_picture
from svc_feedback.evidence.videos import MP4, WEBM, cleaned

_HEIC = rb"....ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)"

KINDS = (
    MediaType("application/pdf", ".pdf", re.compile(rb"%PDF-"), lambda content: Bundle({}, written_anew(content), b"")),
    MediaType("image/jpeg", ".jpg", re.compile(rb"\xff\xd8\xff"), lambda content: common_picture(content, "JPEG")),
    MediaType("image/png", ".png", re.compile(rb"\x89PNG\r\n\x1a\n"), lambda content: common_picture(content, "PNG")),
    MediaType("image/jpeg", ".jpg", re.compile(rb"RIFF....WEBP", re.S), lambda content: other_picture(content, "WEBP")),
    MediaType("image/jpeg", ".jpg", re.compile(_HEIC, re.S), lambda content: other_picture(content, "HEIF")),
    MediaType("image/jpeg", ".jpg", re.compile(rb"....ftypavif", re.S), lambda content: other_picture(content, "AVIF")),
    MediaType("video/mp4", ".mp4", re.compile(rb"....ftyp", re.S), lambda content: cleaned(content, MP4)),
    MediaType("video/webm", ".webm", re.compile(rb"\x1a\x45\xdf\xa3"), lambda content: cleaned(content, WEBM)),
)
"""The first that fits: a HEIC or AVIF is told from a video by its brand."""


def kind_of(content: bytes) -> MediaType[Bundle] | None:
    return next((kind for kind in KINDS if kind.beginning.match(content)), None)
