"""The whole stack, started in dependency order and stopped in the reverse one."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from local_stack.child import Child, run_to_end
from local_stack.endpoints import Endpoints, read_endpoints, write_endpoints
from local_stack.errors import StackError
from local_stack.infrastructure import kafka_part, mongo_part, usual_infrastructure_ports
from local_stack.part import Part
from local_stack.ports import Ports, choose, free_ports
from local_stack.readiness import answers
from local_stack.replica_set import ensure_users, with_user, without_user
from local_stack.secret_files import SecretFiles, key_ring, password
from local_stack.services import Places, Service, environment_of, read_services
from local_stack.stack_lock import StackLock
from local_stack.topics import ensure_topics, read_topics

COMMAND_TIMEOUT = 180.0
STOP_TIMEOUT = 30.0
"""Seconds; a service takes up to 20 to finish the requests it has."""

Progress = Callable[[str, str, float], None]
"""Called for each part that is ready, with its name, its address and the seconds that it took."""


class Stack:
    """A stack of its own under ``root``, on free ports unless ``ports`` says otherwise.

    ``async with Stack(tmp_path) as stack:`` starts all of it and stops it at the end. ``environment`` holds variables
    of services by their full names (``NOTIFY_SEND_CONCURRENCY``). Logs are in ``root/logs``, data in ``root/state``: a
    second start with the same root finds them again. The parts are ``mongod``, ``kafka`` and the names in
    ``deploy/services.yaml``.
    """

    def __init__(
        self,
        root: Path,
        *,
        ports: Ports = free_ports,
        services: Sequence[Service] | None = None,
        environment: Mapping[str, str] | None = None,
        replaceable: bool = False,
        progress: Progress = lambda name, where, seconds: None,
    ) -> None:
        """``replaceable``: the stack itself holds the sockets on which services listen, so that ``replace`` can hand
        them over. Who connects to one that is down then waits instead of being refused.
        """
        self.root = root.resolve()
        self.endpoints_file = self.root / "endpoints.json"
        self.parts: dict[str, Part] = {}
        self._ports = ports
        self._services = list(read_services() if services is None else services)
        self._ours = [each.name for each in self._services if each.data]
        self._outside = [each.name for each in self._services if not each.data]
        self._overrides = environment or {}
        self._progress = progress
        self._secrets = SecretFiles(self.root / "secrets")
        self._lock = StackLock(self.root / "stack.lock")
        self._replaceable = replaceable
        self._listening: dict[str, socket.socket] = {}
        self._environments: dict[str, dict[str, str]] = {}
        self._endpoints: Endpoints | None = None

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def endpoints(self) -> Endpoints:
        """Where everything is; known once the stack has started."""
        if self._endpoints is None:
            raise StackError("the stack has not started")
        return replace(self._endpoints, pids={name: part.child.pid for name, part in self.parts.items()})

    async def start(self) -> None:
        """Returns when every part is ready. After an error, ``stop`` ends the parts that had started."""
        if (other := self._lock.acquire()) is not None:
            raise StackError(self._is_running(other))
        self.endpoints_file.unlink(missing_ok=True)
        usual = {each.name: each.port for each in self._services}
        operations = {each.operations: each.operations_port for each in self._services if each.operations_port}
        ports = choose(self._ports, {**usual, **operations, **usual_infrastructure_ports()})
        for folder in ("logs", "state"):
            (self.root / folder).mkdir(exist_ok=True)
        for log in (self.root / "logs").glob("*.log"):
            log.replace(log.with_suffix(".log.before"))
        urls = {each.name: _url(ports[each.name]) for each in self._services}
        try:
            async with asyncio.TaskGroup() as group:
                databases = group.create_task(self._start_mongo(ports))
                brokers = group.create_task(self._start_kafka(ports))
        except* StackError as errors:
            raise errors.exceptions[0] from None
        administrator, kafka = databases.result(), brokers.result()
        self._endpoints = Endpoints(
            gateway=urls.get("gateway", ""),
            zalo_simulator=urls.get("zalo-simulator", ""),
            services={name: url for name, url in urls.items() if name != "zalo-simulator"},
            mongo=without_user(administrator),
            mongo_url_file=str(self._secrets.write("mongo-administrator-url", administrator)),
            kafka=kafka,
            logs=str(self.root / "logs"),
            operations={each.name: _url(ports[each.operations]) for each in self._services if each.operations in ports},
        )
        for service in self._services:
            environment = self._environment(service, ports, urls, administrator, kafka)
            self._environments[service.name] = environment
            self._secrets.write(_settings_file(service.name), json.dumps([service.package, environment]))
            self.parts[service.name] = self._service_part(service, urls[service.name])
        await self._start_together(self._outside)
        await self._start_together(self._ours)
        write_endpoints(self.endpoints_file, self.endpoints)

    async def stop(self) -> list[str]:
        """End everything gracefully, before what it needs. Returns the names of those that had to be killed."""
        if not self._lock.is_held:
            return []
        self.endpoints_file.unlink(missing_ok=True)
        last = [name for name in self.parts if name not in {*self._ours, *self._outside}]
        killed = [name for names in (self._ours, self._outside, last) for name in await self._stop_together(names)]
        for listening in self._listening.values():
            listening.close()
        self._lock.release()
        return killed

    async def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """``kill -9`` of one part; returns when it is gone. It stays down until ``restart``."""
        await self.parts[name].child.kill(number)

    async def restart(self, name: str) -> float:
        """Start a part that is down (one that runs is stopped first). Returns the seconds until it was ready."""
        await self.parts[name].child.stop(STOP_TIMEOUT)
        seconds = await self.parts[name].start()
        write_endpoints(self.endpoints_file, self.endpoints)
        return seconds

    async def replace(self, name: str) -> float:
        """A new process of a service beside the old one, which ends when the new one is ready: a restart without a gap.

        The stack must be ``replaceable``. Returns the seconds until the new one was ready.
        """
        service = next(service for service in self._services if service.name == name)
        old = self.parts[name]
        port = free_ports(service.operations, 0)
        self.endpoints.operations[name] = _url(port)
        self._environments[name] = {**self._environments[name], f"{service.prefix}_OPERATIONS_PORT": str(port)}
        self.parts[name] = self._service_part(service, old.address)
        seconds = await self.parts[name].start()
        await old.child.stop(STOP_TIMEOUT)
        write_endpoints(self.endpoints_file, self.endpoints)
        return seconds

    async def run(self, name: str, *words: str) -> str:
        """``python -m <package of name> words…`` with the service's environment. Returns what it printed."""
        package = next(service.package for service in self._services if service.name == name)
        command = [sys.executable, "-m", package, *words]
        status, output = await run_to_end(command, self._environments[name], COMMAND_TIMEOUT)
        if status != 0:
            raise StackError(f"`python -m {package} {' '.join(words)}` ended with status {status}:\n{output}")
        return output

    def _is_running(self, process: int) -> str:
        if not self.endpoints_file.exists():
            return f"a stack is being started or stopped already, by process {process}"
        gateway = read_endpoints(self.endpoints_file).gateway
        return f"a stack is running already: {gateway}, process {process}, all addresses in {self.endpoints_file}"

    async def _start(self, name: str, part: Part) -> None:
        self.parts[name] = part
        self._progress(name, part.address, await part.start())

    async def _start_together(self, names: Sequence[str]) -> None:
        """Parts that do not wait for each other: as many at a time as there are cores, because starting is work."""
        places = asyncio.Semaphore(os.cpu_count() or 1)

        async def start(name: str) -> None:
            async with places:
                await self._start(name, self.parts[name])

        try:
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(start(name))
        except* StackError as errors:
            raise errors.exceptions[0] from None

    async def _stop_together(self, names: Sequence[str]) -> list[str]:
        """Each for itself, because stopping is waiting. Returns the names of those that had to be killed."""
        there = [name for name in names if name in self.parts]
        graceful = await asyncio.gather(*(self.parts[name].child.stop(STOP_TIMEOUT) for name in there))
        return [name for name, ended_itself in zip(there, graceful, strict=True) if not ended_itself]

    async def _start_mongo(self, ports: Mapping[str, int]) -> str:
        part, administrator = await mongo_part(self.root, ports, self._secrets)
        if part:
            await self._start("mongod", part)
        users = {each.database: self._mongo_password(each) for each in self._services if each.data}
        await ensure_users(administrator, users)
        return administrator

    async def _start_kafka(self, ports: Mapping[str, int]) -> str:
        part, bootstrap_servers = await kafka_part(self.root, ports)
        if part:
            await self._start("kafka", part)
        await ensure_topics(bootstrap_servers, read_topics("local"))
        return bootstrap_servers

    def _service_part(self, service: Service, url: str) -> Part:
        log = self.root / "logs" / f"{service.name}.log"
        command = [sys.executable, "-m", service.package]
        environment, sockets = self._environments[service.name], list[int]()
        if self._replaceable and service.operations_port:
            sockets = [self._socket(service.name, url).fileno()]
            environment = {**environment, f"{service.prefix}_LISTEN_FD": str(sockets[0])}
        child = Child(service.name, command, environment, log, sockets)
        before = partial(self._command_before, service) if service.before else None
        asked = self.endpoints.operations.get(service.name, url)
        return Part(child, url, answers(f"{asked}/readyz"), before)

    def _socket(self, name: str, url: str) -> socket.socket:
        if name not in self._listening:
            parts = urlsplit(url)
            self._listening[name] = socket.create_server((parts.hostname or "", parts.port or 0), backlog=2048)
        return self._listening[name]

    async def _command_before(self, service: Service) -> None:
        await self.run(service.name, *service.before)

    def _mongo_password(self, service: Service) -> str:
        return self._secrets.kept(f"mongo-{service.name}", password).read_text()

    def _environment(
        self, service: Service, ports: Mapping[str, int], urls: Mapping[str, str], administrator: str, kafka: str
    ) -> dict[str, str]:
        data: dict[str, str] = {}
        if service.data:
            own = with_user(administrator, service.database, self._mongo_password(service), service.database)
            data = {
                "MONGO_URL_FILE": str(self._secrets.write(f"mongo-{service.name}-url", own)),
                "MONGO_DATABASE": service.database,
                "KAFKA_BOOTSTRAP_SERVERS": kafka,
                "JWKS_URL": f"{urls['gateway']}/.well-known/jwks.json" if "gateway" in urls else "",
            }
        places = Places(
            urls=urls,
            key_ring=partial(self._secrets.kept, make=key_ring),
            folder=self._secrets.folder,
            state=(self.root / "state").joinpath,
        )
        return environment_of(service, ports, places, data, self._overrides)


def become_command(root: Path, name: str, words: Sequence[str]) -> None:
    """Become ``python -m <package of name> words…`` with this service's settings in the stack that runs at ``root``."""
    endpoints = root / "endpoints.json"
    if not endpoints.exists():
        raise StackError("no stack is running here: `make run`")
    settings = SecretFiles(root / "secrets").path(_settings_file(name))
    if not settings.exists():
        raise StackError(f"{name} is none of {', '.join(read_endpoints(endpoints).services)}")
    package, environment = json.loads(settings.read_text())
    command = [sys.executable, "-m", package, *words]
    os.execve(sys.executable, command, {**os.environ, **environment})  # noqa: S606  a shell would read the words anew


def _settings_file(service: str) -> str:
    return f"{service}-settings.json"


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"
