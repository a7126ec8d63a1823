"""Procedures in lists, and what they cost; one in full is ``catalogue.public_procedure``."""

from datetime import date

from pydantic import BaseModel, Field

from svc_dossier.catalogue.catalogue import Published
from svc_dossier.catalogue.procedure_file import Channel, Level, Sector, Time
from svc_dossier.domain.fees import FeeLine, fees_on
from svc_dossier.domain.procedure import SubmissionMode


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
    fees: list[FeeRow] = Field(description="Phí, lệ phí khi nộp trực tuyến hôm nay")

    @classmethod
    def of(cls, published: Published, day: date) -> "ProcedureRow":
        file = published.file
        return cls(
            fees=[FeeRow.of(line) for line in fees_on(published.procedure.fees, "online", day)],
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


class Fees(BaseModel):
    code: str
    version: int
    channel: Channel
    on: date
    items: list[FeeRow]


class SectorRow(BaseModel):
    """Một lĩnh vực, với số thủ tục đang có hiệu lực."""

    id: str
    code: str | None = Field(description="Mã lĩnh vực của Cơ sở dữ liệu quốc gia về thủ tục hành chính")
    name: str
    procedures: int = Field(description="Số thủ tục đang có hiệu lực")


class SectorList(BaseModel):
    items: list[SectorRow]


class FormOptions(BaseModel):
    """Danh sách để chọn cho một mục của biểu mẫu."""

    items: list[str] = Field(description="Các lựa chọn, theo thứ tự hiển thị")
