"""``make soak``: ends with status 1 and the difference when the books do not balance."""

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from local_stack.errors import StackError
from local_stack.repository import ROOT
from local_stack.stack import Stack
from tests.soak.balance import Balance
from tests.soak.soak import soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeats the faults and kills")
    asked = parser.parse_args()
    print(f"{asked.minutes:g} minutes, seed {asked.seed}", flush=True)
    try:
        balance = asyncio.run(_run(asked.minutes * 60, asked.seed))
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    print(balance)
    for fault in balance.faults:
        print(f"WRONG: {fault}", file=sys.stderr)
    return 1 if balance.faults else 0


async def _run(seconds: float, seed: int) -> Balance:
    local = ROOT / ".local"
    local.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=local) as folder:
        async with Stack(Path(folder)) as stack:
            return await soak(stack, seconds, seed, lambda line: print(line, flush=True))


if __name__ == "__main__":
    sys.exit(main())
