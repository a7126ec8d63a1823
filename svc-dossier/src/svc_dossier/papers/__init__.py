"""Printed forms: from the facts of a dossier to the bytes of a PDF."""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
"""A template for each form, ``form-01.typ`` to ``form-06.typ``."""
