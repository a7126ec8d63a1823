"""How large a packed batch of records may become, and how far one reaches that does not unpack.

Kafka bounds a batch as it was sent, at a megabyte; aiokafka unpacks all of it, whatever comes out, and 33 kB of zstd
are a gigabyte. So its decoders of gzip, lz4 and zstd stop at a bound here, and ``shared.reading`` leaves such a batch
out as unreadable. Snappy grows 21-fold at most and stays as it is.

What aiokafka cannot unpack it cannot pass over either: every position of the batch fails, and each fetch unpacks all of
it again. So the error says where the batch ends.
"""

import gzip
import io
import mmap
from collections.abc import Callable
from typing import Any, TypeAlias

import cramjam
from aiokafka.consumer import fetcher
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


class _Batches:
    """The batches of one fetch; remembers the one that was taken last."""

    def __init__(self, records: Any) -> None:
        self._records = records
        self.last: Any = None

    def has_next(self) -> bool:
        return bool(self._records.has_next())

    def next_batch(self) -> Any:
        self.last = None
        self.last = self._records.next_batch()
        return self.last


class _Records(fetcher.PartitionRecords):  # type: ignore[misc]
    """aiokafka's records of one fetch, whose errors know the batch that they come from."""

    def __init__(self, tp: Any, records: Any, *rest: Any) -> None:
        self._batches = _Batches(records)
        super().__init__(tp, self._batches, *rest)

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except StopIteration:
            raise
        except Exception as error:
            error.batch_end = getattr(self._batches.last, "next_offset", None)  # type: ignore[attr-defined]
            raise


def batch_end(error: Exception) -> int | None:
    """The offset after the batch that ``error`` came from, where that is known."""
    return getattr(error, "batch_end", None)


def bound_unpacking() -> None:
    """Bound what every consumer of this process unpacks from now on: aiokafka has no setting for it."""
    for records in (default_records, legacy_records):
        for name, decode in _DECODERS.items():
            setattr(records, name, decode)
    fetcher.PartitionRecords = _Records
