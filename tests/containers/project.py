"""The project of ``docker-compose.yml``, by the commands that its users have."""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_stack.endpoints import Endpoints
from tests.guards.sources import ROOT

JSON = dict[str, Any]

OLDEST = (2, 20)
"""The oldest Compose that will do: earlier ones do not know ``depends_on: required``."""

NEEDED = ("gateway", "zalo-simulator", "payment-simulator")
"""Those that every journey needs."""


class ComposeFailed(Exception):
    """What ``docker compose`` printed at its end."""


class NotUp(Exception):
    """Which of the containers that are needed are not up and well."""


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

    async def endpoints(self) -> Endpoints:
        """Where what is published answers. Raises ``NotUp``, ``ComposeFailed``."""
        published = {
            row["Service"]: f"http://127.0.0.1:{port['PublishedPort']}"
            for row in await self._containers()
            for port in row["Publishers"] or ()
            if _is_well(row) and port["PublishedPort"]
        }
        if missing := [name for name in NEEDED if name not in published]:
            raise NotUp(f"not up and well: {', '.join(missing)}")
        return Endpoints(
            gateway=published["gateway"],
            zalo_simulator=published["zalo-simulator"],
            services=published,
            mongo="",
            mongo_url_file="",
            kafka="",
            logs="",
        )

    async def unwell(self) -> list[str]:
        """Those that neither run and are well nor ended as they should."""
        return [row["Service"] for row in await self._containers() if not _is_well(row)]

    async def _containers(self) -> list[JSON]:
        listed = await self.compose("ps", "--all", "--format", "json")
        return [json.loads(line) for line in listed.splitlines()]

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


def _is_well(row: JSON) -> bool:
    if row["State"] == "exited":
        return bool(row["ExitCode"] == 0)
    return row["State"] == "running" and row["Health"] in ("", "healthy")
