"""Notices as a phone shows or reads them."""

from typing import Self

from pydantic import BaseModel, Field

from shared.files.links import FileLinks
from shared.identity import Caller
from shared.web import Timestamp
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.domain import notices
from svc_dossier.domain.dossier import Dossier


class Notice(BaseModel):
    """Một thông báo về hồ sơ."""

    version: int = Field(description="Phiên bản hồ sơ mà bước được thông báo tạo ra, dùng để mở giấy theo mẫu")
    form: str | None = Field(description="Số mẫu giấy 01 đến 05; null khi chỉ có lời thông báo")
    title: str
    issued_at: Timestamp
    plain_text: str = Field(description="Lời thông báo để đọc thành tiếng")
    paper_href: str | None = Field(description="Giấy theo mẫu, cần mã phiên; null khi chỉ có lời thông báo")
    paper_link: str | None = Field(description="Cùng giấy ấy, địa chỉ ngắn hạn không cần mã phiên")


class Notices(BaseModel):
    items: list[Notice]

    @classmethod
    def of(cls, wording: NoticeWording, dossier: Dossier, caller: Caller, links: FileLinks) -> Self:
        base = f"/v1/{'staff/' if caller.kind == 'staff' else ''}dossiers/{dossier.id}/notices"
        papers = {n.version: f"{base}/{n.version}/paper" for n in notices.notices(dossier) if n.form}
        return cls(
            items=[
                Notice(
                    version=notice.version,
                    form=notice.form,
                    title=wording.titles[notice.entry.action],
                    issued_at=notice.entry.at,
                    plain_text=wording.plain_text(dossier, notice.entry),
                    paper_href=papers.get(notice.version),
                    paper_link=links.link(caller, papers[notice.version]) if notice.version in papers else None,
                )
                for notice in notices.notices(dossier)
            ]
        )
