"""What editors send."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.errors import FieldError
from shared.fields import Impersonal, InWords, OfThing, Written
from shared.fields import Line as PlainLine
from shared.redaction import has_personal_number
from shared.validation import invalid
from shared.web import Moment, StrictModel
from svc_content.catalogue.entry_kinds import Line, OptionalLine, WrittenLine
from svc_content.domain import article as domain
from svc_content.domain.article import Publication
from svc_content.rich_text.sanitiser import MAX_HTML
from svc_content.use_cases.compose_content import ArticleText

_NO_NUMBERS = "Cảnh báo được gửi đến mọi người: không ghi số di động, số định danh cá nhân hay số CMND."
Unit = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
FileId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]
Tag = Annotated[WrittenLine, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, Field(min_length=3, max_length=1_000), Written, InWords, Impersonal]
"""What editors say to each other; the article itself may name an office's phone, for it is everybody's."""


class SourceIn(StrictModel):
    """Nguồn của tin đăng lại; Luật Báo chí đòi ghi nguồn và có thỏa thuận."""

    name: Annotated[Line, OfThing]
    # What was printed has no address, and a portal's may be in Vietnamese letters.
    url: Annotated[str, Field(max_length=1_000, pattern=r"^(https?://[^ ]+)?$"), Written]
    licence: Line


class ArticleIn(StrictModel):
    category: Annotated[str, Field(min_length=1, max_length=40), Written]
    title: Annotated[Line, InWords]
    summary: Annotated[str, Field(min_length=1, max_length=500), Written, InWords]
    html: Annotated[str, Field(min_length=1, max_length=MAX_HTML), Written]
    author: Annotated[str, Field(min_length=1, max_length=200), PlainLine, OfThing, Impersonal]
    tags: Annotated[list[Tag], Field(max_length=10)] = Field(default_factory=list)
    cover: FileId | None = None
    cover_text: OptionalLine = ""
    attachments: Annotated[list[FileId], Field(max_length=10)] = Field(default_factory=list)
    source: SourceIn | None = None
    warning: bool = Field(
        default=False, description="Cảnh báo thiên tai: được ghim, và gửi đi sau khi người thứ hai duyệt"
    )

    def text(self) -> ArticleText:
        """Raises ``Invalid`` for a warning that names people's numbers: it is sent to all, as a broadcast is."""
        if self.warning:
            named = [name for name in ("title", "summary") if has_personal_number(getattr(self, name))]
            if named:
                raise invalid([FieldError(name, _NO_NUMBERS) for name in named])
        source = self.source
        return ArticleText(
            category=self.category,
            title=self.title,
            summary=self.summary,
            html=self.html,
            author=self.author,
            tags=tuple(self.tags),
            cover=self.cover,
            cover_text=self.cover_text,
            attachments=tuple(self.attachments),
            source=domain.Source(source.name, source.url, source.licence) if source else None,
            warning=self.warning,
        )


class NewArticle(ArticleIn):
    unit: Unit = Field(description="province, hoặc mã đơn vị")


class Remark(StrictModel):
    note: Reason | None = None


class WithReason(StrictModel):
    reason: Reason


class PublicationIn(StrictModel):
    publish_at: Moment | None = Field(default=None, description="Bỏ trống là xuất bản ngay")
    expires_at: Moment | None = None
    pinned_until: Moment | None = None

    def publication(self) -> Publication:
        return Publication(self.publish_at, self.expires_at, self.pinned_until)


class PinIn(StrictModel):
    until: Moment | None = Field(description="null là bỏ ghim")
