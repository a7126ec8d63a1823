"""``python -m svc_dossier <word>``: api, worker, prepare, accept-restored, redrive, reseal, announce-calendar,
announce-procedures, graph, export-schemas.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from shared.reseal import Reseal
from svc_dossier import SERVICE, schemas
from svc_dossier.consumers import office_events, one_stop_export, payment_events, staff_events
from svc_dossier.domain import graph
from svc_dossier.settings import Settings
from svc_dossier.store.indexes import SCHEMA
from svc_dossier.store.sealed import SEALED
from svc_dossier.wiring.commands import announce_calendar, announce_procedures
from svc_dossier.wiring.service import build

COMMANDS: Mapping[str, Command[Settings]] = {
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "redrive": Redrive(
        "svc_dossier", (office_events.GROUP, one_stop_export.GROUP, payment_events.GROUP, staff_events.GROUP)
    ),
    "reseal": Reseal(SEALED, SCHEMA),
    "announce-calendar": announce_calendar,
    "announce-procedures": announce_procedures,
}
PRINTED = {"graph": lambda: f"{graph.PRINTED.text()}\n\n{graph.PRINTED.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    main(SERVICE, Settings, build, COMMANDS, PRINTED)
