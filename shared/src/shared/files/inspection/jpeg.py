"""What a JPEG says of itself before it is decoded: its size, and how many scans it makes a decoder go through.

A progressive picture is decoded scan by scan, each over the whole picture. Cameras write about ten; 3,000 of them in
258 KB keep libjpeg busy for 104 s.
"""

import re
import struct
from dataclasses import dataclass

_START_OF_SCAN = 0xDA
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_END_OF_IMAGE = 0xD9

_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""In entropy-coded data 0xFF is followed by 0x00, and restart markers belong to the data."""


@dataclass(frozen=True)
class Outline:
    width: int
    height: int
    scans: int


def outline(content: bytes) -> Outline | None:
    """``None`` for what has no frame. What comes after the first picture is not looked at: it is not kept either."""
    width = height = scans = 0
    at = 2
    while (found := _NEXT_MARKER.search(content, at)) is not None:
        marker, at = found[1][0], found.end()
        if marker == _END_OF_IMAGE:
            break
        if marker in _STANDALONE:
            continue
        if at + 2 > len(content):
            break
        (length,) = struct.unpack_from(">H", content, at)
        if marker in _START_OF_FRAME and at + 7 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 3)
        scans += marker == _START_OF_SCAN
        at += max(length, 2)
    return Outline(width, height, scans) if width and height else None
