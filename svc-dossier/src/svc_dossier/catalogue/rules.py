"""Rules that the law or the province fixes by date: code forms, offices, birth registration places."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from shared.reference.communes import read_communes
from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.dossier_code import CodeForm
from svc_dossier.domain.procedure import Agency


def code_forms() -> Sequence[CodeForm]:
    return TypeAdapter(list[CodeForm]).validate_python(read("code_forms.yaml"))


def agencies(root_code: str) -> Mapping[str, Agency]:
    """Every office by its id; ``root_code`` is the province's level 1 of the electronic agency id.

    A commune's office has the commune's code as its id. Raises ``ValueError`` where a commune has no office.
    """
    data = read("agencies.yaml")
    communes = {commune.code: commune for commune in read_communes()}
    if communes.keys() != {row["id"] for row in data["communes"]}:
        raise ValueError("agencies.yaml: the communes are not those of the reference data")
    of_communes = [
        {**row, "kind": communes[row["id"]].kind.value, "name": f"UBND {communes[row['id']].name}"}
        for row in data["communes"]
    ]
    rows = [{**row, "identifier": f"{row['identifier']}.{root_code}"} for row in (*data["provincial"], *of_communes)]
    by_id = {agency.id: agency for agency in TypeAdapter(list[Agency]).validate_python(rows)}
    if len({agency.identifier for agency in by_id.values()}) != len(rows):
        raise ValueError("agencies.yaml: an id or an identifier stands twice")
    return by_id


def birth_registration_places() -> frozenset[str]:
    """The first three digits that a personal number may have."""
    data = read("birth_registration_places.yaml")
    return frozenset((*data["provinces"], *(str(country) for country in range(data["first_country"], 1000))))
