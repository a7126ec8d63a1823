"""A procedure as everybody is shown it: the data file, with its offices named and its form as JSON Schema."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.reference.agency_kind import AgencyKind
from svc_dossier.catalogue.labels import AGENCY_KINDS, PROCEDURE_LABELS
from svc_dossier.catalogue.offices import OfficePlace, Offices
from svc_dossier.catalogue.procedure_file import DocumentPart, Fee, ProcedureFile, Result, Sector, Time
from svc_dossier.domain.deadlines import ClockPolicy
from svc_dossier.domain.dossier import MAX_FILES
from svc_dossier.domain.procedure import Agency, SubmissionMode


class ReceivingAgency(OfficePlace):
    kind: AgencyKind
    kind_label: str

    @classmethod
    def of(cls, agency: Agency, offices: Offices) -> Self:
        place = offices.place(agency.id, agency.name)
        return cls(**place, kind=agency.kind, kind_label=AGENCY_KINDS[agency.kind])


MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_DOCUMENTS = 20
MAX_FILES_OF_DOCUMENT = 10


class UploadLimits(BaseModel):
    """Tệp nào được nhận, đến bao nhiêu."""

    media_types: list[str] = Field(description="Loại tệp, theo nội dung của tệp")
    max_bytes: int = Field(description="Số byte của một tệp")
    max_files_of_document: int = Field(description="Số tệp của một giấy tờ")
    max_documents: int = Field(description="Số giấy tờ trong một lần nộp")
    max_files: int = Field(description="Số tệp của cả hồ sơ, kể cả các lần bổ sung")

    @classmethod
    def of(cls, max_bytes: int) -> "UploadLimits":
        return cls(
            media_types=["application/pdf", "image/jpeg", "image/png"],
            max_bytes=max_bytes,
            max_files_of_document=MAX_FILES_OF_DOCUMENT,
            max_documents=MAX_DOCUMENTS,
            max_files=MAX_FILES,
        )


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
    uploads: UploadLimits = Field(description="Tệp nào được nhận, đến bao nhiêu")
    labels: Mapping[str, Mapping[str, str]] = Field(description="Nhãn của các mã trong thủ tục, theo tên của member")
    form: dict[str, Any] | None = Field(description="Biểu mẫu (JSON Schema 2020-12)")

    @classmethod
    def of(
        cls,
        file: ProcedureFile,
        agencies: Iterable[Agency],
        form: dict[str, Any] | None,
        max_file_bytes: int,
        offices: Offices,
    ) -> "PublicProcedure":
        return cls(
            **{name: value for name, value in vars(file).items() if name not in ("form", "received_by")},
            agencies=[ReceivingAgency.of(each, offices) for each in agencies],
            uploads=UploadLimits.of(max_file_bytes),
            labels=PROCEDURE_LABELS,
            form=form,
        )

    def encoded(self) -> bytes:
        return self.__pydantic_serializer__.to_json(self)
