"""A process that refreshes the Official Account's token and stands still at one point, to be killed there.

``python refreshing_process.py <point>``: everything is the service's own, but that the step named by ``point`` says so
on standard output and then waits.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import AnyHttpUrl, SecretStr

from shared.clock import SystemClock
from shared.ids import random_id
from shared.leases import Leases
from shared.mongo import open_mongo
from svc_notify.settings import Settings
from svc_notify.tokens.refresher import Refresher
from svc_notify.wiring.channels import open_oauth
from svc_notify.wiring.stores import make_stores

REACHED = "reached"


def stand_still() -> Awaitable[None]:
    print(REACHED, flush=True)
    return asyncio.sleep(600)


def then_stand_still(step: Callable[..., Awaitable[Any]], *, before: bool) -> Callable[..., Awaitable[Any]]:
    async def stepping(*given: Any) -> Any:
        if before:
            await stand_still()
        result = await step(*given)
        await stand_still()
        return result

    return stepping


async def refresh(point: str) -> None:
    settings = Settings(
        mongo_url=SecretStr(os.environ["MONGO_URL"]),
        mongo_database=os.environ["DATABASE"],
        kafka_bootstrap_servers="127.0.0.1:1",
        zalo_oauth_base=AnyHttpUrl(os.environ["ZALO"]),
        zalo_oa_id="4000000000000000004",
        zalo_app_id="1000000000000000001",
        zalo_app_secret=SecretStr("demo-app-secret"),
        contact_keys=SecretStr(os.environ["FIELD_KEYS"]),
        staff_keys=SecretStr(os.environ["FIELD_KEYS"]),
        field_keys=SecretStr(os.environ["FIELD_KEYS"]),
    )
    async with open_mongo(settings) as database, open_oauth(settings) as oauth:
        clock = SystemClock()
        tokens: Any = make_stores(settings, database).tokens
        refresher = Refresher(tokens, oauth, Leases(database["leases"], random_id("prc")), clock)
        steps: dict[str, tuple[Any, str]] = {
            "before the call": (oauth, "refresh"),
            "after the answer": (oauth, "refresh"),
            "after the journal": (tokens, "write_journal"),
            "after the swap": (tokens, "swap"),
        }
        if point == "in the call":
            asyncio.get_running_loop().call_later(1.0, lambda: print(REACHED, flush=True))  # Zalo is slow
        else:
            owner, name = steps[point]
            setattr(owner, name, then_stand_still(getattr(owner, name), before=point.startswith("before")))
        await refresher.refresh(1)


if __name__ == "__main__":
    asyncio.run(refresh(sys.argv[1]))
