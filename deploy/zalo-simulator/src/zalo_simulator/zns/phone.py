"""Phone numbers as ZNS accepts them: 84900000001, and if a knob says so 0900000001 and +84900000001."""

import re

_PLAIN = re.compile(r"84\d{9}", re.ASCII)
_LOCAL = re.compile(r"(?:\+84|0)(\d{9})", re.ASCII)


def normal_form(text: str, accepts_local: bool) -> str | None:
    """84 and nine digits; None when ZNS does not accept the number."""
    if _PLAIN.fullmatch(text):
        return text
    local = _LOCAL.fullmatch(text) if accepts_local else None
    return f"84{local[1]}" if local else None
