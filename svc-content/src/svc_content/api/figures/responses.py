from pydantic import BaseModel, Field

from shared.labels import label_of
from shared.web import Timestamp
from svc_content.api.labels import FINDINGS, Names
from svc_content.domain.article import State
from svc_content.domain.channel_health import Finding
from svc_content.use_cases.read_figures import Figures
from svc_content.use_cases.refusals import STATE_LABELS


class ArticleCountView(BaseModel):
    state: State
    state_label: str
    category: str
    category_label: str
    count: int


class StreamView(BaseModel):
    channel: str
    channel_name: str
    up: bool | None
    since: Timestamp | None
    finding: Finding | None
    finding_label: str | None
    seen_at: Timestamp | None


class MissedView(BaseModel):
    words: str
    count: int
    last_at: Timestamp


class FiguresView(BaseModel):
    articles: list[ArticleCountView]
    reads: int = Field(description="Lượt đọc tin bài")
    streams: list[StreamView]
    streams_up: int
    missed_searches: list[MissedView] = Field(
        description="Từ khóa mà không nội dung nào chứa đủ các từ. Không lưu ai đã tìm; không lưu cụm có số dài, mã, "
        "địa chỉ thư, họ tên hay từ không phải tiếng Việt"
    )

    @classmethod
    def of(cls, figures: Figures, names: Names) -> "FiguresView":
        streams = [
            StreamView(
                channel=code,
                channel_name=names.channel(code),
                up=one.up,
                since=one.since,
                finding=one.finding,
                finding_label=label_of(FINDINGS, one.finding),
                seen_at=one.seen_at,
            )
            for code, one in sorted(figures.streams.items())
        ]
        return cls(
            articles=[
                ArticleCountView(
                    state=one.state,
                    state_label=STATE_LABELS[one.state],
                    category=one.category,
                    category_label=names.category(one.category),
                    count=one.count,
                )
                for one in sorted(figures.articles, key=lambda one: (one.state, one.category))
            ],
            reads=figures.reads,
            streams=streams,
            streams_up=sum(one.up is True for one in streams),
            missed_searches=[MissedView(**vars(one)) for one in figures.missed],
        )
