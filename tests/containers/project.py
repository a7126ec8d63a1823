"""The project of ``docker-compose.yml``, by the commands that its users have."""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field

from local_stack.endpoints import Endpoints
from tests.guards.sources import ROOT

OLDEST = (2, 20)
"""The oldest Compose that will do: earlier ones do not know ``depends_on: required``."""


class ComposeFailed(Exception):
    """What ``docker compose`` printed at its end."""


@dataclass(frozen=True)
class Project:
    """``settings``: what ``.env`` would say."""

    settings: Mapping[str, str] = field(default_factory=dict)

    async def compose(self, *words: str) -> str:
        """``docker compose words…``; returns what it printed. Raises ``ComposeFailed``."""
        return await self.docker("compose", "--progress=quiet", *words)

    async def docker(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "docker",
            *words,
            cwd=ROOT,
            env={**os.environ, **self.settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            said, complained = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if process.returncode:
            end = (complained or said).decode(errors="replace").strip().splitlines()[-20:]
            raise ComposeFailed("\n".join([f"`docker {' '.join(words)}` failed:", *end]))
        return said.decode(errors="replace")

    async def why_not(self) -> str | None:
        """Why it cannot be asked for anything; ``None`` if it can."""
        if shutil.which("docker") is None:
            return "docker is not installed"
        try:
            version = (await self.compose("version", "--short")).strip()
            await self.docker("version", "--format", "{{.Server.Version}}")
        except ComposeFailed as failed:
            return str(failed)
        numbers = tuple(int(part) for part in version.removeprefix("v").split(".")[:2])
        return None if numbers >= OLDEST else f"Docker Compose is {version}: 2.20 or newer is needed"

    async def endpoints(self) -> Endpoints | None:
        """Where what is published answers; ``None`` when the gateway or a simulator that it needs is not up."""
        listed = await self.compose("ps", "--format", "json")
        rows = [json.loads(line) for line in listed.splitlines()]
        published = {
            row["Service"]: f"http://127.0.0.1:{port['PublishedPort']}"
            for row in rows
            for port in row["Publishers"] or ()
            if row["Health"] in ("", "healthy") and port["PublishedPort"]
        }
        if not {"gateway", "zalo-simulator", "payment-simulator"} <= published.keys():
            return None
        return Endpoints(
            gateway=published["gateway"],
            zalo_simulator=published["zalo-simulator"],
            services=published,
            mongo="",
            mongo_url_file="",
            kafka="",
            logs="",
        )

    async def run(self, service: str, *words: str) -> str:
        """A command of a service, in its container."""
        return await self.compose("exec", "-T", service, "python", "/app", *words)

    async def stand_ins(self) -> list[str]:
        """Those of its images that only stand in for their makers', or are built on one that does; a label says so."""
        images = sorted({*(await self.compose("--profile", "*", "config", "--images")).split()})
        label = '{{index .Config.Labels "vn.quangngai.standin"}}'
        return [name for name in images if await self._label(name, label) == "true"]

    async def _label(self, image: str, template: str) -> str:
        try:
            return (await self.docker("image", "inspect", "--format", template, image)).strip()
        except ComposeFailed:  # not fetched: of a profile that is not used
            return ""
