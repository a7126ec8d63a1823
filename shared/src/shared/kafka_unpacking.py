"""How large a packed batch of records may become.

Kafka bounds a batch as it was sent, at a megabyte; aiokafka unpacks all of it, whatever comes out, and 33 kB of zstd
are a gigabyte. So its decoders of gzip, lz4 and zstd stop at a bound here, and ``shared.reading`` leaves such a batch
out as unreadable. Snappy grows 21-fold at most and stays as it is.
"""

import gzip
import io
import mmap
from collections.abc import Callable
from typing import TypeAlias

import cramjam
from aiokafka.errors import RecordTooLargeError
from aiokafka.record._crecords import default_records, legacy_records

LARGEST_BATCH = 32 * 1024 * 1024
"""Bytes, unpacked: 32 times what a topic takes in one record."""

Decode: TypeAlias = Callable[[bytes], bytes]
DecompressInto: TypeAlias = Callable[[bytes, mmap.mmap], int]


def gzip_decode(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as batch:
        unpacked = batch.read(LARGEST_BATCH + 1)
    if len(unpacked) > LARGEST_BATCH:
        raise RecordTooLargeError(f"a batch unpacks to more than {LARGEST_BATCH} bytes")
    return unpacked


def _bounded(decompress_into: DecompressInto) -> Decode:
    def decode(packed: bytes) -> bytes:
        # Pages of an anonymous map that nothing is written to cost nothing.
        with mmap.mmap(-1, LARGEST_BATCH) as unpacked:
            try:
                length = decompress_into(packed, unpacked)
            except cramjam.DecompressionError as error:
                raise RecordTooLargeError(f"a batch is damaged or too large: {error}") from error
            return unpacked[:length]

    return decode


_DECODERS = {
    "gzip_decode": gzip_decode,
    "lz4_decode": _bounded(cramjam.lz4.decompress_into),
    "zstd_decode": _bounded(cramjam.zstd.decompress_into),
}


def bound_unpacking() -> None:
    """Bound what every consumer of this process unpacks from now on: aiokafka has no setting for it."""
    for records in (default_records, legacy_records):
        for name, decode in _DECODERS.items():
            setattr(records, name, decode)
