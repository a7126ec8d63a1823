"""Citizens who file dossiers with a picture, one after another, and remember what they were promised."""

import asyncio
import hashlib
import io
import time
from dataclasses import dataclass, field

import httpx
from PIL import Image

from shared.testing import PATIENCE
from tests.chaos.applicants import Applicant
from tests.journeys.dossier import PROCEDURE, submission_of
from tests.journeys.people import JSON, Person, Refused, World, call, sign_in

PAUSE = 2.0


@dataclass(frozen=True)
class Promise:
    """A dossier that its citizen was told is received: when (monotonic seconds), with which file."""

    dossier_id: str
    moment: float
    file_id: str
    sha256: str


@dataclass
class Claimant(Applicant):
    procedure: JSON = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)

    async def submit_with_picture(self) -> None:
        """Send a picture and a dossier with it, each until it is acknowledged."""
        picture = await self._uploaded()
        self.submission = submission_of(self.procedure, picture["id"])
        await self.submit()
        self.promises.append(Promise(self.acknowledged[-1], time.monotonic(), picture["id"], picture["sha256"]))

    async def submit_on(self) -> None:
        """Submit one after another until it is cancelled."""
        while True:
            await self.submit_with_picture()
            await asyncio.sleep(PAUSE)

    async def _uploaded(self) -> JSON:
        content, deadline = _picture(), time.monotonic() + PATIENCE
        while True:
            try:
                return await self.session.upload("giay-to.jpg", content, "image/jpeg")
            except (Refused, httpx.TransportError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.3)

    async def broken(self, promise: Promise) -> bool:
        """Whether the service, asked by its citizen, has not what was promised."""
        dossier = await self._read(f"/v1/dossiers/{promise.dossier_id}")
        file = await self._read(f"/v1/files/{promise.file_id}")
        if dossier is None or file is None:
            return True
        return promise.file_id not in dossier.text or hashlib.sha256(file.content).hexdigest() != promise.sha256

    async def _read(self, path: str) -> httpx.Response | None:
        try:
            return await self.session.get(path)
        except Refused:
            return None


async def claimants(world: World, count: int) -> list[Claimant]:
    procedure = (await call(world.gateway, "GET", f"/v1/procedures/{PROCEDURE}", 200)).json()
    people = [await Person.with_zalo(world, f"Người Nộp {number}") for number in range(count)]
    return [Claimant(person, await sign_in(person), {}, procedure=procedure) for person in people]


def _picture() -> bytes:
    """Another one each time."""
    out = io.BytesIO()
    Image.effect_noise((620, 877), 60).convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()
