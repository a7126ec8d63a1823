"""A broadcast as officers see it, and what became of its messages."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_notify.api.broadcasts.offers import broadcast_offers
from svc_notify.api.broadcasts.words import ACTIONS, KINDS, REACHES, STATES, unit_name
from svc_notify.api.commune_labels import commune_labels
from svc_notify.domain.broadcast import Action, Broadcast, BroadcastKind, Reach, State
from svc_notify.domain.message import OPEN
from svc_notify.domain.message import State as MessageState
from svc_notify.domain.reasons import Reason
from svc_notify.store.broadcast_messages import StatusCount
from svc_notify.use_cases.preview_broadcast import BroadcastPreview


class AudienceView(BaseModel):
    reach: Reach
    reach_label: str
    communes: list[str]
    commune_labels: dict[str, str] = Field(description="Tên của từng xã, phường, đặc khu, theo mã")


class StepView(BaseModel):
    action: Action
    label: str
    by: str
    by_name: str
    at: Timestamp


class ReasonView(BaseModel):
    reason: Reason
    explanation: str
    count: int


class CountsView(BaseModel):
    """``planned`` so far, of which: ``accepted`` by a channel, ``inbox_only``, ``waiting``, ``failed``."""

    planned: int
    accepted: int
    inbox_only: int
    waiting: int
    failed: int
    reasons: list[ReasonView]

    @classmethod
    def of(cls, counts: Sequence[StatusCount]) -> "CountsView":
        def in_states(*states: MessageState) -> int:
            return sum(row.count for row in counts if row.state in states)

        reasons: dict[Reason, int] = {}
        for row in counts:
            if row.reason is not None:
                reasons[row.reason] = reasons.get(row.reason, 0) + row.count
        return cls(
            planned=sum(row.count for row in counts),
            accepted=in_states(MessageState.ACCEPTED),
            inbox_only=in_states(MessageState.INBOX_ONLY),
            waiting=in_states(*OPEN),
            failed=in_states(MessageState.UNDELIVERABLE),
            reasons=[
                ReasonView(reason=reason, explanation=reason.explanation, count=count)
                for reason, count in sorted(reasons.items(), key=lambda item: -item[1])
            ],
        )


class WriterView(BaseModel):
    """Cán bộ đã soạn hoặc sửa tin."""

    id: str
    name: str = Field(description="Tên khi soạn, sửa lần gần nhất; trống khi không rõ")


class BroadcastView(BaseModel):
    id: str
    version: int
    state: State
    state_label: str
    unit: str
    unit_name: str
    kind: BroadcastKind
    kind_label: str
    issuer: str
    subject: str
    text: str
    audience: AudienceView
    rate_per_minute: int
    send_from: Timestamp | None
    begins_at: Timestamp | None
    news_id: str | None = Field(description="Tin bài mà tin này được soạn từ đó; null khi cán bộ tự soạn")
    writers: list[WriterView]
    steps: list[StepView]
    allowed_actions: list[Offer]

    @classmethod
    def of(cls, broadcast: Broadcast, officer: Caller) -> "BroadcastView":
        content = broadcast.content
        audience = content.audience
        return cls(
            id=broadcast.id,
            version=broadcast.version,
            state=broadcast.state,
            state_label=STATES[broadcast.state],
            unit=broadcast.unit,
            unit_name=unit_name(broadcast.unit),
            kind=content.kind,
            kind_label=KINDS[content.kind],
            issuer=content.issuer,
            subject=content.subject,
            text=content.text,
            audience=AudienceView(
                reach=audience.reach,
                reach_label=REACHES[audience.reach],
                communes=list(audience.communes),
                commune_labels=commune_labels(audience.communes),
            ),
            rate_per_minute=content.rate_per_minute,
            send_from=content.send_from,
            begins_at=broadcast.begins_at,
            news_id=broadcast.news.article_id if broadcast.news else None,
            writers=[WriterView(id=writer, name=name) for writer, name in broadcast.writer_names.items()],
            steps=[
                StepView(
                    action=entry.action,
                    label=ACTIONS[entry.action],
                    by=entry.by,
                    by_name=entry.by_name,
                    at=entry.at,
                )
                for entry in broadcast.timeline
            ],
            allowed_actions=broadcast_offers(broadcast, officer),
        )


class ArrivalView(BaseModel):
    """Tin như người dân thấy ở một nơi."""

    title: str
    body: str


class PreviewView(BaseModel):
    """Tin như khi đến nơi: ``zalo`` có thể bị Zalo giới hạn độ dài, ``shortened`` nêu phần bị cắt."""

    in_app: ArrivalView
    zalo: ArrivalView
    read_aloud: str
    shortened: list[str]

    @classmethod
    def of(cls, preview: BroadcastPreview) -> "PreviewView":
        return cls(
            in_app=ArrivalView(title=preview.in_app.title, body=preview.in_app.body),
            zalo=ArrivalView(title=preview.on_zalo.title, body=preview.on_zalo.body),
            read_aloud=preview.in_app.plain_text,
            shortened=[*preview.in_app.shortened],
        )


class BroadcastDetail(BroadcastView):
    """``audience_size``: how many are meant, as far as that can be counted beforehand (to 100,000).
    ``audience_complete``: a message is planned for everybody of them.
    """

    audience_size: int | None
    audience_complete: bool
    counts: CountsView
    preview: PreviewView


class BroadcastPage(BaseModel):
    items: list[BroadcastView]
    next: str | None
