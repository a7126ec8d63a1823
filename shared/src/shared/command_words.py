"""What stands behind a command on its line."""

import sys


def refuse_words(words: list[str]) -> None:
    """End a command that takes none, before it does anything: ``--dry-run`` must not be passed over."""
    if words:
        sys.stderr.write(f"this command takes no further words: {' '.join(words)}\n")
        raise SystemExit(2)
