"""Photographs and scans: decoded and encoded anew, so that nothing but the picture is kept."""

import warnings
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

from svc_dossier.inspection.refused import Harmful

MAX_PIXELS = 30_000_000
"""A 24-megapixel phone picture fits. Decoded it takes 4 bytes a pixel, and as much again while it is turned."""

_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA")}


def encoded_anew(content: bytes, kind: Literal["JPEG", "PNG"]) -> bytes:
    """The picture alone, upright, without EXIF (place, camera), comments, profiles or further frames."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[kind]) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise Harmful(f"Ảnh quá lớn: tối đa {MAX_PIXELS // 1_000_000} triệu điểm ảnh.")
                picture = ImageOps.exif_transpose(opened)
                picture = picture if picture.mode in _MODES[kind] else picture.convert("RGB")
                picture.info.clear()
                kept = BytesIO()
                picture.save(kept, kind, **({"quality": 88} if kind == "JPEG" else {"compress_level": 4}))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Harmful("Ảnh bị hỏng hoặc không đọc được.") from error
    return kept.getvalue()
