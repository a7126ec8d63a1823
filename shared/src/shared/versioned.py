"""Writing a document over the version that was read, and what the driver says when it cannot be."""

from collections.abc import Mapping
from typing import Any

from shared.errors import DuplicateValue, VersionConflict
from shared.mongo import Collection, Document, DuplicateKey


async def update_version(collection: Collection, expected: Document, update: Document) -> None:
    """Update the one document that is still as ``expected`` says: its id, the version that was read, its owner.

    Raises ``VersionConflict`` where there is none, and ``DuplicateValue`` where another document has a unique value.
    """
    try:
        outcome = await collection.update_one(expected, update)
    except DuplicateKey as error:
        raise duplicate(error) from error
    if not outcome.matched_count:
        raise VersionConflict


def duplicate(error: DuplicateKey) -> DuplicateValue:
    """Which unique value another document has; of an index over several fields, the first."""
    return duplicate_of((error.details or {}).get("keyValue", {}))


def duplicate_of(key: Mapping[str, Any]) -> DuplicateValue:
    """The same of the ``key`` that ``insert_each`` names."""
    field, value = next(iter(key.items()), ("", ""))
    return DuplicateValue(field, str(value))
