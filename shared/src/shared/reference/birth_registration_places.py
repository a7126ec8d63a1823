"""The first three digits that a personal number may have: where a birth was registered."""

from shared.reference.data_files import read


def birth_registration_places() -> frozenset[str]:
    """Provinces as they were when numbers were given, and foreign countries."""
    data = read("birth_registration_places.yaml")
    return frozenset((*data["provinces"], *(str(country) for country in range(data["first_country"], 1000))))
