"""What a service and its inspecting process say to each other over a pipe: frames of a length and as many bytes.

A question is one frame, the content. An answer is two: a JSON object, and the bytes to keep (empty when refused).
"""

import struct
from typing import Any, BinaryIO

import orjson

LENGTH = struct.Struct(">I")


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
