"""``python -m svc_content <word>``: api, worker, prepare, accept-restored, announce-guides, rebuild-search,
redrive, graph, export-schemas.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from svc_content import SERVICE, schemas
from svc_content.cli.announce_guides import announce_guides
from svc_content.cli.rebuild_search import rebuild_search
from svc_content.consumers import citizen_events, search_events
from svc_content.domain import graph
from svc_content.settings import Settings
from svc_content.store.indexes import SCHEMA
from svc_content.wiring.service import CALENDAR_GROUP, build

COMMANDS: Mapping[str, Command[Settings]] = {
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "announce-guides": announce_guides,
    "rebuild-search": rebuild_search,
    "redrive": Redrive("svc_content", (citizen_events.GROUP, search_events.GROUP, CALENDAR_GROUP)),
}
PRINTED = {"graph": lambda: f"{graph.PRINTED.text()}\n\n{graph.PRINTED.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    main(SERVICE, Settings, build, COMMANDS, PRINTED)
