"""The offices of the province: those of its communes, and those of the province itself. They are the units of roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pydantic import TypeAdapter

from shared.reference.agency_kind import AgencyKind
from shared.reference.communes import read_communes
from shared.reference.data_files import read
from shared.text import stands_in

_COMMITTEE, _WRITTEN_OUT = "UBND", "Ủy ban nhân dân"


@dataclass(frozen=True)
class Contact:
    """Where citizens find an office, and when it receives them."""

    address: str
    hours: str
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def map_url(self) -> str:
        return map_url(self.latitude, self.longitude, self.address)


def is_called(name: str, query: str) -> bool:
    """Whether an office of this ``name`` is looked for by ``query``: with a people's committee written out or not."""
    return any(stands_in(query, written) for written in (name, name.replace(_WRITTEN_OUT, _COMMITTEE)))


def map_url(latitude: float | None, longitude: float | None, address: str) -> str:
    """A page with the place on a map that anybody may use; where only the address is known, the search for it. Empty
    where nothing is known.
    """
    if latitude is None or longitude is None:
        return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}" if address else ""
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}&zoom=17"


@dataclass(frozen=True)
class Agency:
    """``identifier``: levels 4, 3 and 2 of the electronic agency id, ``000.00.53``; level 1 is the province's.

    ``contact`` is how it is shipped: editors of svc-content may have said otherwise since.
    """

    id: str
    name: str
    kind: AgencyKind
    identifier: str
    contact: Contact

    @property
    def full_name(self) -> str:
        """The name with the abbreviation for a people's committee written out, as a citizen reads it in a list of
        offices.
        """
        return self.name.replace(_COMMITTEE, _WRITTEN_OUT, 1) if self.of_commune else self.name

    @property
    def of_commune(self) -> bool:
        return self.kind is not AgencyKind.PROVINCIAL


def read_agencies() -> Mapping[str, Agency]:
    """Every office by its id; a commune's has the commune's code. Raises ``ValueError`` where a commune has none."""
    data = read("agencies.yaml")
    communes = {commune.code: commune for commune in read_communes()}
    if communes.keys() != {row["id"] for row in data["communes"]}:
        raise ValueError("agencies.yaml: the communes are not those of the reference data")
    of_communes = [
        {
            **row,
            "kind": communes[row["id"]].kind.value,
            "name": f"{_COMMITTEE} {communes[row['id']].name}",
            "contact": {"address": f"{_sentence(communes[row['id']].name)}, tỉnh Quảng Ngãi"},
        }
        for row in data["communes"]
    ]
    rows = [
        {**row, "contact": {"hours": data["hours"], **row["contact"]}} for row in (*data["provincial"], *of_communes)
    ]
    by_id = {agency.id: agency for agency in TypeAdapter(list[Agency]).validate_python(rows)}
    if len({agency.identifier for agency in by_id.values()}) != len(rows):
        raise ValueError("agencies.yaml: an id or an identifier stands twice")
    return by_id


def _sentence(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"
