"""``python -m svc_dossier [api | worker | redrive | graph | export-schemas]``.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.lifecycle import Command, main
from shared.redrive import Redrive
from svc_dossier import schemas
from svc_dossier.consumers import one_stop_export, payment_events, staff_events
from svc_dossier.domain import graph
from svc_dossier.settings import Settings
from svc_dossier.wiring.service import build

COMMANDS: Mapping[str, Command[Settings]] = {
    "redrive": Redrive("svc_dossier", (one_stop_export.GROUP, payment_events.GROUP, staff_events.GROUP))
}
PRINTED = {"graph": lambda: f"{graph.table()}\n\n{graph.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    main("svc-dossier", Settings, build, COMMANDS, PRINTED)
