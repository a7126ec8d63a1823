"""How every service starts, is watched and stops.

``python -m svc_x`` runs the API and the workers in one process (what a laptop wants), ``… api`` and ``… worker`` run
them apart (what Kubernetes wants); any other word is one of the service's own commands.

Stopping (SIGTERM, SIGINT): readiness goes false → ``shutdown_delay_seconds`` for load balancers to notice → no new
connections, requests in flight finish → workers finish what they hold, commit and release leases → clients close → the
port of operations closes, which has said ``draining`` all the while.
A background task that ends by itself takes the process down with status 1: half a service is worse than none.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

import uvloop

from shared.errors import CannotRun
from shared.health import Health
from shared.logs import configure_logs, flush_logs, get_logger
from shared.mongo import MongoError, in_one_line
from shared.operations import operations_app
from shared.server import DRAIN_SECONDS, Serve, inherit, listen, serve_uvicorn
from shared.settings import ServiceSettings, load_settings
from shared.span_export import exporting_spans

API = "api"
WORKER = "worker"

Task = Callable[[asyncio.Event], Awaitable[None]]
"""Background work that goes on until the event is set, then finishes what it holds and returns."""

S = TypeVar("S", bound=ServiceSettings)
Build = Callable[[S, frozenset[str]], AbstractAsyncContextManager["Service"]]
Command = Callable[[S, list[str]], Coroutine[None, None, int]]
"""One of the service's own commands: settings and remaining words in, exit status out."""
Printed = Mapping[str, Callable[[], str]]
"""Words that are answered with a text and need no settings."""

log = get_logger()


@dataclass(frozen=True)
class Service:
    """What ``wiring.build`` hands over; the resources behind it are closed when its context ends."""

    app: Any
    """What ``serve`` serves: an ASGI application, if it is uvicorn. ``None`` where the process only works: it then
    listens on its port of operations alone.
    """
    health: Health
    tasks: Mapping[str, Task] = field(default_factory=dict)
    serve: Serve = serve_uvicorn


def main(
    name: str,
    settings_type: type[S],
    build: Build[S],
    commands: Mapping[str, Command[S]] | None = None,
    printed: Printed | None = None,
) -> NoReturn:
    """Run service ``name`` as the command line says; ends the process."""
    try:
        status = _run_word(name, settings_type, build, commands or {}, printed or {})
    except SystemExit as refusal:
        status = refusal.code if isinstance(refusal.code, int) else 1
    flush_logs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # full, closed or never there
            stream.flush()
    # Not sys.exit: pyreqwest's threads may abort an interpreter that is shutting down (PyGILState_Release, seen in
    # 2 of 80 runs after a call that succeeded, 13 of 80 after a refused one), and a good command would seem a bad one.
    os._exit(status)


def _run_word(
    name: str, settings_type: type[S], build: Build[S], own: Mapping[str, Command[S]], printed: Printed
) -> int:
    word, *rest = sys.argv[1:] or ["all"]
    roles = {"all": frozenset({API, WORKER}), API: frozenset({API}), WORKER: frozenset({WORKER})}
    if word in printed and not rest:
        sys.stdout.write(f"{printed[word]().rstrip()}\n")
        return 0
    if word in own:
        settings = load_settings(settings_type)
        configure_logs(name, settings.log_level)
        try:
            return asyncio.run(own[word](settings, rest))
        except CannotRun as refusal:
            sys.stderr.write(f"{refusal}\n")
            return 1
        except MongoError as error:
            sys.stderr.write(f"{_said(settings, error)}\n")
            return 1
    if word not in roles or rest:
        sys.stderr.write(
            f"usage: python -m {name.replace('-', '_')} [{' | '.join([API, WORKER, *own, *printed])}]" + "\n"
        )
        return 2
    settings = load_settings(settings_type)
    configure_logs(name, settings.log_level)
    with exporting_spans(name, settings.otel_endpoint):
        try:
            return uvloop.run(_serve(name, settings, build, roles[word]))
        except CannotRun as refusal:
            sys.stderr.write(f"{refusal}\n")
            return 1


async def _serve(name: str, settings: S, build: Build[S], roles: frozenset[str]) -> int:
    stop_asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop_asked.set)
    close_door, finish, close_operations = asyncio.Event(), asyncio.Event(), asyncio.Event()
    async with build(settings, roles) as service:
        try:
            # Both before either is served: whoever reads that the service is ready can connect to it.
            public = [(service.app, _public_socket(settings))] if service.app else []
            private = listen(settings.operations_host, settings.operations_port)
        except OSError as error:
            log.error("cannot_listen", error=str(error))
            flush_logs()
            sys.stderr.write(f"{name} cannot listen: {error}\n")
            return 1
        operations = _start("operations", serve_uvicorn(operations_app(service.health), private, close_operations))
        serving = {_start("http", service.serve(app, listening, close_door)) for app, listening in public}
        working = {_start(label, task(finish)) for label, task in service.tasks.items()}
        stopping = _start("signal", stop_asked.wait())
        port = settings.port if serving else None
        log.info("service_started", roles=sorted(roles), port=port, operations_port=settings.operations_port)
        ended, _ = await asyncio.wait({operations, stopping, *serving, *working}, return_when=asyncio.FIRST_COMPLETED)
        status = 0 if stopping in ended else _report_death(settings, ended)
        service.health.draining = True
        if status == 0:
            log.info("service_stopping")
            await asyncio.sleep(settings.shutdown_delay_seconds)
        for end, tasks in ((close_door, serving), (finish, working)):
            end.set()
            await _end(tasks)
        stopping.cancel()
    close_operations.set()
    await _end({operations})
    log.info("service_stopped", status=status)
    flush_logs()
    for reason in _reasons(settings, ended):
        sys.stderr.write(f"{reason}\n")
    return status


def _public_socket(settings: ServiceSettings) -> socket.socket:
    if settings.listen_fd is not None:
        return inherit(settings.listen_fd)
    return listen(settings.host, settings.port)


def _start(name: str, work: Awaitable[object]) -> asyncio.Task[None]:
    return asyncio.create_task(_run(work), name=name)


async def _run(work: Awaitable[object]) -> None:
    await work


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=DRAIN_SECONDS + 5)
    for task in late:
        log.error("task_did_not_finish", task=task.get_name())
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _reasons(settings: ServiceSettings, ended: set[asyncio.Task[None]]) -> list[str]:
    """Why tasks could not run on, for whoever started the service: it stands at the end of a log that nobody reads line
    by line.
    """
    causes = [task.exception() for task in ended if task.done() and not task.cancelled()]
    refusals = [str(cause) for cause in causes if isinstance(cause, CannotRun)]
    return refusals + [_said(settings, cause) for cause in causes if isinstance(cause, MongoError)]


_DOUBTS = (
    ("Authentication failed", "mongo_url", "what this database was made with"),
    ("not authorized on", "mongo_database", "the database for which its user was made"),
)
"""What MongoDB says, the setting that it is about, and what to ask of that."""


def _doubt(settings: ServiceSettings, said: str) -> str:
    return next((f" Is {settings.variable(name)} {what}?" for words, name, what in _DOUBTS if words in said), "")


def _said(settings: ServiceSettings, error: MongoError) -> str:
    said = in_one_line(error)
    return f"{settings.mongo_database}: {said}{_doubt(settings, said)}"


def _report_death(settings: ServiceSettings, ended: set[asyncio.Task[None]]) -> int:
    for task in ended:
        cause = asyncio.CancelledError() if task.cancelled() else task.exception()
        if isinstance(cause, CannotRun):
            log.error("task_died", task=task.get_name(), reason=str(cause))
        elif isinstance(cause, MongoError) and _doubt(settings, str(cause)):  # where it came up says nothing
            log.error("task_died", task=task.get_name(), reason=_said(settings, cause))
        else:
            log.error("task_died", task=task.get_name(), exc_info=cause)
    return 1
