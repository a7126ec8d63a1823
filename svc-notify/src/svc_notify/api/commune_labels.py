"""What the communes are called whose codes stand in an answer."""

from collections.abc import Iterable
from functools import cache

from shared.reference.communes import read_communes


@cache
def _names() -> dict[str, str]:
    return {commune.code: commune.name for commune in read_communes()}


def commune_labels(codes: Iterable[str]) -> dict[str, str]:
    """The name of each by its code; the code itself, where there is no such commune any more."""
    return {code: _names().get(code, code) for code in codes}
