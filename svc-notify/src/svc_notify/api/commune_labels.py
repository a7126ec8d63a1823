"""What the communes are called whose codes stand in an answer."""

from collections.abc import Iterable

from shared.reference.commune_names import commune_name


def commune_labels(codes: Iterable[str]) -> dict[str, str]:
    """The name of each by its code."""
    return {code: commune_name(code) for code in codes}
