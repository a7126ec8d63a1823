"""What a JPEG says of itself before it is decoded: its size, and how much it makes a decoder go through.

A progressive picture is decoded scan by scan, each over the whole picture. Cameras write about ten; 3,000 of them in
258 KB keep libjpeg busy for 104 s. What stands before the picture is read piece by piece: two million empty comments in
8 MB kept Pillow busy for 3.7 s.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

MAX_SCANS = 64
"""Encoders write up to 14 (mozjpeg: a few more); one over the whole picture costs as much as decoding it."""

MAX_STEPS = 50_000
"""Segments, and bytes between them before the first scan; so many take 0.1 s. A phone writes some tens of the one, of
which the largest profile is 255, and hardly any of the other."""

_START_OF_SCAN = 0xDA
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_END_OF_IMAGE = 0xD9

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
"""The next marker that ends entropy-coded data, in which 0xFF is followed by 0x00 and to which restart markers belong.
Several 0xFF may stand before a marker; a pattern that says so is searched for fifteen times as slowly, 16 ms instead of
1 in a photograph of 2 MB."""


@dataclass(frozen=True)
class Outline:
    width: int
    height: int
    scans: int
    steps: int


def outline(content: bytes) -> Outline | None:
    """``None`` for what has no frame or no scan; of several frames the largest. What comes after the first picture, or
    beyond ``MAX_STEPS``, is not looked at: no decoder reads on.
    """
    sizes = []
    scans, steps = 0, 0
    for marker, at, skipped in _segments(content):
        steps += 1 if scans else 1 + skipped
        if steps > MAX_STEPS:
            return Outline(0, 0, scans, steps)
        if size := _size(content, marker, at):
            sizes.append(size)
        scans += marker == _START_OF_SCAN
    return Outline(*max(sizes, key=prod), scans, steps) if sizes and scans else None


def frame(head: bytes) -> tuple[int, int] | None:
    """Width and height, if a frame comes before the first scan, as it must. Nothing behind it is read."""
    for marker, at, _ in _segments(head):
        if marker == _START_OF_SCAN:
            return None
        if size := _size(head, marker, at):
            return size
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Markers that have a length, where it stands, and how many bytes of no segment come before."""
    at = end = 2
    while (found := _NEXT_MARKER.search(content, at)) is not None:
        marker, at = content[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            return
        if marker in _STANDALONE:
            continue
        if at + 2 > len(content):
            return
        yield marker, at, found.start() - end
        (length,) = struct.unpack_from(">H", content, at)
        at += max(length, 2)
        end = at


def _size(content: bytes, marker: int, at: int) -> tuple[int, int] | None:
    if marker not in _START_OF_FRAME or at + 7 > len(content):
        return None
    height, width = struct.unpack_from(">HH", content, at + 3)
    return (width, height) if width and height else None
