"""``python -m svc_content [api|worker|rebuild-search|graph|export-schemas]``; without a word, API and worker."""

import sys

from shared.lifecycle import main
from svc_content import schemas
from svc_content.cli.rebuild_search import rebuild_search
from svc_content.domain import graph
from svc_content.settings import Settings
from svc_content.wiring.service import build

# These need no database and no settings.
PRINTED = {"graph": lambda: f"{graph.table()}\n\n{graph.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in PRINTED:
        sys.stdout.write(PRINTED[sys.argv[1]]())
    else:
        main("svc-content", Settings, build, {"rebuild-search": rebuild_search})
