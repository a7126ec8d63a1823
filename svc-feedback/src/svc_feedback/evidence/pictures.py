"""Pictures that telephones take: JPEG and PNG as everywhere, WebP and HEIC besides, which are kept as JPEG.

``shared.files.inspection.pictures`` says how a picture is encoded anew; here come the two formats, what EXIF said, and
the small picture of a list.
"""

import warnings
from io import BytesIO

import pillow_heif
from PIL import Image

from shared.files.inspection.pictures import Format, as_shown, encoded_anew
from shared.files.inspection.refused import Harmful
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.facts import facts_of_picture

PREVIEW_SIDE = 480
"""Pixels of the longer side: sharp on a telephone's list, 20 to 40 kB."""

MAX_PIXELS = 50_000_000
"""Of a HEIC or WebP: both are decoded whole, 3 bytes a pixel and the planes before them."""

_QUALITY, _PREVIEW_QUALITY = 88, 80
_TOO_LARGE = f"Ảnh quá lớn: tối đa {MAX_PIXELS // 1_000_000} triệu điểm ảnh."
_DAMAGED = "Ảnh bị hỏng hoặc không đọc được."

pillow_heif.register_heif_opener(thumbnails=False)


def common_picture(content: bytes, kind: Format) -> Bundle:
    """A JPEG or PNG. Raises ``Harmful``."""
    kept = encoded_anew(content, kind)  # refuses what is too large before anything else reads it
    with _opened(content, kind) as picture:
        facts = facts_of_picture(picture)
    return Bundle(facts, kept, preview_of(kept))


def other_picture(content: bytes, kind: str) -> Bundle:
    """A ``WEBP`` or ``HEIF``, kept as JPEG. Raises ``Harmful``."""
    if kind == "WEBP" and webp_pixels(content) > MAX_PIXELS:
        raise Harmful(_TOO_LARGE)  # its decoder takes the memory for the whole before it tells the size
    try:
        with _opened(content, kind) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Harmful(_TOO_LARGE)
            facts = facts_of_picture(picture)
            shown = as_shown(picture)  # type: ignore[arg-type]
    except Harmful:
        raise
    except MemoryError:
        raise
    except Exception as error:
        # Decoders meet hostile files with whatever they run into.
        raise Harmful(_DAMAGED) from error
    kept = jpeg(shown, _QUALITY)
    return Bundle(facts, kept, preview_of(kept))


def webp_pixels(content: bytes) -> int:
    """As the header says it; 0 where it says nothing. Source: RFC 9649, 2.5 to 2.7."""
    chunk, head = content[12:16], content[20:30].ljust(10, b"\0")
    if chunk == b"VP8X":
        return (int.from_bytes(head[4:7], "little") + 1) * (int.from_bytes(head[7:10], "little") + 1)
    if chunk == b"VP8L":
        sides = int.from_bytes(head[1:5], "little")
        return ((sides & 0x3FFF) + 1) * ((sides >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 ":
        return (int.from_bytes(head[6:8], "little") & 0x3FFF) * (int.from_bytes(head[8:10], "little") & 0x3FFF)
    return 0


def preview_of(kept: bytes) -> bytes:
    """The small picture of one that was encoded by us."""
    with Image.open(BytesIO(kept)) as picture:
        return small(picture)


def small(picture: Image.Image) -> bytes:
    picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE)) if hasattr(picture, "draft") else None
    shown = picture.convert("RGB")
    shown.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return jpeg(shown, _PREVIEW_QUALITY)


def jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    (picture if picture.mode in ("L", "RGB") else picture.convert("RGB")).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _opened(content: bytes, kind: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, which are bounded here
        return Image.open(BytesIO(content), formats=[kind])
