"""``python -m gateway [api | worker]``, the operator's commands, and ``export-schemas``, which needs no settings."""

import sys
from collections.abc import Mapping

from gateway import SERVICE, schemas
from gateway.cli.announce_staff import announce_staff
from gateway.cli.grant_administrator import grant_administrator
from gateway.cli.rotate_keys import rotate_keys
from gateway.consumers.consent_revoked import GROUP
from gateway.proxy.route_table import InvalidRouteTable
from gateway.settings import Settings
from gateway.store.citizens import SEALED
from gateway.store.indexes import SCHEMA
from gateway.store.role_file import InvalidRoles
from gateway.wiring import build
from shared.accept_restored import AcceptRestored
from shared.lifecycle import Command, main
from shared.prepare import Prepare
from shared.redrive import Redrive
from shared.reseal import Reseal

COMMANDS: Mapping[str, Command[Settings]] = {
    "announce-staff": announce_staff,
    "grant-administrator": grant_administrator,
    "rotate-keys": rotate_keys,
    "prepare": Prepare(SCHEMA),
    "accept-restored": AcceptRestored(SCHEMA),
    "redrive": Redrive(SERVICE, (GROUP,)),
    "reseal": Reseal(SEALED, SCHEMA),
}
PRINTED = {"export-schemas": schemas.export}

if __name__ == "__main__":
    try:
        main(SERVICE, Settings, build, COMMANDS, PRINTED)
    except (InvalidRouteTable, InvalidRoles) as fault:
        sys.stderr.write(f"{fault}\n")  # at once: a line of the log may come between two writes
        raise SystemExit(2) from None
