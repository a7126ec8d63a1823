"""Ten phones with two kilobytes a second upload a picture of a report, while others ask for their lists."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import httpx
from PIL import Image

from bench.citizens import signed_in
from bench.effort import Effort
from bench.errors import BenchError
from bench.figures import Measured, percentile
from bench.load.constant_rate import Call, constant_rate
from bench.result import Result, Table
from bench.stack import whole_stack

PHONES = 10
BYTES_A_SECOND = 2_000
PIECE = 400
SIZES = ((800, 600), (400, 300))
OTHERS_RATE = 50


@dataclass(frozen=True)
class List:
    authorization: str

    def __call__(self, number: int) -> Call:
        return Call("GET", "/v1/reports", {"authorization": self.authorization})


def picture(seconds: float) -> bytes:
    """A picture as large as a phone sends in ``seconds``, or as near below as steps of quality come: an app makes it
    small first.
    """
    for width, height in SIZES:
        soft = Image.effect_noise((width // 8, height // 8), 80).resize((width, height), Image.Resampling.BICUBIC)
        grain = Image.blend(soft, Image.effect_noise((width, height), 18), 0.3).convert("RGB")
        for quality in range(85, 4, -5):
            out = BytesIO()
            grain.save(out, "JPEG", quality=quality)
            if out.tell() <= seconds * BYTES_A_SECOND:
                return out.getvalue()
    raise BenchError(f"no picture is so small that it is sent in {seconds} seconds")


async def run(effort: Effort) -> Result:
    seconds = effort.seconds * 4
    content = picture(seconds)
    alone: list[float] = []
    beside: list[float] = []
    took: list[float] = []
    async with whole_stack() as stack:
        citizens = [citizen.authorization for citizen in await signed_in(stack.endpoints, PHONES + 1)]
        gateway = stack.endpoints.gateway

        async def lists(span: float) -> float:
            answers = await constant_rate(gateway, List(citizens[-1]), rate=OTHERS_RATE, seconds=span)
            if wrong := [answer for answer in answers if answer.status != 200]:
                raise BenchError(f"{len(wrong)} of {len(answers)} lists were not 200, the first: {wrong[0].status}")
            return percentile([answer.milliseconds for answer in answers], 0.99)

        for _ in range(effort.rounds):
            alone.append(await lists(effort.seconds))
            uploading = asyncio.gather(*(_upload(gateway, each, content) for each in citizens[:PHONES]))
            beside.append(await lists(len(content) / BYTES_A_SECOND + 1))
            took += await uploading
    figures = {"slow_phones_p99": Measured(tuple(beside))}
    return Result(
        figures=figures,
        tables=[
            Table(
                ("What", "value"),
                [
                    (f"lists at {OTHERS_RATE}/s, p99", f"{Measured(tuple(alone))} ms"),
                    (f"the same while {PHONES} phones upload, p99", f"{figures['slow_phones_p99']} ms"),
                    (
                        f"a picture of {len(content) / 1000:.0f} kB sent and taken, p50",
                        f"{percentile(took, 0.5):.1f} s",
                    ),
                    ("the last of all", f"{max(took):.1f} s"),
                ],
            )
        ],
        notes=[f"Each phone sends {BYTES_A_SECOND} bytes a second, in pieces of {PIECE}, through the gateway."],
    )


async def _upload(gateway: str, authorization: str, content: bytes) -> float:
    """Seconds."""
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="anh.jpg"\r\n\r\n'.encode()
    whole = head + content + f"\r\n--{boundary}--\r\n".encode()

    async def trickle() -> AsyncIterator[bytes]:
        for start in range(0, len(whole), PIECE):
            yield whole[start : start + PIECE]
            await asyncio.sleep(PIECE / BYTES_A_SECOND)

    headers = {
        "Authorization": authorization,
        "Idempotency-Key": str(uuid4()),
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(whole)),
    }
    begun = time.perf_counter()
    # httpx's own transport: it sends what it is given piece by piece, as it is given.
    async with httpx.AsyncClient(base_url=gateway, timeout=120, trust_env=False) as http:
        answer = await http.post("/v1/feedback-files", content=trickle(), headers=headers)
    if answer.status_code != 201:
        raise BenchError(f"an upload answered {answer.status_code}: {answer.text[:300]}")
    return time.perf_counter() - begun
