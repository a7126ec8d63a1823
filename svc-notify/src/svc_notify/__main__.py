"""``python -m svc_notify [api | worker | consent | redrive | digest | policy | templates | export-schemas]``.

Without a word: API and worker.
"""

import sys

from shared.lifecycle import main
from svc_notify import printed, schemas
from svc_notify.consent import consent
from svc_notify.digest import digest
from svc_notify.redrive import redrive
from svc_notify.settings import Settings
from svc_notify.template_files import TemplateFileError
from svc_notify.wiring import build

# These need no database and no settings.
PRINTED = {"policy": printed.policy, "templates": printed.templates, "export-schemas": schemas.export}

if __name__ == "__main__":
    try:
        if len(sys.argv) == 2 and sys.argv[1] in PRINTED:
            sys.stdout.write(PRINTED[sys.argv[1]]())
        else:
            main("svc-notify", Settings, build, commands={"consent": consent, "redrive": redrive, "digest": digest})
    except TemplateFileError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
