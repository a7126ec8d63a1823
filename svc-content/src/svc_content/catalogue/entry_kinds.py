"""What a row of each kind holds. The same model reads the shipped files and what editors send, and is what they see."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.fields import Moment, OfThing, Written
from shared.reference.agencies import map_url
from svc_content.domain.article import files_in
from svc_content.domain.screens import LinkRefused, Screen, link
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import MAX_HTML, sanitised

KEY = r"[a-z0-9][a-z0-9._-]{1,39}"
SHORT_NAME = 16
"""Letters that OpenSearch has room for."""
SINGLE = "current"
"""The key of a kind that has one row only."""


def _https(url: str) -> str:
    if url and not url.startswith("https://"):
        raise ValueError("Địa chỉ phải bắt đầu bằng https://.")
    return url


def _stream(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise ValueError("Địa chỉ phải bắt đầu bằng https:// hoặc http://.")
    return url


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


WrittenLine = Annotated[str, BeforeValidator(_one_line), Written]
"""Signs as they are written, in one line: a heading that is broken in two is read as two."""
Line = Annotated[WrittenLine, Field(min_length=1, max_length=200)]
Name = Annotated[Line, OfThing]
OptionalLine = Annotated[WrittenLine, Field(max_length=200)]
Paragraph = Annotated[str, Field(max_length=1_000), Written]
Html = Annotated[str, Field(min_length=1, max_length=MAX_HTML), Written, AfterValidator(sanitised)]
Https = Annotated[str, Field(max_length=500), Written, AfterValidator(_https)]
StreamUrl = Annotated[str, Field(max_length=500), Written, AfterValidator(_stream)]
Phone = Annotated[str, Field(pattern=r"^[0-9][0-9 .]{0,18}[0-9]$"), Written]
Code = Annotated[str, Field(pattern=rf"^{KEY}$")]
ProcedureCode = Annotated[str, Field(pattern=r"^[0-9]\.[0-9]{6}$")]
Icon = Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$")]
MediaId = Annotated[str, Field(pattern=r"^fil_[0-9A-Z]{26}$")]


class Content(BaseModel):
    """``SHOWN``: citizens read rows of this kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    SHOWN: ClassVar[bool] = True

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The ids of files of ours that it names: whoever reads the row may read them too."""
        return ()


class Target(Content):
    """Where a tap leads: to a screen of the app, to a phone, or to a page of the Internet; one of them."""

    screen: Screen | None = None
    id: Annotated[str, Field(max_length=60), Written] | None = None
    phone: Phone | None = None
    url: Https | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "Target":
        if sum(value is not None for value in (self.screen, self.phone, self.url)) != 1:
            raise ValueError("Chọn đúng một đích: màn hình, số điện thoại hoặc trang web.")
        if self.screen is not None:
            try:
                link("0", self.screen, self.id)
            except LinkRefused:
                raise ValueError("Màn hình này cần mã khác, hoặc không có mã.") from None
        elif self.id is not None:
            raise ValueError("Mã chỉ dùng cùng với màn hình.")
        return self


Medium = Literal["tv", "radio"]


class Channel(Content):
    """Kênh truyền hình hoặc phát thanh. Địa chỉ phát chỉ dùng khi đài đồng ý bằng văn bản: ``licence_note`` ghi rõ."""

    name: Name
    medium: Medium
    stream_url: StreamUrl
    fallback_url: StreamUrl = ""
    logo_url: Https = ""
    frequency: OptionalLine = ""
    description: Paragraph = ""
    licence_note: Line


class Category(Content):
    """Chuyên mục tin tức."""

    label: Line
    icon: Icon = ""


class Topic(Content):
    """Chủ đề của cẩm nang."""

    label: Line
    icon: Icon = ""


class Guide(Content):
    """Bài hướng dẫn trong cẩm nang."""

    topic: Code
    title: Line
    summary: Paragraph
    html: Html
    procedure_code: ProcedureCode | None = None

    @cached_property
    def files(self) -> tuple[str, ...]:
        return files_in(self.html)

    @property
    def plain_text(self) -> str:
        return plain_text(self.html)


class Faq(Content):
    """Câu hỏi thường gặp."""

    topic: Code
    question: Line
    answer: Annotated[str, Field(min_length=1, max_length=3_000), Written]


class OfficialAccount(Content):
    oa_id: Annotated[str, Field(pattern=r"^[0-9]{5,24}$")]
    name: Name
    logo_url: Https = ""


class Organisation(Content):
    """Cơ quan chủ quản của ứng dụng; chỉ có một mục, mã ``current``."""

    name: Name
    short_name: Annotated[str, Field(max_length=SHORT_NAME), Written, OfThing] = ""
    """The name that browsers show beside their search field."""
    description: Paragraph
    logo_url: Https = ""
    website: Https = ""
    official_accounts: list[OfficialAccount] = Field(default_factory=list, max_length=20)


AgencyLevel = Literal["province", "commune"]


class Agency(Content):
    """Cơ quan, đơn vị; mã trùng với mã đơn vị trong các dịch vụ khác."""

    name: Name
    level: AgencyLevel
    address: Line
    hours: Line
    phone: Phone | None = None
    email: Annotated[str, Field(pattern=r"^[!-?A-~]{1,64}@[!-?A-~]{1,190}$")] | None = None
    website: Https = ""
    latitude: Annotated[float, Field(ge=8, le=24)] | None = None
    longitude: Annotated[float, Field(ge=102, le=118)] | None = None
    oa_id: Annotated[str, Field(pattern=r"^[0-9]{5,24}$")] | None = None
    assumed: bool = False
    """Whether it is not confirmed yet, which editors are shown."""

    @model_validator(mode="after")
    def _a_place_has_both(self) -> "Agency":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("Vị trí phải có cả vĩ độ và kinh độ.")
        return self

    @property
    def map_url(self) -> str:
        return map_url(self.latitude, self.longitude, self.address)

    @property
    def oa_url(self) -> str:
        return f"https://zalo.me/{self.oa_id}" if self.oa_id else ""


class Hotline(Content):
    """Đường dây nóng."""

    name: Name
    phone: Phone
    hours: OptionalLine = ""
    description: Paragraph = ""
    emergency: bool = False


class Banner(Content):
    """Ảnh trên trang chính, trong một khoảng thời gian."""

    title: Line
    image: MediaId | None = None
    image_text: Line
    target: Target
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Banner":
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("Thời điểm kết thúc phải sau thời điểm bắt đầu.")
        return self

    @cached_property
    def files(self) -> tuple[str, ...]:
        return (self.image,) if self.image else ()

    def on(self, now: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)


class Utility(Content):
    """Ô tiện ích trên trang chính."""

    label: Line
    icon: Icon
    target: Target
    in_development: bool = False


class Feed(Content):
    """Nguồn tin RSS hoặc Atom của cổng khác; tin lấy về là bản thảo, ghi nguồn và giấy phép."""

    SHOWN: ClassVar[bool] = False

    name: Name
    url: StreamUrl
    category: Code
    licence: Line
    every_minutes: Annotated[int, Field(ge=10, le=1_440)] = 60


class Synonym(Content):
    """Từ người dân hay dùng khi tìm kiếm, và từ mà cơ quan dùng: ``người già`` là ``người cao tuổi``."""

    SHOWN: ClassVar[bool] = False

    said: Annotated[list[Line], Field(min_length=1, max_length=20)]
    meant: Line


WITH_FILES: tuple[type[Content], ...] = (Banner, Guide)
"""The kinds whose rows name files of ours."""

KINDS: Mapping[str, type[Content]] = {
    "organisation": Organisation,
    "categories": Category,
    "channels": Channel,
    "topics": Topic,
    "guides": Guide,
    "faq": Faq,
    "agencies": Agency,
    "hotlines": Hotline,
    "banners": Banner,
    "utilities": Utility,
    "feeds": Feed,
    "synonyms": Synonym,
}
"""The kinds of rows, by the name that stands in addresses and in the database."""

LABELS: Mapping[str, str] = {
    "organisation": "Cơ quan chủ quản",
    "categories": "Chuyên mục tin tức",
    "channels": "Kênh truyền hình, phát thanh",
    "topics": "Chủ đề cẩm nang",
    "guides": "Bài hướng dẫn",
    "faq": "Câu hỏi thường gặp",
    "agencies": "Cơ quan, đơn vị",
    "hotlines": "Đường dây nóng",
    "banners": "Ảnh trang chính",
    "utilities": "Tiện ích trang chính",
    "feeds": "Nguồn tin RSS",
    "synonyms": "Từ đồng nghĩa khi tìm kiếm",
}
