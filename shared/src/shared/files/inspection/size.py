"""Whether a file is likely a large picture, told from its first bytes without decoding anything."""

import struct

from shared.files.inspection.jpeg import frame

LARGE_PIXELS = 13_000_000
"""Above the usual phone picture of 12 megapixels, which takes 100 MB while it is encoded anew."""

HEAD = 256 * 1024
"""A JPEG's frame comes after its EXIF, which is at most 64 KB, and its profile."""


def is_large_picture(head: bytes) -> bool:
    """``head``: at least the first ``HEAD`` bytes, if there are so many."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return bool(width * height > LARGE_PIXELS)
    if head.startswith(b"\xff\xd8\xff"):
        size = frame(head[:HEAD])
        return size is None or size[0] * size[1] > LARGE_PIXELS
    return False
