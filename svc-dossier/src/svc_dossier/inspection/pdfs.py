"""PDF papers: kept as they are, after a look at every object for what a reader could be made to run."""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from svc_dossier.inspection.refused import Harmful

MAX_PAGES = 500
MAX_OBJECTS = 50_000
MAX_OBJECT_STREAMS = 500
MAX_UNPACKED = 8_000_000
"""Bytes that one packed stream may unpack to while it is read."""

_ACTIVE_NAMES = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"})
_ACTIVE_KINDS = frozenset({"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/GoToE"})


def inspect(content: bytes) -> None:
    """Raises ``Harmful`` for what is broken, encrypted, active or too much."""
    try:
        with apply_configuration(
            zlib_maximum_output_length=MAX_UNPACKED,
            lzw_maximum_output_length=MAX_UNPACKED,
            run_length_maximum_output_length=MAX_UNPACKED,
            brotli_maximum_output_length=MAX_UNPACKED,
        ):
            _inspect(PdfReader(BytesIO(content)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # pypdf meets hostile files with whatever its parser runs into.
        raise Harmful("Tệp PDF bị hỏng hoặc không đọc được.") from error


def _inspect(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Harmful("Tệp PDF được đặt mật khẩu hoặc mã hóa. Vui lòng gỡ bảo vệ rồi tải lên lại.")
    numbers = {number for generation in reader.xref.values() for number in generation} | {*reader.xref_objStm}
    packed_in = {stream for stream, _ in reader.xref_objStm.values()}
    if len(numbers) > MAX_OBJECTS or len(packed_in) > MAX_OBJECT_STREAMS:
        raise Harmful("Tệp PDF quá phức tạp.")
    if not 1 <= len(reader.pages) <= MAX_PAGES:
        raise Harmful(f"Tệp PDF phải có từ 1 đến {MAX_PAGES} trang.")
    objects = (IndirectObject(number, 0, reader).get_object() for number in sorted(numbers))
    if any(_active(found) for part in (reader.trailer, *objects) for found in _dictionaries(part)):
        raise Harmful("Tệp PDF có mã lệnh hoặc tệp đính kèm bên trong. Vui lòng in lại thành PDF rồi tải lên.")


def _active(found: DictionaryObject) -> bool:
    # ``raw_get`` does not follow references: what they lead to is looked at in its own turn.
    kinds = {str(found.raw_get(name)) for name in ("/S", "/Type", "/Subtype") if name in found}
    return not _ACTIVE_NAMES.isdisjoint(found) or not _ACTIVE_KINDS.isdisjoint(kinds)


def _dictionaries(part: Any) -> Iterator[DictionaryObject]:
    """``part`` and what stands in it directly, without following references."""
    waiting = [part]
    while waiting:
        current = waiting.pop()
        if isinstance(current, DictionaryObject):
            yield current
            waiting += [current.raw_get(name) for name in current]
        elif isinstance(current, ArrayObject):
            waiting += islice(list.__iter__(current), MAX_OBJECTS)
