"""What an editor sends becomes the content of an article: cleaned, with its plain text; files and category checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Category
from svc_content.domain.article import MAX_FILES_IN_TEXT, Content, Source, files_in, pictures_in
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import sanitised
from svc_content.use_cases.find_nameable_files import FindNameableFiles

PICTURES = frozenset({"image/jpeg", "image/png"})
NO_SUCH_FILE = "Không tìm thấy tệp đã tải lên."


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
    find_files: FindNameableFiles

    async def __call__(self, text: ArticleText, by: str, known_files: Sequence[str] = ()) -> Content:
        """``known_files`` are those that the article names already. Raises ``Invalid`` with all that is wrong."""
        html = sanitised(text.html)
        plain = plain_text(html)
        wrong = [*self._category(text), *await self._files(text, html, by, known_files)]
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

    async def _files(self, text: ArticleText, html: str, by: str, known: Sequence[str]) -> list[FieldError]:
        named = {f"attachments[{place}]": file_id for place, file_id in enumerate(text.attachments)}
        if text.cover:
            named["cover"] = text.cover
        kinds = await self.find_files([*named.values(), *files_in(html)], by, known)
        wrong = [FieldError(field, NO_SUCH_FILE) for field, file_id in named.items() if file_id not in kinds]
        if text.cover in kinds and kinds[text.cover] not in PICTURES:
            wrong.append(FieldError("cover", "Ảnh bìa phải là ảnh JPEG hoặc PNG."))
        return [*wrong, *faults_in_text(html, "html", kinds)]


def faults_in_text(html: str, field: str, kinds: Mapping[str, str]) -> list[FieldError]:
    """What is wrong with the files that sanitised ``html`` names, by their ``kinds``."""
    named = files_in(html)
    if len(named) > MAX_FILES_IN_TEXT:
        return [FieldError(field, f"Nội dung chỉ được có tối đa {MAX_FILES_IN_TEXT} ảnh và tệp.")]
    if any(file_id not in kinds for file_id in named):
        return [FieldError(field, "Nội dung có ảnh hoặc tệp không tìm thấy trong những tệp Ông/Bà đã tải lên.")]
    if any(kinds[file_id] not in PICTURES for file_id in pictures_in(html)):
        return [FieldError(field, "Ảnh trong nội dung phải là ảnh JPEG hoặc PNG.")]
    return []
