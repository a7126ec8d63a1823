"""A dossier as one-stop systems write it: the member names that public integrations use (public-services 1.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.clock import VIETNAM

CITIZEN = 0
"""LoaiDoiTuong: công dân."""


def record(document: Mapping[str, Any], form: Mapping[str, Any], sector: tuple[str, str]) -> dict[str, Any]:
    """``document`` as stored, its ``form`` opened; ``sector`` is code and name. Times as ``yyyyMMddHHmmss``."""
    return {
        "MaHoSo": document["code"],
        "SoBienNhan": document["submission_reference"],
        "MaTTHC": document["procedure"]["code"],
        "TenTTHC": document["procedure"]["name"],
        "MaLinhVuc": sector[0],
        "TenLinhVuc": sector[1],
        "ChuHoSo": document["applicant"]["name"],
        "LoaiDoiTuong": CITIZEN,
        "NgayTiepNhan": _moment(document["accepted_at"]),
        "NgayHenTra": _moment(document["due_at"]),
        "TrangThaiHoSo": document["state"],
        "KenhThucHien": document["channel"],
        "DonViXuLy": document["agency"]["name"],
        "ThoiDiemXuLy": _moment(document["changed_at"]),
        "PhienBan": document["version"],
        "DuLieuBieuMau": dict(form),
        "TaiLieuNop": [
            {
                "MaGiayTo": paper["code"],
                "TenGiayTo": paper["name"],
                "Tep": [{"Ten": file["name"], "DungLuong": file["size"]} for file in paper["files"]],
            }
            for paper in document["papers"]
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(VIETNAM):%Y%m%d%H%M%S}" if moment else None
