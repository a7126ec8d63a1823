"""kill -9 of a process that refreshes the token, at each point: what the next finds, and what only a person mends."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from shared.clock import SystemClock
from shared.mongo import Database
from shared.testing import PATIENCE, FakeClock, eventually, let_leases_end
from svc_notify.tokens.refresher import RefreshFailed

from .harness import FIELD_KEYS, Zalo
from .refreshing_process import REACHED
from .test_tokens import Office, office

__all__ = ["office"]

pytestmark = [pytest.mark.process, pytest.mark.parametrize("database", ["pymongo"], indirect=True)]


async def killed(point: str, database: Database, mongo_url: str, zalo: Zalo) -> None:
    """A refresh in a process of its own, killed when it stands at ``point``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("refreshing_process.py")),
        point,
        stdout=asyncio.subprocess.PIPE,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "MONGO_URL": mongo_url,
            "DATABASE": database.name,
            "ZALO": zalo.base,
            "FIELD_KEYS": FIELD_KEYS,
        },
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        assert (await process.stdout.readline()).decode().strip() == REACHED
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    ("point", "calls_before", "calls_after"),
    [("before the call", 0, 1), ("after the journal", 1, 1), ("after the swap", 1, 1)],
)
async def test_the_next_process_has_the_next_pair_and_no_token_is_spent_twice(
    office: Office, database: Database, mongo_url: str, zalo: Zalo, point: str, calls_before: int, calls_after: int
) -> None:
    await killed(point, database, mongo_url, zalo)
    assert await office.refreshes() == calls_before
    assert await office.refresher().refresh(1) is None or point == "after the swap"  # the dead one still has the lease
    office.clock = FakeClock(SystemClock().now() + timedelta(minutes=5))
    await let_leases_end(database)
    pair = await office.refresher().refresh(1)
    assert pair is not None
    assert pair.generation == 2
    assert await office.refreshes() == calls_after
    assert await office.works()


@pytest.mark.parametrize("point", ["in the call", "after the answer"])
async def test_an_answer_that_was_never_written_down_needs_a_new_consent_and_says_so(
    office: Office, database: Database, mongo_url: str, zalo: Zalo, point: str
) -> None:
    if point == "in the call":
        await zalo.fault("slow", endpoint="oauth.oa_token", delay_ms=3_000, when="after")
    before = await office.pair()
    await killed(point, database, mongo_url, zalo)
    office.clock = FakeClock(SystemClock().now() + timedelta(minutes=5))
    await let_leases_end(database)
    with pytest.raises(RefreshFailed):
        await office.refresher().refresh(1)
    assert await office.pair() == before
    await eventually(office.refreshes, want=lambda calls: calls == 2)  # the one that was cut off, and the refused one
