"""Whether a file is likely a large picture, told from its first bytes without decoding anything."""

import struct

from shared.files.inspection.jpeg import outline

LARGE_PIXELS = 13_000_000
"""Above the usual phone picture of 12 megapixels, which takes 100 MB while it is encoded anew."""

_HEAD = 256 * 1024
"""A JPEG's frame comes after its EXIF, which is at most 64 KB, and its profile."""


def is_large_picture(content: bytes) -> bool:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack_from(">II", content, 16)
        return bool(width * height > LARGE_PIXELS)
    if content.startswith(b"\xff\xd8\xff"):
        frame = outline(content[:_HEAD])
        return frame is None or frame.width * frame.height > LARGE_PIXELS
    return False
