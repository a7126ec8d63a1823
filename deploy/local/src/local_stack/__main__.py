"""``python -m local_stack run | fetch | lock-kafka``"""

import asyncio
import os
import sys
from collections.abc import Callable

from local_stack.errors import StackError
from local_stack.first_dossier import first_dossier
from local_stack.kafka_jars import LOCK, kafka_jars, write_lock
from local_stack.people import ensure_people
from local_stack.ports import usual_ports
from local_stack.repository import LOCAL
from local_stack.stack import Stack
from local_stack.summary import summary
from local_stack.supervisor import supervise
from local_stack.terminal import show_part


async def _welcome(stack: Stack, seconds: float) -> None:
    await ensure_people(stack)
    print(summary(stack, seconds, await first_dossier(stack)), flush=True)


def _run() -> int:
    stack = Stack(LOCAL, ports=usual_ports, environment=os.environ, progress=show_part)
    return asyncio.run(supervise(stack, _welcome))


def _fetch() -> int:
    """What the tests would otherwise download in the middle of one."""
    if "KAFKA_BOOTSTRAP_SERVERS" not in os.environ:
        kafka_jars()
    return 0


def _lock_kafka() -> int:
    print(f"{LOCK.name}: {write_lock()} jars")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {"run": _run, "fetch": _fetch, "lock-kafka": _lock_kafka}


def main() -> int:
    command = COMMANDS.get(" ".join(sys.argv[1:]))
    if command is None:
        print(f"usage: python -m local_stack {' | '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return command()
    except StackError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
