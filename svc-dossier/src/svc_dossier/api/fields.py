"""The fields that requests share. Every text is bounded and readable; what is printed can be printed."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BeforeValidator, Field, model_validator

from shared.fields import Code as Typed
from shared.fields import Digits, Impersonal, InWords, Line, OfPerson, OfThing, Printed, Readable, SentBack
from shared.text import CONTROL, normal
from shared.web import StrictModel
from svc_dossier.catalogue.public_procedure import MAX_DOCUMENTS, MAX_FILES_OF_DOCUMENT
from svc_dossier.domain.procedure import CopyKind
from svc_dossier.use_cases.gather_papers import SubmittedDocument


def upstream_text(value: Any) -> Any:
    """What another system writes is not ours to refuse: characters that no text holds are left out."""
    return normal(CONTROL.sub("", normal(value))) or None if isinstance(value, str) else value


ReadableText = Annotated[str, Field(min_length=3, max_length=1000), Readable, InWords]
"""Text that is kept sealed."""
UpstreamNote = Annotated[str | None, Field(max_length=1000), BeforeValidator(upstream_text)]
"""A note of another system; numbers of people in it are hidden before it is kept."""
Text = Annotated[ReadableText, Impersonal]
"""What is written about a dossier travels in events and lies in the database as it is."""
PrintedText = Annotated[Text, Printed]
"""What an office writes: it stands in messages and on papers."""
Name = Annotated[str, Field(min_length=3, max_length=200), Line, OfThing]
"""The name of a thing: a paper, a fee."""
PersonName = Annotated[str, Field(min_length=2, max_length=200), Line, OfPerson]
PersonalNumber = Annotated[str, Field(pattern=r"^[0-9]{12}$"), Digits]
DossierCode = Annotated[str, Field(min_length=1, max_length=60), Typed]
"""A legal code or the reference of a submission, as it was typed, copied or scanned."""
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
FileId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]
ProcedureCode = Annotated[str, Field(pattern=r"^[0-9]\.[0-9]{6}$", examples=["1.001193"])]

DeclaredKind = Annotated[
    CopyKind | None,
    Field(
        strict=False,
        description="Nộp bản chính, bản sao hay bản sao điện tử: một trong các dạng thủ tục nhận (`copies`). Bỏ trống "
        "là dạng ấy khi thủ tục chỉ nhận một dạng, là chưa khai khi nhận nhiều dạng",
    ),
]

ProcedureQuery = Annotated[str | None, Query(max_length=20, description="Mã thủ tục"), Typed]

StateQuery = Annotated[int | None, Query(ge=1, le=10, description="Trạng thái 1 đến 10")]


class Document(StrictModel):
    """Tệp của một giấy tờ."""

    code: Code
    file_ids: list[FileId] = Field(min_length=1, max_length=MAX_FILES_OF_DOCUMENT)
    copy_kind: DeclaredKind = None
    copy_label: SentBack = None
    name: SentBack = None

    def submitted(self) -> SubmittedDocument:
        return SubmittedDocument(self.code, self.file_ids, copy_kind=self.copy_kind)


class SupplementDocument(StrictModel):
    """Tệp của một giấy tờ được yêu cầu, hoặc lý do vì sao không có giấy tờ ấy."""

    code: Code
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_FILES_OF_DOCUMENT)
    copy_kind: DeclaredKind = None
    unavailable_reason: Text | None = Field(default=None, description="Vì sao không có giấy tờ này")

    @model_validator(mode="after")
    def _says_one(self) -> "SupplementDocument":
        if bool(self.file_ids) == bool(self.unavailable_reason):
            raise ValueError("Chọn tệp của giấy tờ, hoặc nêu lý do không có giấy tờ này.")
        return self

    def submitted(self) -> SubmittedDocument:
        return SubmittedDocument(self.code, self.file_ids, self.unavailable_reason, self.copy_kind)


class Supplement(StrictModel):
    documents: list[SupplementDocument] = Field(min_length=1, max_length=MAX_DOCUMENTS)
    note: Text | None = None


class Withdrawal(StrictModel):
    reason: Text
