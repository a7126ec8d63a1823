"""Procedures in lists, and what they cost; one in full is ``catalogue.public_procedure``."""

from datetime import date

from pydantic import BaseModel, Field

from svc_dossier.catalogue.procedure_file import Channel, Level, ProcedureFile, Sector, Time
from svc_dossier.domain.fees import FeeLine
from svc_dossier.domain.procedure import SubmissionMode


class ProcedureRow(BaseModel):
    code: str
    version: int
    name: str
    sector: Sector
    levels: list[Level]
    targets: list[str]
    online_level: str
    submission_mode: SubmissionMode
    times: list[Time]

    @classmethod
    def of(cls, file: ProcedureFile) -> "ProcedureRow":
        return cls(
            code=file.code,
            version=file.version,
            name=file.name,
            sector=file.sector,
            levels=file.levels,
            targets=[*file.targets],
            online_level=file.online_level,
            submission_mode=file.submission_mode,
            times=file.times,
        )


class ProcedurePage(BaseModel):
    items: list[ProcedureRow]
    next: str | None


class FeeRow(BaseModel):
    name: str
    amount: int | None = Field(description="Đồng; null khi chưa biết")
    per: str | None
    channel: str | None
    effective_from: date | None
    effective_to: date | None

    @classmethod
    def of(cls, line: FeeLine) -> "FeeRow":
        return cls(**vars(line))


class Fees(BaseModel):
    code: str
    version: int
    channel: Channel
    on: date
    items: list[FeeRow]
