"""What a service and its inspecting process say to each other over a pipe: frames of a length and as many bytes.

A question is one frame, the content. An answer is two: a JSON object, and the bytes to keep (empty when refused). Both
come from a process that a file may have taken over, and are read as what a stranger sends: bounded, and in one form.
"""

import re
import struct
from asyncio import StreamReader
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

LENGTH = struct.Struct(">I")

MAX_FACTS = 16 * 1024
MAX_KEPT = 64 * 1024 * 1024
"""A picture of 12 megapixels that no coding makes smaller takes 36 MB."""

_MEDIA_TYPE = re.compile(r"(?:image|video)/[a-z0-9]{1,20}|application/(?:json|pdf)|text/csv")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class InvalidAnswer(Exception):
    """Longer than any honest one, or of another form."""


@dataclass(frozen=True)
class Answer:
    """``media_type`` is empty for what is of no kind that is taken; ``refusal`` is for the citizen."""

    media_type: str = ""
    extension: str = ""
    sha256: str = ""
    refusal: str = ""
    kept: bytes = b""
    confined: int = 0


async def read_answer(pipe: StreamReader) -> Answer:
    """Raises ``InvalidAnswer``, and ``IncompleteReadError`` when the process has ended."""
    facts = await _read_bounded(pipe, MAX_FACTS)
    kept = await _read_bounded(pipe, MAX_KEPT)
    try:
        answer = Answer(**orjson.loads(facts), kept=kept)
        taken = not answer.refusal and bool(answer.media_type)
        if (
            (answer.media_type and not _MEDIA_TYPE.fullmatch(answer.media_type))
            or (taken and not (_EXTENSION.fullmatch(answer.extension) and _SHA256.fullmatch(answer.sha256)))
            or not isinstance(answer.refusal, str)
        ):
            raise InvalidAnswer
    except (ValueError, TypeError):
        raise InvalidAnswer from None
    return answer


async def _read_bounded(pipe: StreamReader, limit: int) -> bytes:
    (length,) = LENGTH.unpack(await pipe.readexactly(LENGTH.size))
    if length > limit:
        raise InvalidAnswer
    return await pipe.readexactly(length)


def framed(content: bytes) -> tuple[bytes, bytes]:
    """Two parts to write one after the other: joining them would copy the content."""
    return LENGTH.pack(len(content)), content


def read_frame(pipe: BinaryIO) -> bytes | None:
    """``None`` when the other side has closed the pipe."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    content = pipe.read(length)
    return content if len(content) == length else None


def write_answer(pipe: BinaryIO, answer: dict[str, Any], content: bytes = b"") -> None:
    for frame in (orjson.dumps(answer), content):
        for part in framed(frame):
            pipe.write(part)
    pipe.flush()
