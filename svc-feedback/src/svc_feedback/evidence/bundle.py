"""What the inspecting process hands back of one file: facts, the file as it is kept, and its small picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.files.inspection.messages import LENGTH


@dataclass(frozen=True)
class Bundle:
    """``facts`` are what the file said about itself and is not kept in it: where and when it was taken."""

    facts: Mapping[str, Any]
    kept: bytes
    preview: bytes

    def pack(self) -> bytes:
        parts = (orjson.dumps(self.facts), self.kept, self.preview)
        return b"".join(LENGTH.pack(len(part)) + part for part in parts)

    @classmethod
    def unpack(cls, packed: bytes) -> "Bundle":
        parts, start = [], 0
        for _ in range(3):
            (length,) = LENGTH.unpack_from(packed, start)
            start += LENGTH.size
            parts.append(packed[start : start + length])
            start += length
        return cls(orjson.loads(parts[0]), parts[1], parts[2])
