"""``python -m local_stack run [--ports usual | free]``, ``command``, ``fetch``, ``mini-app``, ``jmx-agent``,
``lock-kafka``.
"""

import argparse
import asyncio
import os
import shutil
import sys
from pathlib import Path

from local_stack.errors import StackError
from local_stack.first_dossier import first_dossier
from local_stack.kafka_jars import LOCK, agent_jar, kafka_jars, write_lock
from local_stack.mini_app import built_mini_app, node
from local_stack.people import ensure_people
from local_stack.ports import Ports, free_unless_named, usual_ports
from local_stack.repository import LOCAL
from local_stack.stack import Stack, become_command
from local_stack.summary import summary
from local_stack.supervisor import supervise
from local_stack.terminal import show_part

PORTS: dict[str, Ports] = {"usual": usual_ports, "free": free_unless_named}


async def _welcome(stack: Stack, seconds: float) -> None:
    await ensure_people(stack)
    await stack.run("svc-feedback", "demo")  # reports and questions of nobody, once
    await stack.run("svc-payment", "demo-data")  # two invented schools with bills, twenty shops; a repeat adds nothing
    print(summary(stack, seconds, await first_dossier(stack)), flush=True)


def _run(words: argparse.Namespace) -> int:
    environment = {**os.environ, **_mini_app()}
    stack = Stack(LOCAL, ports=PORTS[words.ports], environment=environment, progress=show_part)
    return asyncio.run(supervise(stack, _welcome))


def _command(words: argparse.Namespace) -> int:
    become_command(LOCAL, words.service, words.words)
    return 0


def _mini_app() -> dict[str, str]:
    """Where the gateway finds the mini app. Without it the rest still runs."""
    try:
        folder, tiles = built_mini_app(), os.environ.get("MAP_TILES", "")
        return {"GATEWAY_MINI_APP_DIR": str(folder), "GATEWAY_MINI_APP_TILES": tiles}
    except StackError as error:
        print(f"Without the mini app: {error}", file=sys.stderr)
        return {}


def _build_mini_app(_words: argparse.Namespace) -> int:
    built_mini_app()
    print(node("sizes.mjs"), end="")
    return 0


def _fetch(words: argparse.Namespace) -> int:
    if "KAFKA_BOOTSTRAP_SERVERS" not in os.environ:
        kafka_jars()
    return 0


def _jmx_agent(words: argparse.Namespace) -> int:
    shutil.copyfile(agent_jar(), words.folder / "jmx.jar")
    return 0


def _lock_kafka(words: argparse.Namespace) -> int:
    print(f"{LOCK.name}: {write_lock()} jars")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local_stack")
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="everything on this machine, in the foreground")
    run.add_argument("--ports", choices=PORTS, default="usual", help="the usual ones, or any that are free")
    run.set_defaults(command=_run)
    command = commands.add_parser("command", help="a command of a service, beside a stack that runs")
    command.add_argument("service", help="such as svc-notify")
    command.add_argument("words", nargs=argparse.REMAINDER, help="such as redrive --dry-run")
    command.set_defaults(command=_command)
    fetch = commands.add_parser("fetch", help="what the tests would otherwise download in the middle of one")
    fetch.set_defaults(command=_fetch)
    mini_app = commands.add_parser("mini-app", help="the package that Zalo's tools deploy, in web/mini-app/www")
    mini_app.set_defaults(command=_build_mini_app)
    agent = commands.add_parser("jmx-agent", help="what shows Kafka's figures to Prometheus, as FOLDER/jmx.jar")
    agent.add_argument("folder", type=Path)
    agent.set_defaults(command=_jmx_agent)
    lock = commands.add_parser("lock-kafka", help="pin the jars of Kafka")
    lock.set_defaults(command=_lock_kafka)
    return parser


def main() -> int:
    words = _parser().parse_args()
    try:
        status: int = words.command(words)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    raise SystemExit(main())
