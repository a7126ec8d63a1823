"""The YAML files that come with the package."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

_ROOT = files("svc_dossier") / "data"


def read(name: str) -> Any:
    """The content of ``data/<name>``."""
    return yaml.load((_ROOT / name).read_text("utf-8"), yaml.CSafeLoader)


def read_all(folder: str) -> Iterator[tuple[str, Any]]:
    """Name and content of each file in ``data/<folder>``, in the order of the names."""
    for name in sorted(entry.name for entry in (_ROOT / folder).iterdir() if entry.name.endswith(".yaml")):
        yield name, read(f"{folder}/{name}")
