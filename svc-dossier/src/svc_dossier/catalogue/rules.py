"""Rules that the law or the province fixes by date: code forms, offices, birth registration places."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.dossier_code import CodeForm
from svc_dossier.domain.procedure import Agency


def code_forms() -> Sequence[CodeForm]:
    return TypeAdapter(list[CodeForm]).validate_python(read("code_forms.yaml"))


def agencies(root_code: str) -> Mapping[str, Agency]:
    """Every office by its id; ``root_code`` is the province's level 1 of the electronic agency id."""
    data = read("agencies.yaml")
    found = TypeAdapter(list[Agency]).validate_python(
        [{**row, "identifier": f"{row['identifier']}.{root_code}"} for row in (*data["provincial"], *data["communes"])]
    )
    by_id = {agency.id: agency for agency in found}
    if len({agency.identifier for agency in found}) != len(found) or len(by_id) != len(found):
        raise ValueError("agencies.yaml: an id or an identifier stands twice")
    return by_id


def birth_registration_places() -> frozenset[str]:
    """The first three digits that a personal number may have."""
    data = read("birth_registration_places.yaml")
    return frozenset((*data["provinces"], *(str(country) for country in range(data["first_country"], 1000))))
