"""The route table changes while running: read, check, then swap. A table with a fault changes nothing."""

import asyncio
import signal
from collections.abc import Collection
from pathlib import Path

from gateway.proxy.app import ProxyApp
from gateway.proxy.route_table import InvalidRouteTable, load_route_table
from shared.logs import get_logger

LOOK_EVERY = 2.0

log = get_logger()


class RouteTableReloader:
    """Reads ``folder`` again on SIGHUP and when a file in it has changed, come or gone."""

    def __init__(self, folder: Path, roles: Collection[str], app: ProxyApp) -> None:
        self._folder = folder
        self._roles = roles
        self._app = app
        self._seen = _stamps(folder)

    def reload(self) -> bool:
        """Whether the table was swapped."""
        self._seen = _stamps(self._folder)
        try:
            table = load_route_table(self._folder, self._app.forwarders.keys(), self._roles)
        except InvalidRouteTable as fault:
            log.error("route_table_refused", reason=str(fault))
            return False
        self._app.admission.limits = self._app.admission.limits.renewed(table.budgets)
        self._app.table = table
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
                    if _stamps(self._folder) != self._seen:
                        self.reload()
        finally:
            loop.remove_signal_handler(signal.SIGHUP)


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file changed last and how long it is; none while the folder cannot be read."""
    try:
        found = [(path.name, path.stat()) for path in folder.glob("*.yaml")]
    except OSError:
        return {}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in found}
