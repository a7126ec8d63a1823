"""The categories of reports, and the fields that questions have too, as they come with the package."""

from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.categories import Catalogue, Category, Field
from svc_feedback.domain.handling import HandlingClass


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
