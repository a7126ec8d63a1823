"""``endpoints.json``: the address of every part, for any script that needs one."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Endpoints:
    gateway: str
    zalo_simulator: str
    services: dict[str, str]
    mongo: str
    """The address of MongoDB, without a user and a password."""
    mongo_url_file: str
    """The same with those of the administrator, in a file that only the owner of the stack can read."""
    kafka: str
    logs: str
    operations: dict[str, str] = field(default_factory=dict)
    """Where each service answers ``/livez /readyz /metrics``."""
    pids: dict[str, int] = field(default_factory=dict)


def write_endpoints(path: Path, endpoints: Endpoints) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(endpoints), indent=2) + "\n")
    new.replace(path)


def read_endpoints(path: Path) -> Endpoints:
    return Endpoints(**json.loads(path.read_text()))
