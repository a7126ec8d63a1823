"""What MongoDB says of itself, as samples. Each is asked for when Prometheus asks; nothing is kept in between.

The user needs the role ``clusterMonitor`` and nothing else. A member that does not answer is told of by the others.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pymongo import MongoClient, ReadPreference
from pymongo.errors import PyMongoError

PRIMARY = 1
ANSWER_MS = 3_000


class MongoDBFigures(Collector):
    def __init__(self, url: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(
            url,
            serverSelectionTimeoutMS=ANSWER_MS,
            connectTimeoutMS=ANSWER_MS,
            socketTimeoutMS=ANSWER_MS,
            appname="mongodb-figures",
        )

    def describe(self) -> Iterable[Metric]:
        return []  # nothing is asked before the first scrape

    def collect(self) -> Iterator[Metric]:
        try:
            samples = [*self._members(), *self._server(), *self._disk()]
        except PyMongoError:
            samples = []
        yield GaugeMetricFamily("mongodb_up", "1 while a member answers", float(bool(samples)))
        yield from samples

    def close(self) -> None:
        self._client.close()

    def _ask(self, command: str) -> dict[str, Any]:
        # Without a primary too there is something to tell. Commands do not obey what the client prefers.
        return self._client.admin.command(command, read_preference=ReadPreference.PRIMARY_PREFERRED)

    def _members(self) -> Iterator[Metric]:
        status = self._ask("replSetGetStatus")
        members: list[dict[str, Any]] = status["members"]
        primary = next((member for member in members if member["state"] == PRIMARY), None)
        yield GaugeMetricFamily("mongodb_primary", "1 while there is a primary", float(primary is not None))
        up = GaugeMetricFamily("mongodb_member_up", "1 while the member answers the others", labels=["member"])
        leads = GaugeMetricFamily("mongodb_member_primary", "1 for the member that takes writes", labels=["member"])
        lag = GaugeMetricFamily(
            "mongodb_replication_lag_seconds", "How far the member is behind the primary", labels=["member"]
        )
        for member in members:
            name, healthy = member["name"], member["health"] == 1
            up.add_metric([name], float(healthy))
            leads.add_metric([name], float(member["state"] == PRIMARY))
            if primary and healthy and "optimeDate" in member:
                behind = (primary["optimeDate"] - member["optimeDate"]).total_seconds()
                lag.add_metric([name], max(0.0, behind))
        yield from (up, leads, lag)

    def _server(self) -> Iterator[Metric]:
        server = self._ask("serverStatus")
        connections = GaugeMetricFamily("mongodb_connections", "Connections, and room for more", labels=["state"])
        for state in ("current", "available"):
            connections.add_metric([state], float(server["connections"][state]))
        operations = CounterMetricFamily("mongodb_operations", "Operations since the start", labels=["kind"])
        for kind in ("insert", "query", "update", "delete", "getmore", "command"):
            operations.add_metric([kind], float(server["opcounters"][kind]))
        latencies = CounterMetricFamily("mongodb_operation_seconds", "Time in operations", labels=["kind"])
        timed = CounterMetricFamily("mongodb_timed_operations", "Operations of that time", labels=["kind"])
        for kind in ("reads", "writes", "commands"):
            latencies.add_metric([kind], server["opLatencies"][kind]["latency"] / 1e6)
            timed.add_metric([kind], float(server["opLatencies"][kind]["ops"]))
        cache = GaugeMetricFamily("mongodb_cache_bytes", "WiredTiger's cache", labels=["part"])
        of_cache = server["wiredTiger"]["cache"]
        for part, name in (
            ("used", "bytes currently in the cache"),
            ("dirty", "tracked dirty bytes in the cache"),
            ("total", "maximum bytes configured"),
        ):
            cache.add_metric([part], float(of_cache[name]))
        memory = float(server["mem"]["resident"]) * 2**20
        yield from (connections, operations, latencies, timed, cache)
        yield GaugeMetricFamily("mongodb_resident_bytes", "Memory of the process", memory)
        yield GaugeMetricFamily("mongodb_uptime_seconds", "Since its start", float(server["uptime"]))

    def _disk(self) -> Iterator[Metric]:
        room = self._ask("dbStats")
        disk = GaugeMetricFamily("mongodb_disk_bytes", "The file system its data is on", labels=["part"])
        disk.add_metric(["used"], float(room["fsUsedSize"]))
        disk.add_metric(["total"], float(room["fsTotalSize"]))
        yield disk
        size = GaugeMetricFamily("mongodb_database_bytes", "Data and indexes on disk", labels=["database"])
        for database in self._ask("listDatabases")["databases"]:
            size.add_metric([database["name"]], float(database["sizeOnDisk"]))
        yield size
