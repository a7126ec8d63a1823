"""A file under a name that never stands for another, in the codings that browsers take."""

import gzip

import cramjam

CODINGS = (b"br", b"gzip")
"""The smaller first. Browsers ask for brotli over HTTPS only."""


def in_coding(file: bytes, coding: bytes | None) -> bytes:
    """``file`` packed, or as it is. Takes up to a second."""
    if coding == b"br":
        return bytes(cramjam.brotli.compress(file))
    return gzip.compress(file, mtime=0) if coding == b"gzip" else file
