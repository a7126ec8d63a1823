"""``python -m svc_notify <word>``: api, worker, prepare, accept-restored, consent, check-templates, redrive, digest,
reseal, policy, templates, export-schemas.

Without a word: API and worker.
"""

import sys
from collections.abc import Mapping

from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from shared.reseal import Reseal
from svc_notify import SERVICE, schemas
from svc_notify.cli import tables
from svc_notify.cli.check_templates import check_templates
from svc_notify.cli.consent import consent
from svc_notify.cli.digest import digest
from svc_notify.consumers import planner, staff_events
from svc_notify.settings import Settings
from svc_notify.sources.source import IncompleteSource
from svc_notify.sources.template_files import TemplateFileError
from svc_notify.store.indexes import SCHEMA
from svc_notify.store.sealed import SEALED
from svc_notify.wiring.service import build

PRINTED = {"policy": tables.policy, "templates": tables.templates, "export-schemas": schemas.export}

COMMANDS: Mapping[str, Command[Settings]] = {
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "consent": consent,
    "check-templates": check_templates,
    "redrive": Redrive("svc_notify", (planner.GROUP, staff_events.GROUP)),
    "digest": digest,
    "reseal": Reseal(SEALED, SCHEMA),
}

if __name__ == "__main__":
    try:
        main(SERVICE, Settings, build, COMMANDS, PRINTED)
    except (TemplateFileError, IncompleteSource) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
