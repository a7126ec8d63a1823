"""What a list is filtered by exists, and whoever asks may see it.

An empty list for a misspelt name would read as if there was nothing.
"""

from collections.abc import Container

from shared.errors import FieldError, Forbidden, Invalid


def check_known(field: str, named: str | None, every: Container[str], message: str) -> None:
    """Raises ``Invalid`` with ``message`` where ``named`` is none of ``every``."""
    if named is not None and named not in every:
        raise Invalid([FieldError(field, message)])


def chosen_units(
    unit: str | None, own: frozenset[str], every: Container[str], *, field: str = "unit"
) -> frozenset[str]:
    """The ``unit`` that an officer names, or all of their ``own``. Raises ``Invalid`` where there is no such unit,
    ``Forbidden`` where it is another's.
    """
    if unit is None:
        return own
    check_known(field, unit, every, "Không có cơ quan, đơn vị mang mã này.")
    if unit not in own:
        raise Forbidden("Chỉ xem được của đơn vị mình.")
    return frozenset({unit})
