"""The YAML files that a package brings in its folder ``data``."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml


class DataFiles:
    def __init__(self, package: str) -> None:
        self._folder = files(package) / "data"

    def read(self, name: str) -> Any:
        """The content of ``data/<name>``."""
        return yaml.load((self._folder / name).read_text("utf-8"), yaml.CSafeLoader)

    def read_all(self, folder: str) -> Iterator[tuple[str, Any]]:
        """Name and content of each file in ``data/<folder>``, in the order of the names."""
        for name in sorted(entry.name for entry in (self._folder / folder).iterdir() if entry.name.endswith(".yaml")):
            yield name, self.read(f"{folder}/{name}")
