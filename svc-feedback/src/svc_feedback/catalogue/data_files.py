"""The YAML files that come with the package."""

from importlib.resources import files
from typing import Any

import yaml

_ROOT = files("svc_feedback") / "data"


def read(name: str) -> Any:
    """The content of ``data/<name>``."""
    return yaml.load((_ROOT / name).read_text("utf-8"), yaml.CSafeLoader)
