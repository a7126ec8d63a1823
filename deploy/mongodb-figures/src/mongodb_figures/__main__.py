"""``MONGODB_FIGURES_URL_FILE=… python -m mongodb_figures``: serves ``/metrics`` until it is told to stop."""

import os
import signal
import sys
import threading
from pathlib import Path

from prometheus_client import CollectorRegistry, disable_created_metrics, start_http_server

from mongodb_figures.reading import MongoDBFigures

PREFIX = "MONGODB_FIGURES_"


def setting(name: str, default: str = "") -> str:
    """The value of the variable, or of the file that it names with ``_FILE``."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(f"{PREFIX}{name}", default)


def main() -> int:
    url = setting("URL")
    if not url.startswith("mongodb"):
        sys.stderr.write(f"{PREFIX}URL or {PREFIX}URL_FILE must say where MongoDB is\n")
        return 2
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    figures = MongoDBFigures(url)
    registry.register(figures)
    server, _ = start_http_server(int(setting("PORT", "8180")), setting("HOST", "127.0.0.1"), registry)
    stop.wait()
    server.shutdown()
    figures.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
