"""Paths in the repository, and the folder in which downloads are kept."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SERVICES = ROOT / "deploy" / "services.yaml"
TOPICS = ROOT / "deploy" / "topics.yaml"
LOCAL = ROOT / ".local"
DEMO = ROOT / "tests" / "journeys" / "demo.py"


def cache_folder() -> Path:
    """Downloads shared by all clones of one user; safe to delete."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "quangngai-smart"
