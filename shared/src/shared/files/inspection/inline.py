"""Pictures that stand in the content of a page itself, between BI and EI: how large they say they are.

Their data may be packed once more inside the content, so that 400 million pixels take a few kB. Source: ISO 32000-2,
8.9.7.
"""

import re

MOST = 8_000_000
"""Bytes from BI to ID of all pictures of a document; to look at so many takes two seconds. A font that was made of a
scan has some hundred for each letter."""

_LONGEST = 2_000
"""Bytes from BI to ID of one: a palette is the longest of some ten members."""

_BETWEEN = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]{0,100}+[\r\n])*+"
_BEGINS = re.compile(rb"BI(?=[\x00\t\n\f\r /%])")
_FIRST = re.compile(_BETWEEN + rb"/")
_DATA = re.compile(rb"[\x00\t\n\f\r \])>]ID[\x00\t\n\f\r ]")
_MEMBER = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]{1,20})" + _BETWEEN + rb"\+?0*+(\d{1,9})")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class InlinePictures:
    """Those of a document; its streams come piece by piece. ``pixels`` is how many the largest has, ``bytes`` how many
    tell of all; behind ``MOST`` of them nothing is looked at.
    """

    def __init__(self) -> None:
        self.pixels = 0
        self.bytes = 0
        self._rest = b""

    def add(self, piece: bytes) -> None:
        content = self._rest + piece
        self._look_through(content, len(content) - _LONGEST)

    def end(self) -> None:
        """The stream is over."""
        self._look_through(self._rest, len(self._rest))
        self._rest = b""

    def _look_through(self, content: bytes, end: int) -> None:
        """Those that begin before ``end``."""
        at = 0
        while self.bytes <= MOST and (found := _BEGINS.search(content, at)) is not None and found.start() < end:
            at = found.end()
            self.bytes += len(found[0])
            if first := _FIRST.match(content, at, at + _LONGEST):
                data = _DATA.search(content, at, at + _LONGEST)
                members = content[first.start() : data.start() if data else at + _LONGEST]
                self.bytes += len(members)
                self.pixels = max(self.pixels, _pixels(members))
        self._rest = content[max(end, at, 0) :]


def _pixels(members: bytes) -> int:
    numbers: dict[bytes, int] = {}
    for name, number in _MEMBER.findall(members):
        plain = _ESCAPED.sub(lambda escaped: bytes([int(escaped[1], 16)]), name)
        numbers[plain] = max(numbers.get(plain, 0), int(number))
    width, height = (max(numbers.get(name, 0) for name in names) for names in ((b"W", b"Width"), (b"H", b"Height")))
    return width * height
