"""Posters: from the facts of a link to the bytes of a PDF."""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
