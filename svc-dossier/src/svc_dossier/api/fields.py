"""The fields that requests share. Every text is bounded, readable and in NFC."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from shared.fields import Impersonal, Readable
from shared.web import StrictModel
from svc_dossier.use_cases.gather_papers import SubmittedDocument

ReadableText = Annotated[str, Field(min_length=3, max_length=1000), Readable]
"""For what is kept sealed, or comes from another system and is redacted."""
Text = Annotated[ReadableText, Impersonal]
"""What is written about a dossier travels in events and lies in the database as it is."""
Name = Annotated[str, Field(min_length=3, max_length=200), Readable]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
FileId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]
ProcedureCode = Annotated[str, Field(pattern=r"^[0-9]\.[0-9]{6}$", examples=["1.001193"])]

StateQuery = Annotated[int | None, Query(ge=1, le=10, description="Trạng thái 1 đến 10")]


class Document(StrictModel):
    """Tệp của một giấy tờ."""

    code: Code
    file_ids: list[FileId] = Field(min_length=1, max_length=10)

    def submitted(self) -> SubmittedDocument:
        return SubmittedDocument(self.code, self.file_ids)


class Supplement(StrictModel):
    documents: list[Document] = Field(min_length=1, max_length=20)
    note: Text | None = None


class Withdrawal(StrictModel):
    reason: Text
