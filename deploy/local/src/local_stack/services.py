"""The programs of ``deploy/services.yaml`` and the environment each of them gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_stack.errors import StackError
from local_stack.repository import ROOT, SERVICES
from shared.data_files import read_yaml


@dataclass(frozen=True)
class Service:
    name: str
    package: str
    prefix: str
    port: int
    operations_port: int | None = None
    """Where it says that it is ready; without one, on its only port."""
    data: bool = True
    """Has a database and a user of its own, and talks to Kafka."""
    upstreams: bool = False
    """Its environment has the address of each ``svc-…``."""
    before: tuple[str, ...] = ()
    internet: Mapping[str, str] = field(default_factory=dict)
    """Whom its api and its worker call there."""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return self.name.replace("-", "_")

    @property
    def operations(self) -> str:
        """The name of its port of operations."""
        return f"{self.name}-operations"


def read_services(path: Path = SERVICES) -> list[Service]:
    rows: list[dict[str, Any]] = read_yaml(path)["services"]
    try:
        return [Service(**{**row, "before": tuple(row.get("before", ()))}) for row in rows]
    except TypeError as error:
        raise StackError(f"{path.name}: {error}") from error


class _Made(dict[str, str]):
    """Fills ``{folder[name]}`` and the like in a value of the list: makes the file or folder and gives its path."""

    def __init__(self, make: Callable[[str], Path]) -> None:
        self._make = make

    def __missing__(self, name: str) -> str:
        return str(self._make(name))


@dataclass(frozen=True)
class Places:
    """The addresses and files that a value in the list may refer to."""

    urls: Mapping[str, str]
    key_ring: Callable[[str], Path]
    folder: Callable[[str], Path]
    state: Callable[[str], Path]

    def fill(self, value: str) -> str:
        return value.format(
            url=self.urls,
            key_ring=_Made(self.key_ring),
            folder=_Made(self.folder),
            state=_Made(self.state),
            repository=ROOT,
        )


def environment_of(
    service: Service, ports: Mapping[str, int], places: Places, data: Mapping[str, str], overrides: Mapping[str, str]
) -> dict[str, str]:
    """All variables of ``service``. ``overrides`` are full names and may be meant for any service."""
    own = {"HOST": "127.0.0.1", "PORT": str(ports[service.name]), **data}
    if service.operations in ports:
        own["OPERATIONS_PORT"] = str(ports[service.operations])
    if service.upstreams:
        own |= {f"UPSTREAM_{_short(name)}": each for name, each in places.urls.items() if name.startswith("svc-")}
    own |= {name: places.fill(value) for name, value in service.environment.items()}
    return {
        **{f"{service.prefix}_{name}": value for name, value in own.items()},
        **{name: value for name, value in overrides.items() if name.startswith(f"{service.prefix}_")},
        "PYTHONUNBUFFERED": "1",
    }


def _short(name: str) -> str:
    """``svc-dossier`` is ``DOSSIER`` in the name of a variable."""
    return name.removeprefix("svc-").replace("-", "_").upper()
