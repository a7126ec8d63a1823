"""Who edits, and where."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from svc_content.domain.article import Actor

PROVINCE = "province"


@dataclass(frozen=True)
class Editor:
    """Who edits, and in which units they are what; a role of the province holds in every unit."""

    id: str
    units: Mapping[Actor, AbstractSet[str]]
    name: str = ""

    @property
    def scope(self) -> frozenset[str] | None:
        """The units whose articles they see; ``None`` for all."""
        every = frozenset[str]().union(*self.units.values())
        return None if PROVINCE in every else every

    def roles_in(self, unit: str) -> frozenset[Actor]:
        return frozenset(actor for actor, units in self.units.items() if units & {unit, PROVINCE})
