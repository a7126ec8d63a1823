"""``python supervised.py <folder>``: a supervised stack of two simulators, for the tests of the supervisor."""

import asyncio
import sys
from pathlib import Path

from local_stack import supervisor
from local_stack.services import Service
from local_stack.stack import Stack


async def say_ready(stack: Stack, seconds: float) -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    supervisor._FIRST_PAUSE = 0.01
    supervisor._LONG_PAUSE = 2.0
    supervisor._LOOK_EVERY = 0.5
    supervisor._HANGS_AFTER = 3.0
    services = [
        Service("zalo-simulator", "zalo_simulator", "ZALO_SIMULATOR", 0, data=False),
        Service("neighbour", "zalo_simulator", "ZALO_SIMULATOR", 0, data=False),
    ]
    raise SystemExit(asyncio.run(supervisor.supervise(Stack(Path(sys.argv[1]), services=services), say_ready)))
