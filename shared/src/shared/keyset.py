"""What comes after an item in the order of an index: the condition of keyset pagination (see ``pagination``)."""

from typing import Any

from shared.mongo import DESCENDING, Document


def after_key(field: str, key: tuple[Any, Any] | None, *, direction: int = DESCENDING, tie: str = "_id") -> Document:
    """What comes after the item with ``key``, its ``field`` and its ``tie``, sorted by both in ``direction``.

    Everything where ``key`` is ``None``. The index is entered at the bound on ``field``; only what shares its value
    with the item is looked at in vain. Not as alternatives (``$or``): for those MongoDB's planner may walk twice and
    sort, and a condition that has its own would lose it.
    """
    if key is None:
        return {}
    value, last = key
    until, seen = ("$lte", "$gte") if direction == DESCENDING else ("$gte", "$lte")
    return {field: {until: value}, "$nor": [{field: value, tie: {seen: last}}]}
