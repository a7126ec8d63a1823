"""``python -m gateway [api | worker]``, the operator's commands, and ``export-schemas``, which needs no settings."""

import argparse
import sys

from gateway import schemas
from gateway.domain.staff import ADMINISTRATOR, COMMAND_LINE, PROVINCE
from gateway.proxy.route_table import InvalidRouteTable
from gateway.settings import Settings
from gateway.signing_keys import open_signing_keys
from gateway.use_cases.grant_role import ALL_UNITS, GrantRole
from gateway.use_cases.sign_in_staff import find_or_add_staff
from gateway.wiring import build, open_stores
from shared.clock import SystemClock
from shared.lifecycle import main
from shared.mongo import open_mongo


async def grant_administrator(settings: Settings, words: list[str]) -> int:
    """Make somebody the province's administrator, before anybody can sign in to do it. Again changes nothing."""
    parser = argparse.ArgumentParser("python -m gateway grant-administrator")
    parser.add_argument("--zalo-user-id", required=True, help="the person's id as Zalo gives it to this app")
    arguments = parser.parse_args(words)
    clock = SystemClock()
    async with open_mongo(settings) as database:
        stores = open_stores(settings, database)
        await stores.prepare()
        staff = await find_or_add_staff(stores.staff, arguments.zalo_user_id, clock)
        if any((grant.role, grant.unit) == (ADMINISTRATOR, PROVINCE) for grant in staff.grants()):
            print(f"{staff.id} is an administrator already")  # noqa: T201  a command's answer
            return 0
        await GrantRole(stores.staff, clock).grant(staff.id, ADMINISTRATOR, PROVINCE, COMMAND_LINE, ALL_UNITS)
        print(f"{staff.id} is now an administrator")  # noqa: T201  a command's answer
    return 0


async def rotate_keys(settings: Settings, words: list[str]) -> int:
    """Make the next signing key and remove those that are over. Running gateways notice by themselves."""
    argparse.ArgumentParser("python -m gateway rotate-keys").parse_args(words)
    made, removed = open_signing_keys(settings.signing_keys_dir, SystemClock()).rotate()
    print(f"made {made.id}, removed {', '.join(removed) or 'none'}")  # noqa: T201  a command's answer
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["export-schemas"]:
        print(schemas.export())  # noqa: T201  a command's answer
        raise SystemExit(0)
    try:
        main("gateway", Settings, build, {"grant-administrator": grant_administrator, "rotate-keys": rotate_keys})
    except InvalidRouteTable as fault:
        print(fault, file=sys.stderr)  # noqa: T201  a command's answer
        raise SystemExit(2) from None
