"""Whether a segment is picture or sound, by how it begins: servers answer a page of HTML with status 200.

Source of the forms: RFC 8216, 3; ISO/IEC 13818-1 (packets of MPEG-TS), 14496-12 (boxes), 13818-7 (ADTS). Subtitles
(WebVTT) are no broadcast.
"""

_PACKET = 188
_PACKETS_SEEN = 3
_SYNC = 0x47
_BOXES = (b"styp", b"ftyp", b"moof", b"sidx", b"emsg", b"prft", b"free", b"skip", b"uuid")
_AUDIO_LAYERS = (0xE0, 0xE2, 0xE4)
"""AAC, MP3 and MPEG's layer II, in the second byte; the fourth value is the mark of UTF-16."""
_AES_BLOCK = 16


def is_media(segment: bytes) -> bool:
    return _is_transport_stream(segment) or segment[4:8] in _BOXES or _is_packed_audio(segment)


def may_be_encrypted(segment: bytes) -> bool:
    """What is encrypted begins with any bytes; that a whole block of it is ASCII, as of a page, comes once in 65,536
    segments.
    """
    return not segment[:_AES_BLOCK].isascii()


def _is_transport_stream(segment: bytes) -> bool:
    return len(segment) >= _PACKET and {*segment[: _PACKET * _PACKETS_SEEN : _PACKET]} == {_SYNC}


def _is_packed_audio(segment: bytes) -> bool:
    """Sound alone, with a tag (ID3) before it or without; AC-3 begins with a word of its own."""
    sync = len(segment) > 1 and segment[0] == 0xFF and segment[1] & 0xE6 in _AUDIO_LAYERS
    return sync or segment.startswith((b"ID3", b"\x0b\x77"))
