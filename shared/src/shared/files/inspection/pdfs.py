"""PDF papers: every object looked at for what a reader could be made to run, then written anew by qpdf.

Two readers may understand one damaged or crafted file in two ways, so nobody can say of foreign bytes what an officer's
reader will find in them. What qpdf writes is plain: only the objects that it found from the trailer, each looked at
here, without older revisions or anything hidden between objects.

A document with a digital signature cannot be written anew without breaking the signature: it is kept byte for byte, and
anybody can write something that looks like a signature. So each of its revisions is opened as a reader would open it,
every object of each is looked at in the same way, qpdf must find no fault in any, and ``revisions.py`` accounts for
every byte; what cannot be accounted for is refused.

Not looked at is what the coding of a font, of a page's content or of a picture makes a reader do, beyond the size of
pictures: one that has a fault there is open to it in either kind of document.

Measured beside a search in the foreign file with pypdf 7.1, as it was done before (seconds, additional memory):

| file | pypdf | qpdf 12.4 |
|---|---|---|
| scan of 12 pages, 20.6 MB | 0.04 s, 40 MB | 0.09 s, 24 MB |
| 400 pages of text | 0.28 s, 12 MB | 0.25 s, 10 MB |
| 49,000 references to nowhere, 9.3 MB | 4.26 s (another kind: an hour), taken | 0.37 s, written without them |
| 490 object streams, 5.4 MB | up to 3.8 GB | 0.07 s, 3 MB, refused |
| a script in object ``5 1`` | taken | refused |
"""

import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from shared.files.inspection.coded import jbig2_pixels, jpx_samples
from shared.files.inspection.inline import MOST, InlinePictures
from shared.files.inspection.jpeg import MAX_SCANS, MAX_STEPS, outline
from shared.files.inspection.refused import Harmful
from shared.files.inspection.revisions import TOO_COMPLEX, UNACCOUNTED, Account, revisions_of

MAX_PAGES = 500
MAX_OBJECTS = 50_000
MAX_PARTS = 500_000
"""Arrays, dictionaries and names in all objects; looking at them takes some two seconds."""

MAX_PARTS_OF_REVISIONS = 1_000_000
"""The same of all revisions of a signed document together: what does not change is in each of them."""

MAX_WARNINGS = 50
"""Faults that qpdf mends in one document; a hundred thousand references that lead nowhere are no document."""

MAX_UNPACKED = 16_000_000
"""Bytes that one stream may unpack to where qpdf must read it: objects and cross references."""

MAX_UNPACKED_OBJECTS = 32_000_000
"""Bytes that all object streams may unpack to; read into objects they take some twenty times as much."""

MAX_UNPACKED_TOTAL = 400_000_000
"""Bytes that all streams together may unpack to in an officer's reader: 16 pages in colour at 300 dpi, unpacked."""

MAX_PIXELS = 150_000_000
"""The most pixels of one picture: A0 at 300 dpi. A JPEG 2000 may have four samples for each."""

_REFUSED_KEYS = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/OPI"),
        # what a presentation does by itself (ISO 32000-2, 12.4.4.2, and 13.5 of its first part), and models
        *("/PresSteps", "/AlternatePresentations", "/3DD", "/OnInstantiate"),
    }
)
_REFUSED_KINDS = frozenset(
    {
        # actions, wherever they stand
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/GoToDp"),
        *("/Rendition", "/GoTo3DView", "/RichMediaExecute"),
        # files and media inside or elsewhere, PostScript
        *("/EmbeddedFile", "/FileAttachment", "/Filespec", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/PS"),
    }
)
_REFUSED_ACTIONS = frozenset({"/Thread", "/Hide", "/SetOCGState", "/Trans"})
"""Actions that are refused by their ``/S`` alone: as a type the words mean something harmless. With the above and those
allowed below these are all that ISO 32000-2, 12.6.4, has."""

_OTHER_FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
"""Where a text is the name of another file, in a file specification or instead of one (ISO 32000-2, 7.11)."""

_IN_OBJECT_STREAM = 2

_BY_ITSELF = frozenset({"/GoTo", "/Named"})
_BY_HAND = _BY_ITSELF | {"/URI"}
"""Wherever else one of them stands, it must be harmless too."""
_ALLOWED_ACTIONS: Mapping[str, frozenset[str]] = {
    "/OpenAction": _BY_ITSELF,
    "/A": _BY_HAND,
    "/PA": _BY_HAND,
    "/NA": _BY_ITSELF,
    "/Next": _BY_ITSELF,
}
"""What the value of a key may do: by itself only turn a page, when clicked also open an address. At any other key an
address is refused: some reader may open it by itself."""

_NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_ADDRESSES = ("http://", "https://", "mailto:", "tel:", "www.")

_PACKED = frozenset({"/FlateDecode", "/Fl"})
_WRITTEN_AS_TEXT = frozenset({"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"})
_PACKED_OTHERWISE = _WRITTEN_AS_TEXT | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_JPEG = frozenset({"/DCTDecode", "/DCT"})
_JPEG_BEGINS = b"\xff\xd8\xff"
_PICTURES = _JPEG | {"/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}

_DAMAGED = "Tệp PDF bị hỏng hoặc không đọc được."
_ENCRYPTED = "Tệp PDF được đặt mật khẩu hoặc mã hóa. Vui lòng gỡ bảo vệ rồi tải lên lại."
_UNKNOWN_FILTER = "Tệp PDF dùng cách nén không phổ biến. Vui lòng in lại thành PDF rồi tải lên."
_ACTIVE = "Tệp PDF có mã lệnh hoặc tệp đính kèm bên trong. Vui lòng in lại thành PDF rồi tải lên."

_FORGIVEN = "xref entry for the xref stream itself is missing"
"""A fault that honest programs have (pypdf), and that every reader understands alike."""

pikepdf.settings.set_qpdf_limits(
    doc_max_warnings=MAX_WARNINGS,
    parser_max_nesting=100,
    parser_max_container_size=200_000,
    max_stream_filters=4,
    flate_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
)


def written_anew(content: bytes) -> bytes:
    """The same pages without anything else; a signed document as it is.

    Raises ``Harmful`` for what is broken, encrypted, active or too much.
    """
    try:
        with Pdf.open(BytesIO(content), suppress_warnings=True) as document:
            return _written_anew(document, content)
    except Harmful:
        raise
    except pikepdf.PasswordError:
        raise Harmful(_ENCRYPTED) from None
    except MemoryError:
        raise Harmful(TOO_COMPLEX) from None
    except Exception as error:
        # qpdf and its binding meet hostile files with many kinds of errors, RuntimeError and UnicodeError among them.
        raise Harmful(_DAMAGED) from error


def _written_anew(document: Pdf, content: bytes) -> bytes:
    if document.is_encrypted:
        raise Harmful(_ENCRYPTED)
    _refuse_costly(document)
    if not 1 <= len(document.pages) <= MAX_PAGES:
        raise Harmful(f"Tệp PDF phải có từ 1 đến {MAX_PAGES} trang.")
    look = _Inspection(MAX_PARTS)
    look.at(document.trailer)
    if look.signed:
        _look_through_signed(content)
        return content
    kept = BytesIO()
    document.save(
        kept,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        deterministic_id=True,
    )
    return kept.getvalue()


def _look_through_signed(content: bytes) -> None:
    """All that is kept of a document that cannot be written anew."""
    look = _Inspection(MAX_PARTS_OF_REVISIONS)
    try:
        account = Account(content)
        for revision in revisions_of(content):
            with Pdf.open(BytesIO(content[: revision.end]), suppress_warnings=True) as document:
                if document.is_encrypted:
                    raise Harmful(_ENCRYPTED)
                _refuse_costly(document)
                look.begin()
                look.at(document.trailer)
                for found in document.objects:
                    look.at(found)
                account.add(document, revision)
                if any(_FORGIVEN not in str(fault) for fault in document.get_warnings()):
                    raise Harmful(UNACCOUNTED)
        account.close()
    except (Harmful, MemoryError):
        raise
    except Exception as error:
        raise Harmful(UNACCOUNTED) from error


def _refuse_costly(document: Pdf) -> None:
    """Refuse too many objects, or packed streams of them that unpack to too much, before any object is read."""
    table = document.get_xref_table()
    if len(table) > MAX_OBJECTS:
        raise Harmful(TOO_COMPLEX)
    left = MAX_UNPACKED_OBJECTS
    for number in {entry.obj_stream_number for entry in table.values() if entry.type == _IN_OBJECT_STREAM}:
        packed = document.get_object(number or 0, 0)
        if isinstance(packed, Stream):
            left -= _unpacked(packed, _filters(packed), left, InlinePictures())


class _Inspection:
    """A walk over all that is reached, each indirect object once."""

    def __init__(self, parts: int) -> None:
        self.signed = False
        self._left = parts
        self._sizes: dict[tuple[str, ...], int] = {}
        self.begin()

    def begin(self) -> None:
        """Begin with another revision of the same document."""
        self._seen: set[tuple[int, int]] = set()
        self._inside = InlinePictures()
        self._unpacked = 0

    def at(self, root: Object) -> None:
        waiting: list[Any] = [root]
        while waiting:
            part = waiting.pop()
            if not isinstance(part, Object):
                continue
            if part.is_indirect:
                if part.objgen in self._seen:
                    continue
                self._seen.add(part.objgen)
            self._left -= 1
            if self._left < 0:
                raise Harmful(TOO_COMPLEX)
            if isinstance(part, Array):
                waiting.extend(list(part))
            elif isinstance(part, Dictionary | Stream):
                members = dict(part.items())
                self._look_at(members)
                if isinstance(part, Stream):
                    self._look_at_stream(part, members)
                waiting += members.values()

    def _look_at(self, members: Mapping[str, Any]) -> None:
        kinds = {str(members[name]) for name in ("/S", "/Type", "/Subtype") if isinstance(members.get(name), Object)}
        if not _REFUSED_KEYS.isdisjoint(members) or not _REFUSED_KINDS.isdisjoint(kinds):
            raise Harmful(_ACTIVE)
        if any(isinstance(members.get(key), String) for key in _OTHER_FILES) or members.get("/Type") == Name.F:
            raise Harmful(_ACTIVE)
        if isinstance(members.get("/URI"), Dictionary):
            raise Harmful(_ACTIVE)  # what addresses begin with, so that none of them is what it seems
        _look_at_action(members)
        for key, value in members.items():
            if key not in _ALLOWED_ACTIONS and any(action["/S"] == Name.URI for action in _actions(value)):
                raise Harmful(_ACTIVE)
        for key, allowed in _ALLOWED_ACTIONS.items():
            if key in members:
                for action in _actions(members[key]):
                    _refuse_action(action, allowed)
        if "/AA" in members:
            triggers = members["/AA"]
            for value in triggers.values() if isinstance(triggers, Dictionary) else [triggers]:
                for action in _actions(value):
                    _refuse_action(action, _BY_ITSELF)
        if "/ByteRange" in members and "/Contents" in members:
            self.signed = True

    def _look_at_stream(self, stream: Stream, members: Mapping[str, Any]) -> None:
        if "/F" in members or "/Ref" in members:
            raise Harmful(_ACTIVE)  # its data would come from another file
        width, height = members.get("/Width", 0), members.get("/Height", 0)
        if not isinstance(width, int) or not isinstance(height, int) or width * height > MAX_PIXELS:
            raise Harmful(TOO_COMPLEX)
        filters = _filters(members)
        self._unpacked += self._size(stream, filters)
        if filters and filters[-1] in _PICTURES:
            _refuse_costly_picture(stream, filters)

    def _size(self, stream: Stream, filters: list[str]) -> int:
        """Unpacked. What is the same in several revisions is unpacked once."""
        limit = MAX_UNPACKED_TOTAL - self._unpacked
        if len(filters) != 1 or filters[0] not in _PACKED:
            return _unpacked(stream, filters, limit, self._inside)
        key = (sha256(stream.read_raw_bytes()).hexdigest(), *filters)
        if key not in self._sizes:
            self._sizes[key] = _unpacked(stream, filters, limit, self._inside)
        if self._sizes[key] > limit:
            raise Harmful(TOO_COMPLEX)
        return self._sizes[key]


def _refuse_costly_picture(stream: Stream, filters: list[str]) -> None:
    """What its own coding says is what a reader takes memory and time for."""
    if filters[-1] in _JPEG:
        content = _coded(stream, filters)
        found = outline(content)
        if found is None or not content.startswith(_JPEG_BEGINS):
            raise Harmful(_DAMAGED)
        if found.width * found.height > MAX_PIXELS or found.scans > MAX_SCANS or found.steps > MAX_STEPS:
            raise Harmful(TOO_COMPLEX)
    elif filters[-1] == "/JPXDecode":
        samples = jpx_samples(_coded(stream, filters))
        if samples is None or samples > 4 * MAX_PIXELS:
            raise Harmful(TOO_COMPLEX)
    elif filters[-1] == "/JBIG2Decode":
        pixels = jbig2_pixels(_coded(stream, filters))
        if pixels is None or pixels > 2 * MAX_PIXELS:  # a page, and as much of what is drawn on it
            raise Harmful(TOO_COMPLEX)


def _coded(stream: Stream, filters: list[str]) -> bytes:
    """The picture in its own coding, unpacked from what surrounds it within qpdf's bounds."""
    content = stream.read_raw_bytes()
    if len(filters) == 1:
        return content
    with pikepdf.new() as aside:
        around = Stream(aside, content, Filter=Array([Name(name) for name in filters[:-1]]))
        return around.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def _look_at_action(members: Mapping[str, Any]) -> None:
    """An action is one wherever it stands: readers may know keys that nobody here does."""
    kind = members.get("/S")
    if not isinstance(kind, Name):
        return
    if str(kind) in _REFUSED_ACTIONS:
        raise Harmful(_ACTIVE)
    if kind == Name.URI or (kind == Name.Named and "/N" in members):
        _refuse_action(members, _BY_HAND)


def _actions(value: Any) -> Iterator[Dictionary]:
    """Actions in ``value``, which may also be a destination, attributes of structure, or several of them."""
    for part in value if isinstance(value, Array) else [value]:
        if isinstance(part, Dictionary) and "/S" in part:
            yield part


def _refuse_action(action: Mapping[str, Any] | Dictionary, allowed: frozenset[str]) -> None:
    kind = str(action["/S"])
    if kind not in allowed:
        raise Harmful(_ACTIVE)
    if kind == "/Named" and str(action.get("/N", "")) not in _NAMED:
        raise Harmful(_ACTIVE)
    if kind == "/URI" and not str(action.get("/URI", "")).strip().lower().startswith(_ADDRESSES):
        raise Harmful(_ACTIVE)


def _filters(members: Mapping[str, Any] | Stream) -> list[str]:
    given = members.get("/Filter")
    if given is None:
        return []
    return [str(name) for name in given] if isinstance(given, Array) else [str(given)]


def _unpacked(stream: Stream, filters: list[str], limit: int, inside: InlinePictures) -> int:
    """How many bytes a reader gets of ``stream`` before a picture's own coding. Raises ``Harmful`` beyond ``limit``
    and for pictures inside that are too large or too many.
    """
    picture = bool(filters) and filters[-1] in _PICTURES
    if picture:
        filters = filters[:-1]
    if not (_PACKED | _PACKED_OTHERWISE).issuperset(filters):
        raise Harmful(_UNKNOWN_FILTER)
    if not filters or (picture and _WRITTEN_AS_TEXT.issuperset(filters)):
        if not picture:
            _look_inside(stream.read_raw_bytes(), inside)
        return 0
    if len(filters) == 1 and filters[0] in _PACKED:
        return _inflated(stream.read_raw_bytes(), limit, inside)
    if picture:
        raise Harmful(TOO_COMPLEX)  # packed more than once: no program writes that
    unpacked = stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)  # within qpdf's bounds
    if len(unpacked) > limit:
        raise Harmful(TOO_COMPLEX)
    _look_inside(unpacked, inside)
    return len(unpacked)


def _inflated(packed: bytes, limit: int, inside: InlinePictures) -> int:
    """Counted piece by piece, never held."""
    inflate = zlib.decompressobj()
    total = 0
    try:
        while packed and not inflate.eof:
            piece = inflate.decompress(packed, 1 << 20)
            packed = inflate.unconsumed_tail
            total += len(piece)
            inside.add(piece)
            if total > limit:
                raise Harmful(TOO_COMPLEX)
    except zlib.error:
        pass  # a reader shows what came before the fault
    _look_inside(b"", inside)
    return total


def _look_inside(last: bytes, inside: InlinePictures) -> None:
    inside.add(last)
    inside.end()
    if inside.pixels > MAX_PIXELS or inside.bytes > MOST:
        raise Harmful(TOO_COMPLEX)
