"""The route table changes while running: read, check, then swap. A table with a fault changes nothing."""

import asyncio
import signal
from pathlib import Path

from gateway.proxy.edge import Edge
from gateway.proxy.route_table import InvalidRouteTable, load_route_table
from shared.logs import get_logger

LOOK_EVERY = 2.0

log = get_logger()


class RouteTableReloader:
    """Reads ``path`` again on SIGHUP and when the file has changed."""

    def __init__(self, path: Path, edge: Edge) -> None:
        self._path = path
        self._edge = edge
        self._seen = _stamp(path)

    def reload(self) -> bool:
        """Whether the table was swapped."""
        self._seen = _stamp(self._path)
        try:
            table = load_route_table(self._path, frozenset(self._edge.forwarders))
        except InvalidRouteTable as fault:
            log.error("route_table_refused", reason=str(fault))
            return False
        self._edge.admission.limits = self._edge.admission.limits.renewed(table.budgets)
        self._edge.table = table
        log.info("route_table_loaded", routes=len(table.routes))
        return True

    async def watch(self, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self.reload)
        try:
            while not stop.is_set():
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        await stop.wait()
                except TimeoutError:
                    if _stamp(self._path) != self._seen:
                        self.reload()
        finally:
            loop.remove_signal_handler(signal.SIGHUP)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
