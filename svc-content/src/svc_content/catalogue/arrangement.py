"""What is in force now, in memory: every row of every kind, read by citizens thousands of times for each edit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.filters import check_known
from svc_content.catalogue.entry_kinds import KINDS, Content
from svc_content.domain.entry import Entry

T = TypeVar("T", bound=Content)


@dataclass(frozen=True)
class Row(Generic[T]):
    """``position`` orders rows of a kind."""

    key: str
    version: int
    position: int
    content: T


@dataclass
class Arrangement:
    """``revision`` grows with each change that this process has taken in. Until it was ``read`` once, a process does
    not know what there is, and must not say that there is nothing.
    """

    revision: int = 0
    read: bool = False
    _rows: dict[str, dict[str, Row[Content]]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    _known: dict[str, int] = field(default_factory=dict)
    _sorted: dict[str, list[Row[Content]]] = field(default_factory=dict)

    def take(self, entries: Iterable[Entry]) -> None:
        self.read = True
        for entry in entries:
            if self._known.get(entry.id, 0) >= entry.version or entry.kind not in KINDS:
                continue
            self._known[entry.id] = entry.version
            self.revision += 1
            self._sorted.pop(entry.kind, None)
            if entry.active:
                content = KINDS[entry.kind].model_validate(entry.content)
                self._rows[entry.kind][entry.key] = Row(entry.key, entry.version, entry.position, content)
            else:
                self._rows[entry.kind].pop(entry.key, None)

    def check_known(self, field: str, key: str | None, kind: type[Content], message: str) -> None:
        """Check what a list is filtered by. Raises ``Invalid`` where no row of this ``kind`` has the ``key``."""
        check_known(field, key, self._rows[NAMES[kind]], message)

    def all(self, kind: type[T]) -> list[Row[T]]:
        """All rows of ``kind``, in their order."""
        name = NAMES[kind]
        if name not in self._sorted:
            self._sorted[name] = sorted(self._rows[name].values(), key=lambda row: (row.position, row.key))
        return self._sorted[name]  # type: ignore[return-value]

    def find(self, kind: type[T], key: str) -> Row[T] | None:
        return self._rows[NAMES[kind]].get(key)  # type: ignore[return-value]


NAMES = {content: name for name, content in KINDS.items()}
