"""Limits a query to the dossiers that whoever asks may see."""

from dataclasses import dataclass

from shared.mongo import Document


@dataclass(frozen=True)
class Scope:
    """Those of one citizen, those of some agencies, or ``everything()``: never all of them by mistake."""

    citizen_id: str | None = None
    agencies: frozenset[str] | None = None
    unlimited: bool = False

    def __post_init__(self) -> None:
        if (self.citizen_id is not None) + (self.agencies is not None) + self.unlimited != 1:
            raise ValueError("a scope is one of: a citizen, agencies, everything")

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of what the service does by itself: no person asks."""
        return cls(unlimited=True)


def scope_filter(scope: Scope) -> Document:
    if scope.citizen_id is not None:
        return {"citizen_id": scope.citizen_id}
    if scope.agencies is not None:
        return {"agency.id": {"$in": sorted(scope.agencies)}}
    return {}
