"""Bytes changed at random: cut, doubled, flipped, spliced, with numbers and words that parsers stumble over."""

import random
from collections.abc import Callable, Sequence

_NUMBERS = (b"\x00", b"\xff", b"\x7f", b"\x80", b"\xff\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(8))
_WORDS = (
    *(b"0", b"-1", b"65535", b"4294967295", b"99999999999999999999", b"1e999", b"NaN", b"null", b"\r\n", b"\n"),
    *(b"<<", b">>", b"[", b"]", b"obj", b"endobj", b"stream", b"endstream", b"0 R", b"/Filter", b"/JS", b"%%EOF"),
    *(b"--b", b"--b--", b'"', b"\\", b"; filename*=utf-8''", b"=?utf-8?B?", b"\xef\xbb\xbf", "Đơn\u202e".encode()),
    *("\u0315".encode(), "\u0300".encode(), "\u1d17".encode(), b"\\ud83d"),
    *(
        b";",
        b"\r\n\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 3\r\n",
    ),
    *(b"\xff\xda", b"\xff\xc0", b"\xff\xd9", b"IDAT", b"tRNS", b"iCCP", b"eXIf", b"Exif\0\0II*\0"),
)


def mutated(seed: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """``seed`` after one to twelve changes."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
        chance.choice(_CHANGES)(data, others, chance)
    return bytes(data)


def _place(data: bytearray, chance: random.Random) -> int:
    # Headers are at the ends, and most of what can go wrong is in headers.
    end = len(data)
    return chance.choice(
        (chance.randint(0, min(end, 200)), chance.randint(max(0, end - 200), end), chance.randint(0, end))
    )


def _flip(data: bytearray, _others: Sequence[bytes], chance: random.Random) -> None:
    if data:
        data[min(_place(data, chance), len(data) - 1)] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, _others: Sequence[bytes], chance: random.Random) -> None:
    place, number = _place(data, chance), chance.choice(_NUMBERS + _WORDS)
    data[place : place + len(number)] = number


def _insert(data: bytearray, _others: Sequence[bytes], chance: random.Random) -> None:
    place = _place(data, chance)
    data[place:place] = chance.choice(_WORDS) * chance.choice((1, 1, 1, 40, 2000))


def _cut(data: bytearray, _others: Sequence[bytes], chance: random.Random) -> None:
    place = _place(data, chance)
    del data[place : place + chance.choice((1, 2, 4, 16, 200, len(data)))]


def _double(data: bytearray, _others: Sequence[bytes], chance: random.Random) -> None:
    place = _place(data, chance)
    data[place:place] = data[place : place + chance.choice((1, 4, 16, 200, 2000))]


def _splice(data: bytearray, others: Sequence[bytes], chance: random.Random) -> None:
    other, place = chance.choice(others), _place(data, chance)
    start = chance.randrange(len(other) + 1)
    data[place:place] = other[start : start + chance.choice((4, 16, 200, 2000))]


_CHANGES: Sequence[Callable[[bytearray, Sequence[bytes], random.Random], None]] = (
    _flip,
    _overwrite,
    _insert,
    _cut,
    _double,
    _splice,
)
