"""Days as people write them: ``27/11/2026``, and as machines do."""

import re

from shared.text import nfkc

_DAY_FIRST = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)


def written_day(typed: str) -> str:
    """``27/11/2026``, with any marks between and without its zeros, as ``2026-11-27``; anything else as it is."""
    text = nfkc(typed).strip()
    if day_first := _DAY_FIRST.fullmatch(text):
        day, month, year = day_first.groups()
    elif year_first := _YEAR_FIRST.fullmatch(text):
        year, month, day = year_first.groups()
    else:
        return typed
    return f"{year}-{month:0>2}-{day:0>2}"
