"""Communes as everybody is shown them."""

from pydantic import BaseModel, Field

from shared.reference import communes
from shared.reference.communes import Basis, CommuneKind, FormerCommune, Match
from svc_dossier.catalogue.labels import AGENCY_KINDS, COMMUNE_BASES


class Commune(BaseModel):
    code: str = Field(description="Mã thống kê; cũng là mã cơ quan tiếp nhận")
    name: str
    kind: CommuneKind
    kind_label: str

    @classmethod
    def of(cls, commune: communes.Commune) -> "Commune":
        return cls(code=commune.code, name=commune.name, kind=commune.kind, kind_label=AGENCY_KINDS[commune.kind])


class CommuneList(BaseModel):
    items: list[Commune]


class FormerUnit(BaseModel):
    name: str
    district: str | None
    province: str


class CommuneMatch(BaseModel):
    commune: Commune
    basis: Basis
    basis_label: str
    former: FormerUnit | None
    assumed: bool = Field(description="Theo dữ liệu chưa đối chiếu với Nghị quyết 1677/NQ-UBTVQH15")

    @classmethod
    def of(cls, match: Match) -> "CommuneMatch":
        former = match.former
        district = former.district if isinstance(former, FormerCommune) else None
        return cls(
            commune=Commune.of(match.commune),
            basis=match.basis,
            basis_label=COMMUNE_BASES[match.basis],
            former=FormerUnit(name=former.name, district=district, province=former.province) if former else None,
            assumed=match.basis is not Basis.CURRENT,
        )


class CommuneMatches(BaseModel):
    items: list[CommuneMatch]
    certain: bool = Field(description="Chỉ một nơi phù hợp")
