"""``python -m svc_dossier [api | worker | graph | export-schemas]``; without a word, API and worker in one."""

from shared.lifecycle import main
from svc_dossier import schemas
from svc_dossier.domain import graph
from svc_dossier.settings import Settings
from svc_dossier.wiring.service import build

PRINTED = {"graph": lambda: f"{graph.table()}\n\n{graph.mermaid()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    main("svc-dossier", Settings, build, printed=PRINTED)
