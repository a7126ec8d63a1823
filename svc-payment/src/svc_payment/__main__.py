"""``python -m svc_payment [api | worker | demo-data | graph | export-schemas]``; without a word, API and worker."""

import sys

from shared.lifecycle import main
from svc_payment import schemas
from svc_payment.cli.commands import demo_data
from svc_payment.domain import graph
from svc_payment.settings import Settings
from svc_payment.wiring.service import NAME, build

# These need no database and no settings.
PRINTED = {"graph": lambda: f"{graph.tables()}\n", "export-schemas": schemas.export}

if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in PRINTED:
        sys.stdout.write(PRINTED[sys.argv[1]]())
    else:
        main(NAME, Settings, build, {"demo-data": demo_data})
