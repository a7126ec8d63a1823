"""``endpoints.json``: where everything is, for any script that wants to find its way."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Endpoints:
    gateway: str
    zalo_simulator: str
    services: dict[str, str]
    mongo: str
    """Without user and password."""
    mongo_url_file: str
    """The same with the administrator's, readable by the owner of the stack only."""
    kafka: str
    logs: str
    pids: dict[str, int] = field(default_factory=dict)


def write_endpoints(path: Path, endpoints: Endpoints) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(endpoints), indent=2) + "\n")
    new.replace(path)


def read_endpoints(path: Path) -> Endpoints:
    return Endpoints(**json.loads(path.read_text()))
