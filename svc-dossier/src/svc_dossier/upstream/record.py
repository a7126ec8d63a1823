"""A dossier as one-stop systems write it: the member names that public integrations use (public-services 1.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.clock import VIETNAM
from svc_dossier.domain.dossier import Dossier

CITIZEN = 0
"""LoaiDoiTuong: công dân."""


def record(dossier: Dossier, applicant: str, form: Mapping[str, Any], sector: tuple[str, str]) -> dict[str, Any]:
    """``applicant`` is the name, ``form`` opened, ``sector`` code and name. Times as ``yyyyMMddHHmmss``."""
    return {
        "MaHoSo": dossier.code,
        "SoBienNhan": dossier.submission_reference,
        "MaTTHC": dossier.procedure_code,
        "TenTTHC": dossier.procedure_name,
        "MaLinhVuc": sector[0],
        "TenLinhVuc": sector[1],
        "ChuHoSo": applicant,
        "LoaiDoiTuong": CITIZEN,
        "NgayTiepNhan": _moment(dossier.accepted_at),
        "NgayHenTra": _moment(dossier.due_at),
        "TrangThaiHoSo": int(dossier.state),
        "KenhThucHien": int(dossier.channel),
        "DonViXuLy": dossier.agency_name,
        "ThoiDiemXuLy": _moment(dossier.changed_at),
        "PhienBan": dossier.version,
        "DuLieuBieuMau": dict(form),
        "TaiLieuNop": [
            {
                "MaGiayTo": paper.code,
                "TenGiayTo": paper.name,
                "Tep": [{"Ten": file.name, "DungLuong": file.size} for file in paper.files],
            }
            for paper in dossier.papers
            if paper.files
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(VIETNAM):%Y%m%d%H%M%S}" if moment else None
