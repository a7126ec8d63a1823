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

    number: int
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
        papers = {n.number: f"{base}/{n.number}/paper" for n in notices.notices(dossier) if n.form}
        return cls(
            items=[
                Notice(
                    number=notice.number,
                    form=notice.form,
                    title=wording.titles[notice.entry.action],
                    issued_at=notice.entry.at,
                    plain_text=wording.plain_text(dossier, notice.entry),
                    paper_href=papers.get(notice.number),
                    paper_link=links.link(caller, papers[notice.number]) if notice.number in papers else None,
                )
                for notice in notices.notices(dossier)
            ]
        )
