"""The fields and categories in force: one document, edited whole, each version kept beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.mongo import Database, Document
from svc_feedback.domain.categories import Catalogue, Category, Field
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.store.versions import current_version, replace_version


@dataclass(frozen=True)
class CatalogueVersion:
    """``version`` 0 is the shipped one, which nobody has changed."""

    version: int
    catalogue: Catalogue
    changed_by: str | None = None
    changed_by_name: str = ""
    changed_at: datetime | None = None


class StoredCatalogue:
    def __init__(self, database: Database, shipped: Catalogue) -> None:
        self._collection = database["categories"]
        self._shipped = CatalogueVersion(0, shipped)

    async def current(self) -> CatalogueVersion:
        found = await current_version(self._collection)
        if found is None:
            return self._shipped
        changed = (found["changed_by"], found["changed_by_name"], found["changed_at"])
        return CatalogueVersion(found["version"], _catalogue(found), *changed)

    async def replace(self, version: CatalogueVersion) -> None:
        """``version`` follows the one before. Raises ``VersionConflict``."""
        document = {
            "version": version.version,
            "fields": [vars(field) for field in version.catalogue.fields.values()],
            "categories": [_category_document(each) for each in version.catalogue.categories.values()],
            "changed_by": version.changed_by,
            "changed_by_name": version.changed_by_name,
            "changed_at": version.changed_at,
        }
        await replace_version(self._collection, document)


def _category_document(category: Category) -> Document:
    return {**vars(category), "field": category.field.code, "handling_class": category.handling_class.value}


def _catalogue(document: Mapping[str, Any]) -> Catalogue:
    fields = {row["code"]: Field(**row) for row in document["fields"]}
    categories = {
        row["code"]: Category(
            **{**row, "field": fields[row["field"]], "handling_class": HandlingClass(row["handling_class"])}
        )
        for row in document["categories"]
    }
    return Catalogue(fields, categories)
