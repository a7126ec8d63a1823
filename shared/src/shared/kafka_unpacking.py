"""How large a packed batch of records may become, and how far one reaches that does not unpack.

Kafka bounds a batch as it was sent, at a megabyte; aiokafka unpacks all of it, whatever comes out, and 33 kB of zstd
are a gigabyte. So its decoders of gzip, lz4 and zstd stop at a bound here, and ``shared.reading`` leaves such a batch
out as unreadable. Snappy grows 21-fold at most and stays as it is. 9 kB of zstd are ten thousand records that hold
nothing, each a dead letter: of those, too, no batch may have more than anybody would send.

What aiokafka cannot unpack it cannot pass over either: every position of the batch fails, and each fetch unpacks all of
it again. So the error says where the batch ends. The name of a header that is no UTF-8 stops neither its record nor
those behind it.
"""

import gzip
import io
import mmap
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeAlias

import cramjam
from aiokafka.consumer import fetcher
from aiokafka.errors import RecordTooLargeError
from aiokafka.record._crecords import default_records, legacy_records
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

LARGEST_BATCH = 32 * 1024 * 1024
"""Bytes, unpacked: 32 times what a topic takes in one record."""

MOST_RECORDS = 10_000
"""The most of one batch. An event has some 500 bytes, so the usual 16 kB of a producer hold 32 of them, and a megabyte
2,000."""

_MAGIC_AT, _COUNT_AT = 16, 57
"""Where a batch says its version, and from version 2 on how many records it has. Source:
https://kafka.apache.org/documentation/#recordbatch."""

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


class _Lenient(bytearray):
    """Bytes whose every part is read as text, whatever it is."""

    def __getitem__(self, place: Any) -> Any:
        part = super().__getitem__(place)
        return _Lenient(part) if isinstance(place, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, errors)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc]
    """aiokafka's own slow reader, with names of headers that are no UTF-8 as Python would write them."""

    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _Lenient(self._buffer)


class _Batch:
    """A batch as aiokafka has it. Where a name of a header stops it, all behind it comes out none the less."""

    def __init__(self, batch: Any, count: int, content: Callable[[], bytes]) -> None:
        self._batch = batch
        self._count = count
        self._content = content

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        if self._count > MOST_RECORDS:
            raise RecordTooLargeError(f"a batch of {self._count} records")
        seen = 0
        try:
            for record in self._batch:
                seen += 1
                yield record
        except UnicodeDecodeError:
            yield from islice(_LenientBatch(self._content()), seen, None)


class _Batches:
    """The batches in what was fetched; remembers the one that was taken last."""

    def __init__(self, fetched: bytes) -> None:
        self._fetched = fetched
        self._records = MemoryRecords(fetched)
        self._next = 0
        self.last: _Batch | None = None

    def size_in_bytes(self) -> int:
        return len(self._fetched)

    def has_next(self) -> bool:
        return bool(self._records.has_next())

    def next_batch(self) -> _Batch:
        self.last = None
        batch = self._records.next_batch()
        # Each begins with its first offset in 8 bytes and the length of what follows in 4.
        begin = self._next
        end = self._next = begin + 12 + int.from_bytes(self._fetched[begin + 8 : begin + 12], "big")
        self.last = _Batch(batch, self._count_at(begin), lambda: self._fetched[begin:end])
        return self.last

    def _count_at(self, begin: int) -> int:
        """The number that the batch says; older versions have one record, or a packed set bounded by its size."""
        if self._fetched[begin + _MAGIC_AT] < 2:
            return 1
        return int.from_bytes(self._fetched[begin + _COUNT_AT : begin + _COUNT_AT + 4], "big")


class _Records(fetcher.PartitionRecords):  # type: ignore[misc]
    """aiokafka's records of one fetch, whose errors know the batch that they come from."""

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except StopIteration:
            raise
        except Exception as error:
            error.batch_end = getattr(self._records.last, "next_offset", None)  # type: ignore[attr-defined]
            raise


def batch_end(error: Exception) -> int | None:
    """The offset after the batch that ``error`` came from, where that is known."""
    return getattr(error, "batch_end", None)


def bound_unpacking() -> None:
    """Bound what every consumer of this process unpacks from now on: aiokafka has no setting for it."""
    for records in (default_records, legacy_records):
        for name, decode in _DECODERS.items():
            setattr(records, name, decode)
    fetcher.MemoryRecords = _Batches
    fetcher.PartitionRecords = _Records
