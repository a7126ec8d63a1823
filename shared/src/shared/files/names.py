"""Names of files as they are shown and saved."""

import re
import unicodedata

from shared.text import nfc

MAX_NAME = 120

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
_UNWANTED = re.compile(r'["<>|:*?]')


def safe_name(name: str, extension: str) -> str:
    """The last part of ``name``, fit to be shown and saved anywhere, with the ``extension`` of what the file really is.

    Control characters leave, and so do those that show text in another order or not at all: with a direction mark
    ``gpj.exe`` reads ``exe.jpg``.
    """
    last = _FOLDERS.sub("", nfc(name.encode("utf-8", "replace").decode()))
    stem = last.rpartition(".")[0] if "." in last else last
    seen = "".join(character for character in _UNWANTED.sub("", stem) if _is_seen(character))
    return f"{seen.strip(' .')[:MAX_NAME].rstrip(' .') or 'tep'}{extension}"


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
