"""``python -m svc_dossier [api | worker | graph | export-schemas]``; without a word, API and worker in one."""

import sys

from shared.lifecycle import main
from svc_dossier import schemas
from svc_dossier.domain import graph
from svc_dossier.settings import Settings
from svc_dossier.wiring.service import build

# These need no database and no settings.
PRINTED = {"graph": lambda: f"{graph.table()}\n\n{graph.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in PRINTED:
        sys.stdout.write(PRINTED[sys.argv[1]]())
    else:
        main("svc-dossier", Settings, build)
