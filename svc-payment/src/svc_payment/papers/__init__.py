"""What is printed: receipts and the posters of shops."""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
"""``receipt.typ`` and ``poster.typ``."""
