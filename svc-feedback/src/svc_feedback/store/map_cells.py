"""How many public reports lie in each cell of the map, counted ahead so that no answer grows with their number.

A report that appears, vanishes or changes its group says so in the write that does it (``map_due``). The cell that it
lies in is then counted from an index, its parents are added up from their children, and only then is the mark taken
off: what a crash repeats comes out the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.mongo import ASCENDING, Database, Document, IndexModel, UpdateOne, write_in_bulk
from shared.mongo import aggregate as aggregate_pipeline
from svc_feedback.domain.map_cells import MOST_CELLS, Cell, CellRange, Tallies, Tally
from svc_feedback.domain.place import Point

INDEXES: Sequence[IndexModel] = (
    IndexModel([("level", ASCENDING), ("x", ASCENDING), ("y", ASCENDING)], name="ix_range"),
)


@dataclass(frozen=True)
class CountedCell:
    """``tallies`` by ``<category>/<group>``."""

    cell: Cell
    tallies: Tallies


@dataclass(frozen=True)
class DueReport:
    """``version`` is the one at which the map was to be counted anew."""

    id: str
    version: int
    cell: Cell


class MapCells:
    def __init__(self, database: Database) -> None:
        self._reports = database["reports"]
        self._cells = database["map_cells"]

    async def due(self, limit: int) -> list[DueReport]:
        found = self._reports.find({"map_due": True}, {"cell": 1, "version": 1}, hint="ix_map_due").limit(limit)
        return [DueReport(each["_id"], each["version"], _cell(each["cell"])) for each in await found.to_list(limit)]

    async def count(self, cell: Cell) -> Tallies:
        """Counts one of the finest cells, from its reports: all that is asked of them stands in the index."""
        pipeline: list[Document] = [
            {"$match": {"cell": cell.id, "public.group": {"$gt": ""}}},
            {
                "$group": {
                    "_id": {"category": "$public.category", "group": "$public.group"},
                    "count": {"$sum": 1},
                    "longitude": {"$sum": {"$ifNull": ["$public.longitude", cell.middle.longitude]}},
                    "latitude": {"$sum": {"$ifNull": ["$public.latitude", cell.middle.latitude]}},
                }
            },
        ]
        rows = await aggregate_pipeline(self._reports, pipeline, hint="ix_cell_points")
        return {
            f"{row['_id']['category']}/{row['_id']['group']}": Tally(row["count"], row["longitude"], row["latitude"])
            for row in rows
        }

    async def of(self, cells: Sequence[Cell]) -> list[CountedCell]:
        found = await self._cells.find({"_id": {"$in": [cell.id for cell in cells]}}).to_list(None)
        return [_counted(document) for document in found]

    async def put(self, counted: Sequence[CountedCell]) -> None:
        writes = [
            UpdateOne(
                {"_id": each.cell.id},
                {
                    "$set": {
                        "level": each.cell.level,
                        "x": each.cell.x,
                        "y": each.cell.y,
                        "counts": [{"key": key, **vars(tally)} for key, tally in each.tallies.items()],
                    }
                },
                upsert=True,
            )
            for each in counted
        ]
        if writes:
            await write_in_bulk(self._cells, writes)

    async def done(self, reports: Sequence[DueReport]) -> None:
        """Takes the marks off, where nothing has changed since."""
        for report in reports:
            wanted: Document = {"_id": report.id, "version": report.version}
            await self._reports.update_one(wanted, {"$unset": {"map_due": ""}})

    async def inside(self, cells: CellRange) -> list[CountedCell]:
        wanted = {
            "level": cells.level,
            "x": {"$gte": cells.first_x, "$lte": cells.last_x},
            "y": {"$gte": cells.first_y, "$lte": cells.last_y},
        }
        found = self._cells.find(wanted, hint="ix_range").limit(MOST_CELLS)
        return [_counted(document) for document in await found.to_list(MOST_CELLS)]


def _cell(cell_id: str) -> Cell:
    level, x, y = (int(part) for part in cell_id.split("/"))
    return Cell(level, x, y)


def _counted(document: Document) -> CountedCell:
    cell = _cell(document["_id"])
    return CountedCell(cell, {row["key"]: _tally(row, cell.middle) for row in document["counts"]})


def _tally(row: Document, middle: Point) -> Tally:
    """What was counted without its coordinates stands in the ``middle`` of its cell until it is counted anew."""
    count = row["count"]
    return Tally(count, row.get("longitude", middle.longitude * count), row.get("latitude", middle.latitude * count))
