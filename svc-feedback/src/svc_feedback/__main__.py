"""``python -m svc_feedback <word>``: api, worker, demo, prepare, accept-restored, redrive, reseal,
announce-questions, graph, export-schemas.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from shared.reseal import Reseal
from svc_feedback import SERVICE, schemas
from svc_feedback.consumers import calendar_events, citizen_events, staff_events
from svc_feedback.domain import graph
from svc_feedback.settings import Settings
from svc_feedback.store.indexes import SCHEMA
from svc_feedback.store.sealed import SEALED
from svc_feedback.wiring.commands import announce_questions
from svc_feedback.wiring.demo import demo
from svc_feedback.wiring.service import build

COMMANDS: Mapping[str, Command[Settings]] = {
    "demo": demo,
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "redrive": Redrive("svc_feedback", (calendar_events.GROUP, citizen_events.GROUP, staff_events.GROUP)),
    "reseal": Reseal(SEALED, SCHEMA),
    "announce-questions": announce_questions,
}
PRINTED = {
    "graph": lambda: f"{graph.tables()}\n",
    "export-schemas": schemas.export,
}

if __name__ == "__main__":
    main(SERVICE, Settings, build, COMMANDS, PRINTED)
