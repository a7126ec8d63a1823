"""Phone numbers as ZNS takes them: 84900000001, and by a knob 0900000001 and +84900000001."""

import re

_PLAIN = re.compile(r"84\d{9}", re.ASCII)
_LOCAL = re.compile(r"(?:\+84|0)(\d{9})", re.ASCII)


def plain(text: str, takes_local: bool) -> str | None:
    """None when it is no number that ZNS takes."""
    if _PLAIN.fullmatch(text):
        return text
    local = _LOCAL.fullmatch(text) if takes_local else None
    return f"84{local[1]}" if local else None
