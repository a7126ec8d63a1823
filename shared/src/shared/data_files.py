"""YAML files of ours: those that a package brings in its folder ``data``, and any other by its path."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml


def read_yaml(path: Traversable) -> Any:
    """The content of the one document in ``path``. Raises ``OSError`` and ``yaml.YAMLError``."""
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


class DataFiles:
    def __init__(self, package: str) -> None:
        self._folder = files(package) / "data"

    def read(self, name: str) -> Any:
        """The content of ``data/<name>``."""
        return read_yaml(self._folder / name)

    def read_all(self, folder: str) -> Iterator[tuple[str, Any]]:
        """Name and content of each file in ``data/<folder>``, in the order of the names."""
        for name in sorted(entry.name for entry in (self._folder / folder).iterdir() if entry.name.endswith(".yaml")):
            yield name, self.read(f"{folder}/{name}")
