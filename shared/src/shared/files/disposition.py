"""``Content-Disposition`` of a part of a form, as clients really write it.

RFC 7578 asks for a quoted UTF-8 name. Beside it there are bare names, with blanks too (old .NET, curl without quotes),
names as MIME words (``=?utf-8?B?…?=``, .NET for what is not ASCII), ``filename*=utf-8''…`` (RFC 5987, .NET beside the
other), whole Windows paths in which a backslash is no escape, and ``%22`` for a quote (browsers).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote_to_bytes

_PARAMETER = re.compile(
    r"""
    ;\s* (?P<name> [\w!\#$%&'*+.^`|~-]+ ) \s*=\s*
    (?: " (?P<quoted> (?: [^"\\] | \\" | \\ )* ) " | (?P<bare> [^";]* ) )
    """,
    re.VERBOSE,
)
_EXTENDED = re.compile(r"([\w-]+)'[\w-]*'(.*)", re.DOTALL)
_MIME_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")

CHARSETS: Mapping[str, str] = {
    name: codec
    for codec, names in {
        "utf-8": ("utf-8", "utf8"),
        "latin-1": ("iso-8859-1", "latin1", "us-ascii", "ascii", ""),
        "cp1252": ("windows-1252", "cp1252"),
        "cp1258": ("windows-1258", "cp1258"),
    }.items()
    for name in names
}
"""What names may be written in: Python knows codecs that are no charset at all (``zlib``, ``rot13``, ``idna``)."""


class UnknownCharset(ValueError):
    """Named by the client, and none that we read."""


@dataclass(frozen=True)
class Disposition:
    """``file_name`` is ``None`` for a plain field."""

    field: str
    file_name: str | None


def read_disposition(header: bytes, charset: str = "utf-8") -> Disposition:
    """Raises ``UnknownCharset``."""
    text = _decoded(header, charset)
    given: dict[str, str] = {}
    for found in _PARAMETER.finditer(text):
        quoted, bare = found["quoted"], found["bare"]
        given.setdefault(found["name"].lower(), bare.strip() if quoted is None else quoted.replace('\\"', '"'))
    extended = given.get("filename*")
    return Disposition(
        given.get("name", ""), _plain(given.get("filename")) if extended is None else _extended(extended)
    )


def codec(charset: str) -> str:
    """Raises ``UnknownCharset``."""
    try:
        return CHARSETS[charset.strip().lower()]
    except KeyError:
        raise UnknownCharset(charset) from None


def _decoded(header: bytes, charset: str) -> str:
    try:
        return header.decode(codec(charset))
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _extended(value: str) -> str:
    match = _EXTENDED.fullmatch(value)
    return value if match is None else unquote_to_bytes(match[2]).decode(codec(match[1]), "replace")


def _plain(name: str | None) -> str | None:
    if name is None or not _MIME_WORD.search(name):
        return name if name is None else name.replace("%22", '"')
    try:
        words = decode_header(name)
    except HeaderParseError:
        return name
    return "".join(
        word if isinstance(word, str) else word.decode(codec(charset or ""), "replace") for word, charset in words
    )
