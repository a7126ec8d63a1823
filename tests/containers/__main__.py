"""``make compose-check``: the containers come up, play the demo, show the mini app, and lose nothing.

While citizens file, each container is killed (SIGKILL), stopped, removed and restarted in turn, and at last all go down
and come up again. Then every dossier that was acknowledged must be there once, and its citizen told. It runs as a
project of its own on free ports, with images of its own (the tag `check`), so that it stands beside a running one, and
takes its volumes away at the end.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from local_stack.ports import free_ports
from tests.chaos.applicants import Applicant, applicants, nothing_lost, settled, submit_until
from tests.containers.project import Project
from tests.guards.sources import ROOT
from tests.journeys.administrator import administrator
from tests.journeys.demo import tell
from tests.journeys.people import World, at, call

VICTIMS = tuple(
    name
    for name, container in yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)["services"].items()
    if container["restart"] != "no" and "profiles" not in container
)
"""All that keep running, in the order of the file."""
PORTS = ("GATEWAY_PORT", "ZALO_SIMULATOR_PORT", "PAYMENT_SIMULATOR_PORT", "STREAM_SIMULATOR_PORT", "GRAFANA_PORT")
PEOPLE, PAUSE = 10, 5.0
PATIENCE = 600.0
"""Seconds for one tap: all may be down, and a machine may be slow."""

Trouble = Callable[[Project, str], Awaitable[None]]


async def killed(project: Project, victim: str) -> None:
    await project.compose("kill", "--signal", "SIGKILL", victim)
    await project.compose("up", "-d", "--wait", "--no-deps", victim)


async def stopped(project: Project, victim: str) -> None:
    await project.compose("stop", victim)
    await project.compose("up", "-d", "--wait", "--no-deps", victim)


async def removed(project: Project, victim: str) -> None:
    await project.compose("rm", "--force", "--stop", victim)
    await project.compose("up", "-d", "--wait", "--no-deps", victim)


async def restarted(project: Project, victim: str) -> None:
    await project.compose("restart", victim)
    await project.compose("up", "-d", "--wait", "--no-deps", victim)


TROUBLES: Mapping[str, Trouble] = {"killed": killed, "stopped": stopped, "removed": removed, "restarted": restarted}


@dataclass(frozen=True)
class Check:
    project: Project
    troubles: Sequence[str]
    victims: Sequence[str]

    async def __call__(self) -> None:
        began = time.monotonic()
        await self.project.compose("up", "-d", "--build", "--wait")
        say(f"all containers are up and well after {time.monotonic() - began:.0f} s")
        await nothing_complained(self.project)
        async with at(await self.project.endpoints()) as world:
            await _shows_the_mini_app(world)
            await tell(world, await administrator(world, self.project.run))
            everyone = await applicants(world, PEOPLE)
            for applicant in everyone:
                applicant.patience = PATIENCE
            count = await self._trouble(everyone)
            await settled(world)
            submitted = [len(applicant.acknowledged) for applicant in everyone]
            sent_again = 0
            for applicant, number in zip(everyone, submitted, strict=True):
                sent_again += await nothing_lost([applicant], number)
        say(f"{count} times something went away; {sum(submitted)} dossiers were acknowledged meanwhile: each is ")
        say(f"there once, and each citizen was notified, {sent_again} times twice")

    async def _trouble(self, everyone: list[Applicant]) -> int:
        """How often something went away."""
        over, count = asyncio.Event(), 0
        async with asyncio.TaskGroup() as work:
            for applicant in everyone:
                work.create_task(submit_until(applicant, over.is_set, PAUSE))
            for name in self.troubles:
                for victim in self.victims:
                    began = time.monotonic()
                    await TROUBLES[name](self.project, victim)
                    count += 1
                    say(f"{victim} {name}; well again after {time.monotonic() - began:.0f} s")
            began = time.monotonic()
            await self.project.compose("down")
            await self.project.compose("up", "-d", "--wait")
            say(f"all down and up again: {time.monotonic() - began:.0f} s")
            await asyncio.sleep(2 * PAUSE)
            over.set()
        return count + 1


async def nothing_complained(project: Project) -> None:
    """A first start that goes well logs no error. Raises ``AssertionError`` with some that were logged."""
    lines = (await project.compose("logs", "--no-color")).splitlines()
    errors = [line[:300] for line in lines if re.search(r'"level":"(error|critical)"|Traceback', line)]
    assert not errors, "\n".join([f"{len(errors)} errors were logged at the start:", *errors[:10]])


async def show_logs(project: Project) -> None:
    """The last lines of each container that is not well; where all are, of each."""
    say(await project.compose("ps", "--all"))
    for part in await project.unwell() or VICTIMS:
        say(await project.compose("logs", "--no-color", "--tail", "50", part))


async def _shows_the_mini_app(world: World) -> None:
    page = (await call(world.gateway, "GET", "/app/", 200)).text
    files = re.findall(r'(?:src|href)="(/app/[^"#]+)"', page)
    assert files, "the page of the mini app names none of its files"
    sizes = [len((await call(world.gateway, "GET", file, 200)).content) for file in files]
    say(f"/app/ is served: {len(files)} files at the start, {sum(sizes) / 1000:.0f} kB")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def check(words: argparse.Namespace) -> int:
    ports = {name: str(free_ports(name, 0)) for name in PORTS}
    project = Project({"COMPOSE_PROJECT_NAME": f"quangngai-smart-check-{os.getpid()}", "TAG": "check", **ports})
    if (reason := await project.why_not()) is not None:
        sys.stderr.write(f"{reason}\n")
        return 2
    subprocess.run([sys.executable, str(ROOT / "deploy" / "compose" / "make_secrets.py")], check=True)
    try:
        await Check(project, words.trouble or list(TROUBLES), words.victim or VICTIMS)()
        stand_ins = await project.stand_ins()
        say(
            f"with stand-ins, not the makers' images: {', '.join(stand_ins)}"
            if stand_ins
            else "with the makers' images"
        )
    except Exception as error:  # whatever it was, the containers have more to say
        say(f"FAILED: {type(error).__name__}: {error}")
        for inner in error.exceptions if isinstance(error, ExceptionGroup) else ():
            say(f"  {type(inner).__name__}: {inner}")
        await show_logs(project)
        return 1
    finally:
        await project.compose("--profile", "*", "down", "--volumes", "--timeout", "5")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.containers", description=__doc__)
    parser.add_argument("--trouble", action="append", choices=TROUBLES, help="these only")
    parser.add_argument("--victim", action="append", choices=VICTIMS, help="these only")
    return asyncio.run(check(parser.parse_args()))


if __name__ == "__main__":
    raise SystemExit(main())
