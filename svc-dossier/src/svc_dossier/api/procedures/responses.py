"""Procedures in lists, and what they cost; one in full is ``catalogue.public_procedure``."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field

from shared.labels import label_of
from svc_dossier.catalogue.catalogue import Published
from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.catalogue.procedure_file import Channel, Level, Sector, Time
from svc_dossier.domain.fees import FeeLine, fees_on, total_of
from svc_dossier.domain.procedure import Procedure, SubmissionMode


class FeeRow(BaseModel):
    name: str
    amount: int | None = Field(description="Đồng; null khi chưa biết")
    per: str | None
    channel: str | None
    channel_label: str | None
    effective_from: date | None
    effective_to: date | None
    note: str | None = Field(description="Ghi chú, như vì sao chưa biết mức phí")

    @classmethod
    def of(cls, line: FeeLine) -> "FeeRow":
        return cls(**vars(line), channel_label=label_of(PROCEDURE_LABELS["channel"], line.channel))


class TimeRow(Time):
    unit_label: str

    @classmethod
    def of(cls, time: Time) -> "TimeRow":
        return cls(**vars(time), unit_label=PROCEDURE_LABELS["unit"][time.unit])


class ProcedureRow(BaseModel):
    code: str
    version: int
    name: str
    sector: Sector
    levels: list[Level]
    level_labels: Mapping[str, str]
    targets: list[str]
    target_labels: Mapping[str, str]
    online_level: str
    online_level_label: str
    submission_mode: SubmissionMode
    submission_mode_label: str
    times: list[TimeRow]
    fees: list[FeeRow] = Field(description="Phí, lệ phí khi nộp trực tuyến hôm nay")

    @classmethod
    def of(cls, published: Published, day: date) -> "ProcedureRow":
        file, labels = published.file, PROCEDURE_LABELS
        return cls(
            fees=[FeeRow.of(line) for line in fees_on(published.procedure.fees, "online", day)],
            code=file.code,
            version=file.version,
            name=file.name,
            sector=file.sector,
            levels=file.levels,
            level_labels={level: labels["levels"][level] for level in file.levels},
            targets=[*file.targets],
            target_labels={target: labels["targets"][target] for target in file.targets},
            online_level=file.online_level,
            online_level_label=labels["online_level"][file.online_level],
            submission_mode=file.submission_mode,
            submission_mode_label=labels["submission_mode"][file.submission_mode],
            times=[TimeRow.of(time) for time in file.times],
        )


class ProcedurePage(BaseModel):
    items: list[ProcedureRow]
    next: str | None


class Fees(BaseModel):
    code: str
    version: int
    channel: Channel
    channel_label: str
    on: date
    items: list[FeeRow]
    total: int | None = Field(
        description="Số đồng phải trả cho một hồ sơ với số bản sao đã nêu; null khi các khoản trên chưa cho biết"
    )

    @classmethod
    def of(cls, procedure: Procedure, channel: Channel, day: date, copies: int | None) -> "Fees":
        lines = fees_on(procedure.fees, channel, day)
        return cls(
            code=procedure.code,
            version=procedure.version,
            channel=channel,
            channel_label=PROCEDURE_LABELS["channel"][channel],
            on=day,
            items=[FeeRow.of(line) for line in lines],
            total=total_of(lines, copies),
        )


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
