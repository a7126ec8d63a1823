"""What an inspecting process hands back of the usual kinds of file: what is kept, and of a picture a small one."""

from dataclasses import dataclass

from shared.files.inspection.messages import LENGTH


@dataclass(frozen=True)
class Cleaned:
    """``thumbnail`` is a JPEG, and empty for what is no picture."""

    kept: bytes
    thumbnail: bytes = b""

    def pack(self) -> bytes:
        return b"".join((LENGTH.pack(len(self.thumbnail)), self.thumbnail, self.kept))

    @classmethod
    def unpack(cls, packed: bytes) -> "Cleaned":
        (length,) = LENGTH.unpack_from(packed)
        end = LENGTH.size + length
        return cls(packed[end:], packed[LENGTH.size : end])
