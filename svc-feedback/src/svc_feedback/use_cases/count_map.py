"""Counts the cells of the map in which reports have changed, and their parents up to the coarsest."""

from dataclasses import dataclass

from svc_feedback.domain.map_cells import COARSEST, FINEST, Cell, added
from svc_feedback.store.map_cells import CountedCell, MapCells

BATCH = 200


@dataclass(frozen=True)
class CountMap:
    cells: MapCells

    async def __call__(self) -> bool:
        """One batch; whether there may be more."""
        due = await self.cells.due(BATCH)
        if not due:
            return False
        changed = list(dict.fromkeys(report.cell for report in due))
        await self.cells.put([CountedCell(cell, await self.cells.count(cell)) for cell in changed])
        for _level in range(FINEST - 1, COARSEST - 1, -1):
            parents = dict.fromkeys(parent for cell in changed if (parent := cell.parent))
            await self.cells.put([await self._added_up(parent) for parent in parents])
            changed = list(parents)
        await self.cells.done(due)
        return len(due) == BATCH

    async def _added_up(self, parent: Cell) -> CountedCell:
        children = await self.cells.of(parent.children)
        return CountedCell(parent, added(child.tallies for child in children))
