"""``python -m svc_feedback [api | worker | demo | redrive | graph | export-schemas]``.

Without a word: API and worker in one process.
"""

from collections.abc import Mapping

from shared.lifecycle import Command, main
from shared.redrive import Redrive
from svc_feedback import SERVICE, schemas
from svc_feedback.consumers import calendar_events, citizen_events, staff_events
from svc_feedback.domain.question_states import QUESTION_TABLE
from svc_feedback.domain.report_states import TABLE
from svc_feedback.settings import Settings
from svc_feedback.wiring.demo import demo
from svc_feedback.wiring.service import build

COMMANDS: Mapping[str, Command[Settings]] = {
    "demo": demo,
    "redrive": Redrive("svc_feedback", (calendar_events.GROUP, citizen_events.GROUP, staff_events.GROUP)),
}
PRINTED = {
    "graph": lambda: "\n\n".join(
        [TABLE.text(), TABLE.mermaid(), QUESTION_TABLE.text(), f"{QUESTION_TABLE.mermaid()}\n"]
    ),
    "export-schemas": schemas.export,
}

if __name__ == "__main__":
    main(SERVICE, Settings, build, COMMANDS, PRINTED)
