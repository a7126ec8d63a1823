"""``grant-administrator``: make somebody the province's administrator, before anybody can sign in to do it."""

import argparse
import re

from gateway.domain.roles import PROVINCE
from gateway.domain.staff import ADMINISTRATOR, COMMAND_LINE, Administrator
from gateway.settings import Settings
from gateway.use_cases.grant_role import GrantRole, NewGrant
from gateway.use_cases.register_staff import RegisterStaff
from gateway.wiring import load_labels, prepared_stores
from shared.crypto import FieldCipher

OPERATOR = Administrator(COMMAND_LINE, frozenset((PROVINCE,)))


def _zalo_user_id(word: str) -> str:
    """What was mistyped would be an administrator whom nobody is, or somebody else."""
    if not re.fullmatch(r"[0-9]{6,30}", word):
        raise argparse.ArgumentTypeError(f"{word!r} is no id of Zalo's, which has digits only")
    return word


async def _no_school(_unit: str) -> None:
    """Administrators of the province are all that is made here."""


async def grant_administrator(settings: Settings, words: list[str]) -> int:
    """Again changes nothing."""
    parser = argparse.ArgumentParser("python -m gateway grant-administrator")
    parser.add_argument(
        "--zalo-user-id", required=True, type=_zalo_user_id, help="the person's id as Zalo gives it to this app"
    )
    arguments = parser.parse_args(words)
    async with prepared_stores(settings) as (stores, clock):
        member = await RegisterStaff(stores.staff, clock)(arguments.zalo_user_id)
        if member.holds(ADMINISTRATOR, PROVINCE):
            print(f"{member.id} is an administrator already")  # noqa: T201  a command's answer
            return 0
        staff_cipher = FieldCipher.parse(settings.staff_keys.get_secret_value())
        grant = GrantRole(stores.staff, load_labels(), _no_school, staff_cipher, clock)
        await grant(NewGrant(member.id, ADMINISTRATOR, PROVINCE), OPERATOR)
        print(f"{member.id} is now an administrator")  # noqa: T201  a command's answer
    return 0
