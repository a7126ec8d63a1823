"""A procedure as everybody is shown it: the data file, with its offices named and its form as JSON Schema."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from svc_dossier.catalogue.procedure_file import DocumentPart, Fee, ProcedureFile, Result, Sector, Time
from svc_dossier.domain.deadlines import ClockPolicy
from svc_dossier.domain.procedure import Agency, AgencyKind, SubmissionMode


class ReceivingAgency(BaseModel):
    id: str
    name: str
    kind: AgencyKind


class PublicProcedure(BaseModel):
    model_config = ConfigDict(frozen=True)

    code: str
    version: int
    effective_from: date
    name: str
    sector: Sector
    levels: list[str]
    targets: list[str]
    online_level: str
    implementing_agency: str
    publishing_decision: str | None
    submission_mode: SubmissionMode
    times: list[Time]
    clock_policy: ClockPolicy
    fees: list[Fee]
    documents: list[DocumentPart]
    result: Result
    legal_bases: list[str]
    conditions: str | None
    keywords: list[str]
    agencies: list[ReceivingAgency] = Field(description="Nơi tiếp nhận")
    form: dict[str, Any] | None = Field(description="Biểu mẫu (JSON Schema 2020-12)")

    @classmethod
    def of(cls, file: ProcedureFile, agencies: Iterable[Agency], form: dict[str, Any] | None) -> "PublicProcedure":
        return cls(
            **{name: value for name, value in vars(file).items() if name not in ("form", "received_by")},
            agencies=[ReceivingAgency(id=agency.id, name=agency.name, kind=agency.kind) for agency in agencies],
            form=form,
        )

    def encoded(self) -> bytes:
        return self.__pydantic_serializer__.to_json(self)
