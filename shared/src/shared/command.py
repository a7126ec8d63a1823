"""A command: one intention of one caller, which has one effect however often it is sent.

There is no table of commands. The effect itself carries its command: a created aggregate's ``_id`` is derived from
``Command.id``, a change keeps ``command_id`` and ``fingerprint`` in its timeline entry. A repeat meets what the first
attempt stored, in the one write that made it, so no crash can come between the effect and the memory of it, and no
request is ever "still running".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from shared.errors import Invalid


class Recorded(Protocol):
    """What a command left behind."""

    @property
    def command_id(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...


T = TypeVar("T")
R = TypeVar("R", bound=Recorded)


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a use case made: ``value``, and whether an earlier request had already made it."""

    value: T
    replayed: bool = False


class KeyReused(Invalid):
    """The key was first used with another content."""

    def __init__(self) -> None:
        super().__init__(
            code="idempotency-key-reused",
            title="Mã chống gửi trùng đã được dùng",
            detail="Mã Idempotency-Key này đã được dùng cho một yêu cầu có nội dung khác.",
        )


@dataclass(frozen=True)
class Command:
    """``id`` names the intention, ``fingerprint`` is the SHA-256 of what it asks."""

    id: str
    fingerprint: str

    def expect_same(self, stored_fingerprint: str) -> None:
        """Raises ``KeyReused`` when the key was first used with another content."""
        if stored_fingerprint != self.fingerprint:
            raise KeyReused

    def find_in(self, records: Iterable[R]) -> R | None:
        """What this command has already left among ``records``. Raises ``KeyReused``."""
        for record in records:
            if record.command_id == self.id:
                self.expect_same(record.fingerprint)
                return record
        return None
