"""Whether a file is likely a large picture, told from its first bytes without decoding anything."""

import re
import struct

from shared.files.inspection.jpeg import frame

LARGE_PIXELS = 13_000_000
"""More pixels than the usual phone picture of 12 megapixels has, which takes 100 MB while it is encoded anew."""

HEAD = 256 * 1024
"""A JPEG's frame comes after its EXIF, which is at most 64 KB, and its profile."""

_HEIF = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs])", re.DOTALL)
_EXTENT = re.compile(rb"\x00\x00\x00\x14ispe....(.{8})", re.DOTALL)
"""The size of one picture of the file: the whole, a tile, a small one (ISO/IEC 23008-12, 6.5.3)."""


def is_large_picture(head: bytes) -> bool:
    """``head``: at least the first ``HEAD`` bytes, if there are so many. A picture of an unknown size may be large."""
    head = head[:HEAD]
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return bool(width * height > LARGE_PIXELS)
    if head.startswith(b"\xff\xd8\xff"):
        size = frame(head)
        return size is None or size[0] * size[1] > LARGE_PIXELS
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return not 0 < webp_pixels(head) <= LARGE_PIXELS
    if _HEIF.match(head):
        return not 0 < heif_pixels(head) <= LARGE_PIXELS
    return False


def webp_pixels(content: bytes) -> int:
    """How many pixels the header says; 0 where it says nothing. Source: RFC 9649, 2.5 to 2.7."""
    chunk, head = content[12:16], content[20:30].ljust(10, b"\0")
    if chunk == b"VP8X":
        return (int.from_bytes(head[4:7], "little") + 1) * (int.from_bytes(head[7:10], "little") + 1)
    if chunk == b"VP8L":
        sides = int.from_bytes(head[1:5], "little")
        return ((sides & 0x3FFF) + 1) * ((sides >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 ":
        return (int.from_bytes(head[6:8], "little") & 0x3FFF) * (int.from_bytes(head[8:10], "little") & 0x3FFF)
    return 0


def heif_pixels(content: bytes) -> int:
    """How many the largest picture of a HEIC or AVIF has, as its header says; 0 where it says nothing."""
    sizes = (struct.unpack(">II", extent) for extent in _EXTENT.findall(content))
    return max((width * height for width, height in sizes), default=0)
