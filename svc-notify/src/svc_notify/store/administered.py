"""Limits the messages that an administrator may see: those of the agencies they administer, or all of the province."""

from dataclasses import dataclass

from shared.mongo import Document


@dataclass(frozen=True)
class Administered:
    """``agencies`` is ``None`` for the whole province. What concerns no agency is the province's."""

    agencies: frozenset[str] | None = None

    def covers(self, agency_id: str | None) -> bool:
        return self.agencies is None or agency_id in self.agencies


EVERYTHING = Administered()


def administered_filter(within: Administered) -> Document:
    """What every query of messages adds."""
    return {} if within.agencies is None else {"agency_id": {"$in": sorted(within.agencies)}}
