"""A part of the map: single reports where little is shown, counts of cells where much is."""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_feedback.domain.map_cells import FINEST, POINTS_FROM, Tally, cells_for
from svc_feedback.domain.place import Box, Point, rounded
from svc_feedback.store.map_cells import MapCells
from svc_feedback.store.public_reports import PublicQuery, PublicReport, PublicReports

MOST_POINTS = 300


@dataclass(frozen=True)
class Cluster:
    """``point`` is the mean of where its reports are shown."""

    point: Point
    count: int


@dataclass(frozen=True)
class MapPart:
    """Either ``points`` or ``clusters``."""

    points: Sequence[PublicReport]
    clusters: Sequence[Cluster]


@dataclass(frozen=True)
class ReadMap:
    cells: MapCells
    reports: PublicReports

    async def __call__(self, box: Box, zoom: int, query: PublicQuery) -> MapPart:
        if zoom >= POINTS_FROM:
            points = await self.reports.inside(box, query)
            if len(points) < query.limit:
                return MapPart(points, ())
        counted = await self.cells.inside(cells_for(box, min(zoom, FINEST)))
        wanted, group = frozenset(query.categories), query.group
        clusters = []
        for each in counted:
            shown = (
                tally
                for key, tally in each.tallies.items()
                if (not wanted or key.partition("/")[0] in wanted) and (not group or key.endswith(f"/{group}"))
            )
            if (total := sum(shown, Tally())).count:
                clusters.append(Cluster(rounded(total.middle), total.count))
        return MapPart((), clusters)
