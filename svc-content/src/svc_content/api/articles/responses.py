"""Articles as citizens read them."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from shared.files.store import File
from shared.web import Timestamp
from svc_content.api.labels import Names
from svc_content.store.articles import PublicArticle
from svc_content.use_cases.article_events import ArticleEvents

Sizes = Mapping[str, tuple[int, int]]


class Picture(BaseModel):
    url: str
    text: str = Field(description="Lời mô tả ảnh cho người không nhìn thấy")


class Thumbnail(Picture):
    """Ảnh nhỏ của ảnh bìa, cho danh sách: nhẹ hơn ảnh bìa nhiều lần."""

    width: int = Field(description="Chiều rộng, tính bằng điểm ảnh")
    height: int = Field(description="Chiều cao, tính bằng điểm ảnh")


class Attachment(BaseModel):
    id: str
    name: str
    media_type: str
    size: int
    url: str

    @classmethod
    def of(cls, file: File) -> "Attachment":
        return cls(**vars(file), url=media_url(file.id))


class SourceView(BaseModel):
    name: str
    url: str
    licence: str


class ArticleRow(BaseModel):
    id: str
    category: str
    category_label: str
    title: str
    summary: str
    cover: Picture | None
    thumbnail: Thumbnail | None = Field(description="Ảnh nhỏ của ảnh bìa, cho danh sách; null khi không có")
    published_at: Timestamp
    pinned: bool
    warning: bool = Field(description="Cảnh báo thiên tai")
    issuer: str
    link: str = Field(description="Mở tin này trong ứng dụng Zalo")

    @classmethod
    def of(
        cls, one: PublicArticle, names: Names, events: ArticleEvents, sizes: Sizes, *, pinned: bool = False
    ) -> "ArticleRow":
        """``sizes``: of the small pictures of covers."""
        content = one.shown.content
        address = media_url(content.cover) if content.cover else ""
        size = sizes.get(content.cover or "")
        return cls(
            id=one.id,
            category=content.category,
            category_label=names.category(content.category),
            title=content.title,
            summary=content.summary,
            cover=Picture(url=address, text=content.cover_text) if address else None,
            thumbnail=Thumbnail(url=f"{address}?size=thumbnail", text=content.cover_text, width=size[0], height=size[1])
            if size
            else None,
            published_at=one.shown.first_at,
            pinned=pinned,
            warning=content.warning,
            issuer=events.issuer(one.unit),
            link=events.link(one.id),
        )


class NewsPage(BaseModel):
    """``pinned``: tin được ghim, chỉ ở trang đầu; các tin ấy không lặp lại trong ``items``."""

    pinned: list[ArticleRow]
    items: list[ArticleRow]
    next: str | None
    total: int = Field(description="Tổng số tin đọc được, đếm đến 10.000")


class ArticleDetail(ArticleRow):
    html: str = Field(description="Đã làm sạch, hiển thị được ngay")
    plain_text: str = Field(description="Để đọc thành tiếng")
    author: str
    source: SourceView | None
    tags: list[str]
    attachments: list[Attachment] = Field(description="Các tệp kèm theo, để tải về")
    updated_at: Timestamp = Field(description="Lần xuất bản gần nhất, sau khi sửa")
    related: list[ArticleRow]

    @classmethod
    def whole(
        cls, row: ArticleRow, one: PublicArticle, files: Sequence[File], related: Sequence[ArticleRow]
    ) -> "ArticleDetail":
        content = one.shown.content
        return cls(
            **dict(row),
            html=content.html,
            plain_text=content.plain_text,
            author=content.author,
            source=SourceView(**vars(content.source)) if content.source else None,
            tags=[*content.tags],
            attachments=[Attachment.of(file) for file in files],
            updated_at=one.shown.published_at,
            related=[*related],
        )


class CategoryRow(BaseModel):
    code: str
    label: str
    icon: str


class Categories(BaseModel):
    items: list[CategoryRow]


def media_url(file_id: str) -> str:
    return f"/v1/media/{file_id}"
