"""``python -m svc_payment <word>``: api, worker, demo-data, prepare, accept-restored, redrive, reseal, graph,
export-schemas.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from shared.reseal import Reseal
from svc_payment import SERVICE, schemas
from svc_payment.cli.commands import demo_data
from svc_payment.consumers import dossier_events, school_events
from svc_payment.domain import graph
from svc_payment.settings import Settings
from svc_payment.store.indexes import SCHEMA
from svc_payment.store.sealed import SEALED
from svc_payment.wiring.service import build

COMMANDS: Mapping[str, Command[Settings]] = {
    "demo-data": demo_data,
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "redrive": Redrive("svc_payment", (dossier_events.GROUP, school_events.GROUP)),
    "reseal": Reseal(SEALED, SCHEMA),
}
PRINTED = {"graph": lambda: f"{graph.tables()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    main(SERVICE, Settings, build, COMMANDS, PRINTED)
