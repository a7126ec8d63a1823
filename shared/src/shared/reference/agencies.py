"""The offices of the province: those of its communes, and those of the province itself. They are the units of roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from shared.reference.communes import read_communes
from shared.reference.data_files import read


class AgencyKind(StrEnum):
    WARD = "ward"
    COMMUNE = "commune"
    SPECIAL_ZONE = "special_zone"
    PROVINCIAL = "provincial"


@dataclass(frozen=True)
class Agency:
    """``identifier``: levels 4, 3 and 2 of the electronic agency id, ``000.00.53``; level 1 is the province's."""

    id: str
    name: str
    kind: AgencyKind
    identifier: str


def read_agencies() -> Mapping[str, Agency]:
    """Every office by its id; a commune's has the commune's code. Raises ``ValueError`` where a commune has none."""
    data = read("agencies.yaml")
    communes = {commune.code: commune for commune in read_communes()}
    if communes.keys() != {row["id"] for row in data["communes"]}:
        raise ValueError("agencies.yaml: the communes are not those of the reference data")
    of_communes = [
        {**row, "kind": communes[row["id"]].kind.value, "name": f"UBND {communes[row['id']].name}"}
        for row in data["communes"]
    ]
    rows = (*data["provincial"], *of_communes)
    by_id = {agency.id: agency for agency in TypeAdapter(list[Agency]).validate_python(rows)}
    if len({agency.identifier for agency in by_id.values()}) != len(rows):
        raise ValueError("agencies.yaml: an id or an identifier stands twice")
    return by_id
