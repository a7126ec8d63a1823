"""The rows that come with the package: ``data/<kind>.yaml``. They are the seed; editors go on from there."""

from datetime import datetime
from functools import cache
from typing import Any

from shared.data_files import DataFiles
from shared.reference.agencies import Agency, read_agencies
from svc_content import SERVICE
from svc_content.catalogue.entry_kinds import KINDS
from svc_content.domain.entry import Edit, EditEntry, Entry

_read = cache(DataFiles("svc_content").read)


def shipped(at: datetime) -> list[Entry]:
    """Every shipped row, checked. Raises ``ValueError``."""
    rows = {kind: list(_read(f"{kind}.yaml") or ()) for kind in KINDS if kind != "agencies"}
    rows["agencies"] = _agencies()
    return [_entry(kind, number, row, at) for kind in KINDS for number, row in enumerate(rows[kind], 1)]


def demonstration() -> list[dict[str, Any]]:
    """Articles to look at on a developer's machine."""
    rows: list[dict[str, Any]] = _read("demonstration/articles.yaml")
    return rows


def demonstration_programmes() -> list[dict[str, Any]]:
    """A day of each channel to look at on a developer's machine."""
    rows: list[dict[str, Any]] = _read("demonstration/programmes.yaml")
    return rows


def _agencies() -> list[dict[str, Any]]:
    """The offices of the reference data, which every service has; what is known of them is assumed."""
    return [_agency(agency) for agency in read_agencies().values()]


def _agency(agency: Agency) -> dict[str, Any]:
    contact = agency.contact
    return {
        "key": agency.id,
        "name": agency.full_name,
        "level": "commune" if agency.of_commune else "province",
        "address": contact.address,
        "hours": contact.hours,
        "phone": contact.phone,
        "website": "" if agency.of_commune else "https://quangngai.gov.vn",
        "latitude": contact.latitude,
        "longitude": contact.longitude,
        "assumed": True,
    }


def _entry(kind: str, position: int, row: dict[str, Any], at: datetime) -> Entry:
    key, active = str(row["key"]), bool(row.get("active", True))
    content = KINDS[kind].model_validate({name: value for name, value in row.items() if name not in ("key", "active")})
    edit = EditEntry(1, Edit.SHIPPED, SERVICE, at, f"shipped:{kind}:{key}", "")
    return Entry(kind, key, 1, position * 10, active, content.model_dump(mode="json"), (edit,))
