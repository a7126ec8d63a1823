"""Eleven citizens upload a photograph of 2 MB at the same moment, again and again, while others ask for their lists."""

import asyncio
import time
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import psutil
from PIL import Image

from bench.citizens import signed_in
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, percentile
from bench.load.constant_rate import Call, constant_rate
from bench.result import Result, Table
from bench.stack import whole_stack
from local_stack.stack import Stack
from shared.http_client import outbound

AT_ONCE = 11
SIZE = (3264, 2448)
"""Eight megapixels, about 2 MB as a phone writes them."""
OTHERS_RATE = 50
PAUSE = 1.0
"""Seconds between two moments at which all upload."""


@dataclass(frozen=True)
class List:
    authorization: str

    def __call__(self, number: int) -> Call:
        return Call("GET", "/v1/dossiers", {"authorization": self.authorization})


def photograph() -> bytes:
    """Large soft shapes under fine noise, as a camera sees a paper."""
    soft = Image.effect_noise((SIZE[0] // 8, SIZE[1] // 8), 80).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 18)
    bands = [Image.blend(band, grain, 0.3) for band in (soft, soft.transpose(Image.Transpose.FLIP_LEFT_RIGHT), soft)]
    out = BytesIO()
    Image.merge("RGB", bands).save(out, "JPEG", quality=82)
    return out.getvalue()


async def run(effort: Effort) -> Result:
    photo = photograph()
    accepted: list[Measured] = []
    others: list[Measured] = []
    async with whole_stack() as stack:
        citizens = [citizen.authorization for citizen in await signed_in(stack.endpoints, AT_ONCE + 1)]
        idle = _megabytes(_processes(stack))
        await _together(stack, citizens[:AT_ONCE], photo)  # the inspecting processes start
        highest, measured = 0.0, _processes(stack)
        for _ in range(effort.rounds):
            seconds = effort.seconds * 2
            asking = asyncio.create_task(
                constant_rate(stack.endpoints.gateway, List(citizens[-1]), rate=OTHERS_RATE, seconds=seconds)
            )
            times: list[float] = []
            while not asking.done():
                uploading = asyncio.create_task(_together(stack, citizens[:AT_ONCE], photo))
                while not uploading.done():
                    highest = max(highest, _megabytes(measured))
                    await asyncio.sleep(0.05)
                times += await uploading
                await asyncio.sleep(PAUSE)
            answers = await asking
            if wrong := [answer for answer in answers if answer.status != 200]:
                raise BenchError(f"{len(wrong)} of {len(answers)} lists were not 200, the first: {wrong[0].status}")
            accepted.append(Measured((percentile(times, 0.5), percentile(times, 1.0))))
            others.append(Measured((percentile([answer.milliseconds for answer in answers], 0.99),)))
    median, last = (Measured(tuple(one.rounds[place] for one in accepted)) for place in (0, 1))
    beside = Measured(tuple(one.median for one in others))
    return Result(
        figures={"upload": median, "beside_uploads_p99": beside},
        tables=[
            Table(
                ("What", "ms"),
                [
                    (f"a photo of {len(photo) / 1e6:.1f} MB accepted with ten others at once, p50", str(median)),
                    ("the last of the eleven", str(last)),
                    (f"lists at {OTHERS_RATE}/s meanwhile, p99", str(beside)),
                ],
            ),
            Table(
                ("svc-dossier with its inspecting processes", "MB"),
                [("idle", f"{idle:.0f}"), ("the highest while eleven upload", f"{highest:.0f}")],
            ),
        ],
        notes=[
            f"{SIZE[0]} × {SIZE[1]} pixels, decoded and encoded anew in two processes of the citizens' lane; through "
            "the gateway; sent, inspected, stored and confirmed by a majority of MongoDB.",
        ],
    )


async def _together(stack: Stack, authorizations: list[str], photo: bytes) -> list[float]:
    """Milliseconds that each upload took."""
    async with outbound(stack.endpoints.gateway, 60) as gateway:

        async def upload(authorization: str) -> float:
            headers = {"Authorization": authorization, "Idempotency-Key": str(uuid4())}
            begun = time.perf_counter()
            answer = await gateway.post("/v1/files", files={"file": ("anh.jpg", photo)}, headers=headers)
            if answer.status_code != 201:
                raise BenchError(f"an upload answered {answer.status_code}: {answer.text[:300]}")
            return (time.perf_counter() - begun) * 1000

        return await asyncio.gather(*(upload(authorization) for authorization in authorizations))


def _processes(stack: Stack) -> list[psutil.Process]:
    """The service and its inspecting processes. To look for children goes through all processes of the machine, which
    takes several milliseconds: too much to be done while uploads are timed.
    """
    service = psutil.Process(stack.parts["svc-dossier"].child.pid)
    return [service, *service.children(recursive=True)]


def _megabytes(processes: list[psutil.Process]) -> float:
    return float(sum(process.memory_info().rss for process in processes if process.is_running())) / 1e6
