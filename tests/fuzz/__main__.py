"""``python -m tests.fuzz --minutes 1 --seed 1``: mutated input for what reads foreign bytes.

Exit status 1 after a crash, a hang, or an error that would be answered with 5xx. What failed is written to
``.local/fuzz``; the number in its name, given as ``--first``, makes the same input again.
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.requests import Request

from shared.codes import plain_code
from shared.errors import ServiceError
from shared.fields import name_fault, thing_fault
from shared.files.inspection.inspector import Inspector
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.multipart import read_file
from shared.files.names import safe_name
from shared.files.spool import Spool
from shared.foreign_json import read_json
from shared.pagination import decode_cursor
from shared.problem import problem_of
from shared.redaction import has_personal_number
from shared.spoken import spoken_text
from shared.testing import PATIENCE, spooled
from shared.text import each_text, fold, normal, plain_name
from tests.fuzz import corpus
from tests.fuzz.front_door import front_door, knock
from tests.fuzz.mutations import mutated

FOUND = Path(".local/fuzz")

SLOW = 5.0
"""Seconds after which an answer counts as a hang; the bombs among the seeds are refused in a twentieth of a second."""

_OUTGROWN = "quá phức tạp để kiểm tra"
"""The refusal of a file that a bound of the system ended, instead of a bound of ours: worth a look, no failure."""

Try = Callable[[bytes, random.Random], Awaitable[str]]


@dataclass(frozen=True)
class Target:
    seeds: Sequence[bytes]
    attempt: Try


def targets(inspector: Inspector, port: int) -> Mapping[str, Target]:
    kinds = corpus.content_types()

    async def inspect(content: bytes, chance: random.Random) -> str:
        try:
            async with inspector.look_through(spooled(content), str(chance.random())):  # nobody has an end
                pass
        except NotAccepted:
            return "not accepted"
        except Harmful as refusal:
            return "ended by the system" if _OUTGROWN in str(refusal) else "refused"
        return "taken"

    async def receive(body: bytes, chance: random.Random) -> str:
        content_type = chance.choice(kinds)
        if chance.random() < 0.3:
            content_type = mutated(content_type, kinds, chance)
        spool = Spool()
        try:
            name = await read_file(_request(body, content_type, chance), 100_000, spool)
        except ServiceError as refusal:
            return str(problem_of(refusal).status)
        finally:
            spool.close()
        safe_name(name, ".pdf").encode()
        return "taken"

    async def turn_page(cursor: bytes, _chance: random.Random) -> str:
        try:
            decode_cursor(cursor.decode("latin-1"), str, int, datetime)
        except ServiceError as refusal:
            return str(problem_of(refusal).status)
        return "taken"

    async def read_text(body: bytes, _chance: random.Random) -> str:
        try:
            each_text(_read_in_all_ways, read_json(body))
        except ValueError:
            return "no JSON"
        return "taken"

    async def send_in_chunks(data: bytes, chance: random.Random) -> str:
        return await knock(port, data, chance)

    return {
        "inspection": Target(corpus.files(), inspect),
        "multipart": Target(corpus.forms(), receive),
        "chunked": Target(corpus.chunked_requests(), send_in_chunks),
        "cursor": Target(corpus.cursors(), turn_page),
        "text": Target(corpus.texts(), read_text),
    }


def _read_in_all_ways(text: str) -> str:
    """Read the text as the door does, and in every way a service may do then."""
    meant = normal(text)
    for read in (fold, plain_code, name_fault, thing_fault, has_personal_number, spoken_text, plain_name):
        read(meant)
    return meant


def _request(body: bytes, content_type: bytes, chance: random.Random) -> Request:
    cut = chance.randrange(len(body) + 1)
    parts = [body[:cut], body[cut:]]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    headers = [(b"content-type", content_type)]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}, receive)


async def attempt(target: Target, number: str) -> tuple[str, str | None, bytes]:
    """What became of input ``number``, what is wrong with that, and the input."""
    chance = random.Random(number)
    data = mutated(chance.choice(target.seeds), target.seeds, chance)
    begun = time.monotonic()
    try:
        outcome = await asyncio.wait_for(target.attempt(data, chance), PATIENCE)
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"[:200], data
    if outcome.startswith("5"):
        return outcome, f"would be answered {outcome}", data
    if (seconds := time.monotonic() - begun) > SLOW:
        return outcome, f"took {seconds:.1f} s", data
    return outcome, None, data


async def fuzz(minutes: float, seed: int, first: int) -> int:
    """How many inputs failed."""
    outcomes: dict[str, Counter[str]] = {}
    failures = 0
    async with Inspector() as inspector, front_door() as port:
        chosen = targets(inspector, port)
        ends = time.monotonic() + minutes * 60
        number = first
        while time.monotonic() < ends:
            for name, target in chosen.items():
                outcome, wrong, data = await attempt(target, f"{seed}/{name}/{number}")
                outcomes.setdefault(name, Counter())[outcome] += 1
                if wrong is not None:
                    failures += 1
                    FOUND.mkdir(parents=True, exist_ok=True)
                    (FOUND / f"{name}-{seed}-{number}").write_bytes(data)
                    print(f"{name} {number}: {wrong}")
            number += 1
    for name, counted in outcomes.items():
        print(f"{name}: {counted.total()} inputs, " + ", ".join(f"{n} {what}" for what, n in counted.most_common()))
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    asked = parser.parse_args()
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every malformed form
    return 1 if asyncio.run(fuzz(asked.minutes, asked.seed, asked.first)) else 0


if __name__ == "__main__":
    sys.exit(main())
