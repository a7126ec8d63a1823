"""Rules that the law or the province fixes by date: code forms and offices."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from shared.reference.agencies import read_agencies
from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.dossier_code import CodeForm
from svc_dossier.domain.procedure import Agency


def code_forms() -> Sequence[CodeForm]:
    return TypeAdapter(list[CodeForm]).validate_python(read("code_forms.yaml"))


def agencies(root_code: str) -> Mapping[str, Agency]:
    """Every office by its id; ``root_code`` is the province's level 1 of the electronic agency id."""
    return {
        agency.id: Agency(agency.id, agency.name, agency.kind, f"{agency.identifier}.{root_code}")
        for agency in read_agencies().values()
    }
