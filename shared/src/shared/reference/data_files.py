"""The YAML files of reference data."""

from importlib.resources import files
from typing import Any

import yaml

_FOLDER = files("shared.reference") / "data"


def read(name: str) -> Any:
    """The content of ``data/<name>``."""
    return yaml.load((_FOLDER / name).read_text("utf-8"), yaml.CSafeLoader)
