"""Looks at the streams every now and then."""

import asyncio
from datetime import timedelta

from shared.leases import Leases
from shared.periodic import PeriodicTask
from svc_content.use_cases.probe_channels import ProbeChannels


class ProbeStreams:
    def __init__(self, probe_channels: ProbeChannels, every: float, leases: Leases) -> None:
        self._probe_channels = probe_channels
        self._periodic = PeriodicTask("probe_streams", every, leases, ttl=timedelta(seconds=90))

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.probe, stop)

    async def probe(self) -> bool:
        if await self._periodic.holds_lease():
            await self._probe_channels()
        return False
