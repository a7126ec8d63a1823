"""What goes wrong during a soak: Zalo answers badly for a while, one of our processes is killed, over and over."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from local_stack.stack import Stack
from tests.journeys.people import JSON, World, call

VICTIMS = ("svc-notify", "svc-notify", "svc-dossier", "gateway")
"""Half of the kills meet the one that speaks to Zalo."""
FAULTS: Sequence[JSON] = (
    {"kind": "slow", "delay_ms": 300},
    {"kind": "slow", "delay_ms": 7_000, "when": "after"},  # longer than a call may take
    {"kind": "reset"},
    {"kind": "reset", "when": "after"},
    {"kind": "http_500"},
    {"kind": "http_500", "when": "after"},
    {"kind": "error", "code": -32},
    {"kind": "error", "code": -200},
    {"kind": "non_json"},
    {"kind": "missing_fields"},
    {"kind": "expired_token"},
)
"""An answer that denies a message which Zalo took is no fault of these: nobody could tell it from a refusal."""

ENDPOINTS = ("oa.cs", "oa.cs", "oa.template")
"""Who has just followed is told in the Official Account's own words; by template when those fail."""

Say = Callable[[str], None]


async def zalo_fails(world: World, chance: random.Random, deadline: float) -> None:
    """One fault after another, each met by a few calls."""
    while (left := deadline - asyncio.get_running_loop().time()) > 0:
        fault: dict[str, Any] = dict(chance.choice(FAULTS), endpoint=chance.choice(ENDPOINTS))
        times = 1 if fault["kind"] == "expired_token" else chance.randint(1, 5)
        await call(world.zalo, "POST", "/control/faults", 201, json={**fault, "times": times})
        await asyncio.sleep(min(left, chance.uniform(1.0, 4.0)))
    await call(world.zalo, "DELETE", "/control/faults", 204)


async def processes_die(stack: Stack, chance: random.Random, deadline: float, say: Say) -> int:
    """``kill -9`` and a restart, over and over. How many there were."""
    kills = 0
    while deadline - asyncio.get_running_loop().time() > 8:
        await asyncio.sleep(chance.uniform(3.0, 8.0))
        victim = chance.choice(VICTIMS)
        await stack.kill(victim)
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        say(f"kill -9 {victim}, ready again after {await stack.restart(victim):.1f} s")
        kills += 1
    return kills
