"""Notices as a phone shows or reads them."""

from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.domain import notices
from svc_dossier.domain.dossier import Dossier


class Notice(BaseModel):
    """Một thông báo về hồ sơ."""

    number: int
    form: str | None = Field(description="Số mẫu giấy 01 đến 05; null khi chỉ có lời thông báo")
    title: str
    issued_at: Timestamp
    plain_text: str = Field(description="Lời thông báo để đọc thành tiếng")


class Notices(BaseModel):
    items: list[Notice]

    @classmethod
    def of(cls, wording: NoticeWording, dossier: Dossier) -> Self:
        return cls(
            items=[
                Notice(
                    number=notice.number,
                    form=notice.form,
                    title=wording.titles[notice.entry.action],
                    issued_at=notice.entry.at,
                    plain_text=wording.plain_text(dossier, notice.entry),
                )
                for notice in notices.notices(dossier)
            ]
        )
