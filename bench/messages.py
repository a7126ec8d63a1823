"""What Zalo accepted, followed by its sequence number."""

import asyncio
import time
from collections.abc import Sequence

import orjson

from bench.errors import BenchError
from bench.submissions import Acknowledged
from local_stack.endpoints import Endpoints
from shared.http_client import outbound

PATIENCE = 180.0
_PAGE = 1_000


class Messages:
    """``accepted_at``: when Zalo accepted each message that acknowledges a dossier, by the reference that it names;
    epoch seconds. More than one for a reference is a citizen told twice.
    """

    def __init__(self, endpoints: Endpoints) -> None:
        self.accepted_at: dict[str, list[float]] = {}
        self._zalo = endpoints.zalo_simulator
        self._last_seq = 0

    async def arrived(self, count: int) -> None:
        """Returns when Zalo has accepted so many in all, or after ``PATIENCE``. Costs the simulator next to nothing."""
        try:
            async with asyncio.timeout(PATIENCE), outbound(self._zalo) as zalo:
                while (await zalo.get("/control/counters")).json()["messages_accepted"] < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        except TimeoutError:
            pass

    async def first_of(self, dossiers: Sequence[Acknowledged]) -> list[float]:
        """When each of ``dossiers`` was first told of. Raises ``BenchError`` when one is not in ``PATIENCE``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            await self._read()
            missing = [dossier.dossier_id for dossier in dossiers if dossier.reference not in self.accepted_at]
            if not missing:
                return [min(self.accepted_at[dossier.reference]) for dossier in dossiers]
            if time.monotonic() > deadline:
                raise BenchError(f"{len(missing)} of {len(dossiers)} dossiers have no message, the first: {missing[0]}")
            await asyncio.sleep(0.5)  # dossiers stored, but not acknowledged in time, have messages too

    async def _read(self) -> None:
        async with outbound(self._zalo, 60) as zalo:
            while True:
                answer = await zalo.get("/control/messages", params={"after": self._last_seq, "limit": _PAGE})
                answer.raise_for_status()
                items = answer.json()["items"]
                if not items:
                    return
                for message in items:
                    if message["milestone"] == "acknowledged":
                        reference = orjson.loads(message["raw"])["template_data"]["ma_nop"]
                        self.accepted_at.setdefault(reference, []).append(message["received_at"])
                self._last_seq = items[-1]["seq"]
