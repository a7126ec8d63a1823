"""The categories of reports, and the fields that questions have too."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.categories import Categories, Category, Field
from svc_feedback.domain.handling import HandlingClass


@dataclass(frozen=True)
class Catalogue:
    """``fields`` and ``categories`` by code, in the order of the file."""

    fields: Mapping[str, Field]
    categories: Categories

    def of_field(self, code: str) -> list[Category]:
        return [category for category in self.categories.values() if category.field.code == code]

    @property
    def subjects(self) -> frozenset[str]:
        """What a routing rule may be about."""
        return frozenset(self.fields) | frozenset(self.categories)


def load_catalogue() -> Catalogue:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` where the file is wrong."""
    fields, categories = {}, {}
    for row in read("categories.yaml")["fields"]:
        field = Field(row["code"], row["name"])
        fields[field.code] = field
        for entry in row["categories"]:
            members = {name: value for name, value in entry.items() if name != "class"}
            category = Category(field=field, handling_class=HandlingClass(entry["class"]), **members)
            if category.code in categories:
                raise ValueError(f"categories.yaml: {category.code} stands there twice")
            categories[category.code] = category
    return Catalogue(fields, categories)
