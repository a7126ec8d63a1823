"""``python -m svc_notify <word>``: api, worker, consent, check-templates, redrive, digest, reseal, policy,
templates, export-schemas.

Without a word: API and worker.
"""

import sys
from collections.abc import Mapping

from shared.lifecycle import Command, main
from shared.redrive import Redrive
from svc_notify.cli import export_schemas, tables
from svc_notify.cli.check_templates import check_templates
from svc_notify.cli.consent import consent
from svc_notify.cli.digest import digest
from svc_notify.cli.reseal import reseal_all
from svc_notify.consumers.planner import GROUP
from svc_notify.settings import Settings
from svc_notify.sources.source import IncompleteSource
from svc_notify.sources.template_files import TemplateFileError
from svc_notify.wiring.service import build

PRINTED = {"policy": tables.policy, "templates": tables.templates, "export-schemas": export_schemas.export}

COMMANDS: Mapping[str, Command[Settings]] = {
    "consent": consent,
    "check-templates": check_templates,
    "redrive": Redrive("svc_notify", (GROUP,)),
    "digest": digest,
    "reseal": reseal_all,
}

if __name__ == "__main__":
    try:
        main("svc-notify", Settings, build, COMMANDS, PRINTED)
    except (TemplateFileError, IncompleteSource) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
