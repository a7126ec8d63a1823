"""The rows that come with the package: ``data/<kind>.yaml``. They are the seed; editors go on from there."""

from datetime import datetime
from functools import cache
from typing import Any

from shared.data_files import DataFiles
from shared.reference.communes import Commune, read_communes
from svc_content import SERVICE
from svc_content.catalogue.entry_kinds import KINDS
from svc_content.domain.entry import Edit, EditEntry, Entry

_read = cache(DataFiles("svc_content").read)


def shipped(at: datetime) -> list[Entry]:
    """Every shipped row, checked. Raises ``ValueError``."""
    rows = {kind: list(_read(f"{kind}.yaml") or ()) for kind in KINDS}
    rows["agencies"] += [_commune(commune) for commune in read_communes()]
    return [_entry(kind, number, row, at) for kind in KINDS for number, row in enumerate(rows[kind], 1)]


def demonstration() -> list[dict[str, Any]]:
    """Articles to look at on a developer's machine."""
    rows: list[dict[str, Any]] = _read("demonstration/articles.yaml")
    return rows


def _commune(commune: Commune) -> dict[str, Any]:
    return {
        "key": commune.code,
        "name": f"Ủy ban nhân dân {commune.name}",
        "level": "commune",
        "address": f"{commune.name[0].upper()}{commune.name[1:]}, tỉnh Quảng Ngãi",
        "hours": "Thứ hai đến thứ sáu, 7:00–11:30 và 13:30–17:00",
        "assumed": True,
    }


def _entry(kind: str, position: int, row: dict[str, Any], at: datetime) -> Entry:
    key, active = str(row["key"]), bool(row.get("active", True))
    content = KINDS[kind].model_validate({name: value for name, value in row.items() if name not in ("key", "active")})
    edit = EditEntry(1, Edit.SHIPPED, SERVICE, at, f"shipped:{kind}:{key}", "")
    return Entry(kind, key, 1, position * 10, active, content.model_dump(mode="json"), (edit,))
