"""How large pictures inside a PDF say they are, by their own coding: told before anybody decodes them.

Source: ISO/IEC 15444-1, A.5.1 and I.4 (JPEG 2000); ITU-T T.88, 7.2 and 7.4 (JBIG2).
"""

import struct
from collections.abc import Iterator

_CODESTREAM = b"\xff\x4f\xff\x51"
_BOX, _LONG_BOX = struct.Struct(">I4s"), struct.Struct(">Q")

_PAGE = 48
_REGIONS = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43})
_END_OF_PAGE, _END_OF_FILE = 49, 51
_UNKNOWN = 0xFFFFFFFF
"""The length of a segment, or the height of a page, that only comes to light later."""


def jpx_samples(content: bytes) -> int | None:
    """How many all components of a JPEG 2000 have; ``None`` for what has no size."""
    at = _codestream(content)
    if at is None or len(content) < at + 42 or content[at : at + 4] != _CODESTREAM:
        return None
    right, below, left, above = struct.unpack_from(">IIII", content, at + 8)
    (components,) = struct.unpack_from(">H", content, at + 40)
    if right <= left or below <= above or not components:
        return None
    return int((right - left) * (below - above) * components)


def _codestream(content: bytes) -> int | None:
    """Where it begins: at once, or in the first box that is made for it."""
    if content.startswith(_CODESTREAM):
        return 0
    at = 0
    while at + _BOX.size <= len(content):
        length, kind = _BOX.unpack_from(content, at)
        head = _BOX.size
        if length == 1 and at + 16 <= len(content):
            (length,) = _LONG_BOX.unpack_from(content, at + head)
            head += _LONG_BOX.size
        if kind == b"jp2c":
            return at + head
        if length < head:
            return None
        at += length
    return None


def jbig2_pixels(content: bytes) -> int | None:
    """How many the page and all its regions have; ``None`` for what cannot be told, or has no page."""
    total, pages = 0, 0
    try:
        for kind, at in _segments(content):
            if kind == _PAGE or kind in _REGIONS:
                width, height = struct.unpack_from(">II", content, at)
                if height == _UNKNOWN:
                    height = 0  # its stripes are regions
                total += width * height
                pages += kind == _PAGE
    except (struct.error, IndexError):
        return None
    return total if pages else None


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """The kinds of segments, and where their data begin."""
    at = 0
    while at < len(content):
        number, flags = struct.unpack_from(">IB", content, at)
        at += 5
        referred = content[at] >> 5
        if referred == 7:
            referred = struct.unpack_from(">I", content, at)[0] & 0x1FFFFFFF
            at += 4 + (referred + 8) // 8
        else:
            at += 1
        at += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
        at += 4 if flags & 0x40 else 1
        (length,) = struct.unpack_from(">I", content, at)
        at += 4
        kind = flags & 0x3F
        yield kind, at
        if kind in (_END_OF_PAGE, _END_OF_FILE) or length == _UNKNOWN:
            return
        at += length
