"""What a signed PDF consists of, byte by byte: its revisions, and that nothing stands between their objects.

A document that is kept as it is shows more than its newest revision: readers offer each one that was signed, and a
careless one finds objects that no table names. So every byte must belong to an object that the cross references of its
own revision name at that place, to such a table, to the end of a revision, or be white space or a short comment. Honest
programs that sign write nothing else.

Promised: a file that passes has only those revisions that ``revisions_of`` finds, and all of it but the inside of
streams is read by ``pdfs.py`` in one of them. Not promised is what the data of a stream look like to somebody who does
not read them as that stream, such as a program that mends a file by searching all of it for objects.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pikepdf import Name, Pdf, Stream
from pikepdf import XrefEntry as Entry

from shared.files.inspection.refused import Harmful

MAX_REVISIONS = 20
"""The most revisions of one document. Each signature is one, and nobody has seen more than a handful."""

MAX_TOKENS = 1_000_000
"""Numbers, names, strings and brackets of the whole file. Reading them takes some two seconds."""

UNACCOUNTED = (
    "Tệp PDF đã ký số có dữ liệu thừa hoặc cấu trúc không đúng chuẩn nên không kiểm tra được hết. "
    "Vui lòng in lại thành PDF, ký số lại rồi tải lên."
)
TOO_COMPLEX = "Tệp PDF quá phức tạp. Vui lòng in lại thành PDF rồi tải lên."

MAX_COMMENTS = 4_000
"""Bytes of the whole file, with the white space about them: nobody needs more, and anything can be hidden in many."""

_IN_FILE, _IN_OBJECT_STREAM = 1, 2

_SPACE = rb"[\x00\t\n\f\r ]"
_WORD_ENDS = rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
_NOTHING = re.compile(
    rb"(?:[\x00\t\n\f\r ]+|%(?![^\r\n]{0,500}(?:obj|xref|trailer|stream|<))[^\r\n]{0,500}(?:[\r\n]|\Z))*", re.IGNORECASE
)
"""White space and comments, such as the binary marker or the name of a program: none that looks like something else."""

_HEADER = re.compile(rb"%PDF-\d\.\d(?=[\x00\t\n\f\r ])")
_END = re.compile(rb"startxref" + _SPACE + rb"+(\d{1,12})" + _SPACE + rb"+%%EOF")
_OBJECT = re.compile(rb"(\d{1,10})" + _SPACE + rb"+(\d{1,5})" + _SPACE + rb"+obj" + _WORD_ENDS)
_TABLE = re.compile(
    rb"xref" + _SPACE + rb"+(?:\d{1,10} \d{1,10}" + _SPACE + rb"+(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*+)+trailer"
)
_DATA = re.compile(rb"stream\r?\n")
_DATA_END = re.compile(_SPACE + rb"*endstream" + _SPACE + rb"+endobj" + _WORD_ENDS)
_TOKEN = re.compile(
    rb"(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\x00\t\n\f\r ()<>\[\]{}/%]*)|(?P<string>\()"
    rb"|(?P<hex><[0-9A-Fa-f\x00\t\n\f\r ]*>)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)"
    + _WORD_ENDS
    + rb")|(?P<word>true|false|null|R)"
    + _WORD_ENDS
)
_IN_STRING = re.compile(rb"[^()\\]*+(?:\\.[^()\\]*+)*+", re.DOTALL)
_CLOSED_BY = {b"<<": b">>", b"[": b"]"}


@dataclass(frozen=True)
class Revision:
    """It is the file up to ``end``, where the place of its newest table is said to be ``table``."""

    end: int
    table: int


def revisions_of(content: bytes) -> list[Revision]:
    """The oldest first, the whole document last. Raises ``Harmful``.

    The word that begins an end stands nowhere else, not even in a stream: whichever beginning of the file a reader
    takes for a document, the last end in it is one of these.
    """
    found = list(_END.finditer(content))
    if not found or len(found) != content.count(b"startxref"):
        raise Harmful(UNACCOUNTED)
    revisions = [Revision(end.end(), int(end[1])) for end in found]
    # A file made for the web has a part of its table in front, and says there that its place is 0.
    revisions = revisions[1:] if len(found) > 1 and not revisions[0].table else revisions
    if len(revisions) > MAX_REVISIONS:
        raise Harmful(TOO_COMPLEX)
    return revisions


class Account:
    """Goes through all bytes of a document once, revision by revision."""

    def __init__(self, content: bytes) -> None:
        header = _HEADER.match(content)
        if header is None:
            raise Harmful(UNACCOUNTED)
        self._content = content
        self._reader = _Reader(content, header.end())
        self._tables: dict[int, set[int]] = {}
        self._named: set[int] = set()

    def add(self, document: Pdf, revision: Revision) -> None:
        """What ``document``, which is ``revision``, has more than the one before. Raises ``Harmful``."""
        reader, entries = self._reader, document.get_xref_table()
        while reader.at < revision.end:
            at = reader.skip()
            if found := _OBJECT.match(self._content, at):
                reader.at = found.end()
                self._object(document, entries, (int(found[1]), int(found[2])), at, revision)
            elif found := _TABLE.match(self._content, at):
                reader.at = found.end()
                self._tables[at] = _places(reader.value(plain=True))
            elif found := _END.match(self._content, at):
                self._named.add(int(found[1]))
                reader.at = found.end()
            else:
                raise Harmful(UNACCOUNTED)
        if reader.at != revision.end:
            raise Harmful(UNACCOUNTED)

    def close(self) -> None:
        """Nothing is left, and the tables are those that a reader is led to. Raises ``Harmful``."""
        reached: set[int] = set()
        waiting = self._named - {0}
        while waiting:
            reached |= waiting
            waiting = {place for each in waiting for place in self._tables.get(each, ())} - reached
        if self._reader.skip() != len(self._content) or reached != self._tables.keys():
            raise Harmful(UNACCOUNTED)

    def _object(
        self,
        document: Pdf,
        entries: Mapping[tuple[int, int], Entry],
        name: tuple[int, int],
        at: int,
        revision: Revision,
    ) -> None:
        entry = entries.get(name)
        members = self._reader.value()
        is_table = members.get(b"/Type") == [b"/XRef"]
        if is_table:
            self._tables[at] = _places(members)
        if entry is None or entry.type != _IN_FILE:
            if not is_table or at != revision.table:  # a table need not name itself
                raise Harmful(UNACCOUNTED)
        elif entry.offset is None or entry.offset > at or self._content[entry.offset : at].strip():
            raise Harmful(UNACCOUNTED)
        if self._reader.passed(b"endobj"):
            return
        data = _DATA.match(self._content, self._reader.at)
        if data is None:
            raise Harmful(UNACCOUNTED)
        end = _DATA_END.match(self._content, data.end() + _length(document, members))
        if end is None:
            raise Harmful(UNACCOUNTED)
        self._reader.at = end.end()
        packed = document.get_object(name)
        if isinstance(packed, Stream) and packed.get("/Type") == Name.ObjStm:
            self._look_into(packed, entries, name[0])

    def _look_into(self, packed: Stream, entries: Mapping[tuple[int, int], Entry], name: int) -> None:
        """An object stream has only objects that are named, one after the other."""
        content, first = packed.read_bytes(), int(packed.First)
        heads = [int(number) for number in content[:first].split()]
        if len(heads) != 2 * int(packed.N):
            raise Harmful(UNACCOUNTED)
        reader = _Reader(content, first, self._reader.tokens)
        for number, at in zip(heads[::2], heads[1::2], strict=True):
            entry = entries.get((number, 0))
            if entry is None or entry.type != _IN_OBJECT_STREAM or entry.obj_stream_number != name:
                raise Harmful(UNACCOUNTED)
            if reader.skip() != first + at:
                raise Harmful(UNACCOUNTED)
            reader.value()
        if reader.skip() != len(content):
            raise Harmful(UNACCOUNTED)
        self._reader.tokens = reader.tokens


class _Reader:
    """Reads what a PDF is written in, and nothing that readers forgive."""

    def __init__(self, content: bytes, at: int, tokens: int = 0) -> None:
        self._content = content
        self.at = at
        self.tokens = tokens
        self._comments = 0

    def skip(self) -> int:
        """Skip what says nothing, and return where the next thing begins."""
        found = _NOTHING.match(self._content, self.at)
        assert found is not None  # it may be empty
        if b"%" in found[0]:
            self._comments += len(found[0])
            if self._comments > MAX_COMMENTS:
                raise Harmful(UNACCOUNTED)
        self.at = found.end()
        return self.at

    def passed(self, word: bytes) -> bool:
        """Whether ``word`` comes next, which is then behind."""
        at = self.skip()
        if not self._content.startswith(word, at):
            return False
        self.at = at + len(word)
        return True

    def value(self, *, plain: bool = False) -> dict[bytes, list[bytes]]:
        """Reads one, and gives the members of a dictionary by their first words. ``plain`` has no dictionary inside."""
        first, members = b"", []
        unclosed: list[bytes] = []
        while True:
            kind, text = self._token()
            if kind == "close":
                if not unclosed or _CLOSED_BY[unclosed.pop()] != text:
                    raise Harmful(UNACCOUNTED)
            else:
                first = first or text
                if len(unclosed) == 1:
                    members.append(text)
                if kind == "open":
                    if plain and unclosed and text == b"<<":
                        raise Harmful(UNACCOUNTED)
                    unclosed.append(text)
            if not unclosed:
                return _by_name(members) if first == b"<<" else {}

    def _token(self) -> tuple[str, bytes]:
        found = _TOKEN.match(self._content, self.skip())
        self.tokens += 1
        if self.tokens > MAX_TOKENS:
            raise Harmful(TOO_COMPLEX)
        if found is None:
            raise Harmful(UNACCOUNTED)
        self.at = found.end()
        kind = found.lastgroup or ""
        if kind == "string":
            self._pass_string()
        return kind, found[0]

    def _pass_string(self) -> None:
        unclosed = 1
        while unclosed:
            found = _IN_STRING.match(self._content, self.at)
            assert found is not None  # it may be empty
            bracket = self._content[found.end() : found.end() + 1]
            if bracket not in (b"(", b")"):
                raise Harmful(UNACCOUNTED)
            unclosed += 1 if bracket == b"(" else -1
            self.at = found.end() + 1


def _by_name(texts: list[bytes]) -> dict[bytes, list[bytes]]:
    """A name that comes first, or after another value, is a key; a value is one text, or the three of a reference."""
    members: dict[bytes, list[bytes]] = {}
    at = 0
    while at < len(texts):
        size = 3 if texts[at + 3 : at + 4] == [b"R"] else 1
        members[texts[at]] = texts[at + 1 : at + 1 + size]
        at += 1 + size
    return members


def _places(members: Mapping[bytes, list[bytes]]) -> set[int]:
    """Where the tables are that go with the one whose dictionary has ``members``."""
    values = [members[key] for key in (b"/Prev", b"/XRefStm") if key in members]
    return {int(text) for value in values for text in value}


def _length(document: Pdf, members: Mapping[bytes, list[bytes]]) -> int:
    texts = members.get(b"/Length", [])
    length = document.get_object(int(texts[0]), int(texts[1])) if len(texts) == 3 else int(b"".join(texts))
    if not isinstance(length, int) or length < 0:
        raise Harmful(UNACCOUNTED)
    return length
