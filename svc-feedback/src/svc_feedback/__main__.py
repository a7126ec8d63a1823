"""``python -m svc_feedback [api | worker | demo | graph | export-schemas]``; without a word, API and worker in one."""

import sys

from shared.lifecycle import main
from svc_feedback import SERVICE, schemas
from svc_feedback.domain.question_states import QUESTION_TABLE
from svc_feedback.domain.report_states import TABLE
from svc_feedback.settings import Settings
from svc_feedback.wiring.demo import demo
from svc_feedback.wiring.service import build

# These need no database and no settings.
PRINTED = {
    "graph": lambda: "\n\n".join(
        [TABLE.text(), TABLE.mermaid(), QUESTION_TABLE.text(), f"{QUESTION_TABLE.mermaid()}\n"]
    ),
    "export-schemas": schemas.export,
}

if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in PRINTED:
        sys.stdout.write(PRINTED[sys.argv[1]]())
    else:
        main(SERVICE, Settings, build, {"demo": demo})
