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
from shared.files.inspection.size import HEAD, heif_pixels, webp_pixels
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.facts import facts_of_picture

PREVIEW_SIDE = 480
"""Pixels of the longer side: sharp on a telephone's list, 20 to 40 kB."""

MAX_PIXELS = 50_000_000
"""The most pixels of a HEIC or AVIF, which are decoded whole: one of a phone, with 48 megapixels, takes 400 to 490
MB."""

MAX_WEBP_PIXELS = 30_000_000
"""Its decoder holds four bytes for each, and copies them: 505 MB. No phone's camera writes WebP."""

_QUALITY, _PREVIEW_QUALITY = 88, 80
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
    # A decoder may take the memory for the whole before it tells the size.
    claimed, limit = (
        (webp_pixels(content), MAX_WEBP_PIXELS) if kind == "WEBP" else (heif_pixels(content[:HEAD]), MAX_PIXELS)
    )
    if not claimed:
        raise Harmful(_DAMAGED)
    _refuse_too_large(claimed, limit)
    try:
        with _opened(content, kind) as picture:
            _refuse_too_large(picture.width * picture.height, limit)
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


def _refuse_too_large(pixels: int, limit: int) -> None:
    if pixels > limit:
        raise Harmful(f"Ảnh quá lớn: tối đa {limit // 1_000_000} triệu điểm ảnh.")


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
