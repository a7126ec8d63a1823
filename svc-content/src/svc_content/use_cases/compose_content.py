"""What an editor sends becomes the content of an article: cleaned, with its plain text; files and category checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.clock import Clock
from shared.errors import FieldError, Invalid
from shared.files.store import FileStore
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Category
from svc_content.domain.article import Content, Source
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import sanitised

PICTURES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True)
class ArticleText:
    """An article as its editor writes it."""

    category: str
    title: str
    summary: str
    html: str
    author: str
    tags: tuple[str, ...] = ()
    cover: str | None = None
    cover_text: str = ""
    attachments: tuple[str, ...] = ()
    source: Source | None = None
    warning: bool = False


@dataclass(frozen=True)
class ComposeContent:
    arrangement: Arrangement
    files: FileStore
    file_life: timedelta
    clock: Clock

    async def __call__(self, text: ArticleText, by: str, known_files: Sequence[str] = ()) -> Content:
        """``known_files`` are those that the article names already. Raises ``Invalid`` with all that is wrong."""
        html = sanitised(text.html)
        plain = plain_text(html)
        wrong = [*self._category(text), *await self._files(text, by, known_files)]
        if not plain:
            wrong.append(FieldError("html", "Nội dung không còn chữ nào sau khi bỏ những phần không được phép."))
        if text.cover and not text.cover_text:
            wrong.append(FieldError("cover_text", "Ảnh bìa phải có lời mô tả cho người không nhìn thấy ảnh."))
        if wrong:
            raise Invalid(wrong)
        return Content(
            category=text.category,
            title=text.title,
            summary=text.summary,
            html=html,
            plain_text=plain,
            author=text.author,
            tags=tuple(dict.fromkeys(text.tags)),
            cover=text.cover,
            cover_text=text.cover_text,
            attachments=text.attachments,
            source=text.source,
            warning=text.warning,
        )

    def _category(self, text: ArticleText) -> list[FieldError]:
        if self.arrangement.find(Category, text.category) is None:
            return [FieldError("category", "Không có chuyên mục này.")]
        return []

    async def _files(self, text: ArticleText, by: str, known: Sequence[str]) -> list[FieldError]:
        named = {f"attachments[{place}]": file_id for place, file_id in enumerate(text.attachments)}
        if text.cover:
            named["cover"] = text.cover
        since = self.clock.now() - self.file_life
        own = await self.files.owned(by, [file_id for file_id in named.values() if file_id not in known], since)
        wrong = [
            FieldError(field, "Không tìm thấy tệp đã tải lên.")
            for field, file_id in named.items()
            if file_id not in own and file_id not in known
        ]
        cover = own.get(text.cover or "")
        if cover is not None and cover.file.media_type not in PICTURES:
            wrong.append(FieldError("cover", "Ảnh bìa phải là ảnh JPEG hoặc PNG."))
        return wrong
