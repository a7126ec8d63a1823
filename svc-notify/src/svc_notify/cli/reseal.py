"""What is encrypted at rest, written anew with the current key: ``python -m svc_notify reseal``."""

import sys

from svc_notify.settings import Settings
from svc_notify.store.sealed import SEALED
from svc_notify.wiring.commands import open_sealed


async def reseal_all(settings: Settings, _: list[str]) -> int:
    """While the service runs; older keys are still read: they stay in ``NOTIFY_FIELD_KEYS`` until this is through."""
    async with open_sealed(settings) as reseal:
        for name in SEALED:
            sys.stdout.write(f"{name}: {await reseal(name)} bản ghi được mã hóa lại bằng khóa mới.\n")
    return 0
