"""Limits a query to the reports and questions that whoever asks may see."""

from dataclasses import dataclass

from shared.mongo import Document


@dataclass(frozen=True)
class Scope:
    """Those of one citizen; those of some agencies or communes; or ``everything()``: never all of them by mistake."""

    citizen_id: str | None = None
    agencies: frozenset[str] | None = None
    communes: frozenset[str] | None = None
    unlimited: bool = False

    def __post_init__(self) -> None:
        of_staff = self.agencies is not None or self.communes is not None
        if (self.citizen_id is not None) + of_staff + self.unlimited != 1:
            raise ValueError("a scope is one of: a citizen, agencies and communes, everything")

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of coordinators of the province, and of what the service does by itself."""
        return cls(unlimited=True)


def scope_filter(scope: Scope, commune_field: str) -> Document:
    """``commune_field``: where the document has its commune."""
    if scope.citizen_id is not None:
        return {"citizen_id": scope.citizen_id}
    if scope.unlimited:
        return {}
    either: list[Document] = []
    if scope.agencies:
        either.append({"agency_id": {"$in": sorted(scope.agencies)}})
    if scope.communes:
        either.append({commune_field: {"$in": sorted(scope.communes)}})
    if not either:
        return {"agency_id": {"$in": []}}
    return either[0] if len(either) == 1 else {"$or": either}
