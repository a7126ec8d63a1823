"""What an event source declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from shared.events import Event, InvalidEvent
from shared.text import has_word
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.templates import Value, ValueSpec, ValueType


def _with_words(text: str) -> str:
    if not has_word(text):
        raise ValueError("a text without a letter or a figure")
    return text


Text = Annotated[str, Field(min_length=1, max_length=2_000)]
InWords = Annotated[str, Field(max_length=10_000), AfterValidator(_with_words)]
"""What stands in a message by itself: of marks alone nothing would be left."""
LongText = Annotated[str, Field(max_length=10_000)]
Amount = Annotated[int, Field(ge=0, le=10**12)]
"""An amount in VND."""
AgencyId = Annotated[str, Field(min_length=1, max_length=60)]
CitizenId = Annotated[str, Field(pattern=r"^cit_[0-9A-Za-z]{1,40}$")]

Data = TypeVar("Data")
Model = TypeVar("Model", bound=BaseModel)


class IncompleteSource(Exception):
    """What a source leaves open or declares twice; the service does not start with it."""


@dataclass(frozen=True)
class TemplateValue(Generic[Data]):
    """A value that templates may name, and how it is read from what the source knows."""

    type: ValueType
    read: Callable[[Data], Value]
    optional: bool = False

    @property
    def spec(self) -> ValueSpec:
        return ValueSpec(self.type, self.optional)


@dataclass(frozen=True)
class EventSource:
    """``event_milestones`` has every event type of ``topic``: with the milestone that it leads to, or with the reason
    why it makes no message; ``reactions`` are the types that change what is known here instead.

    ``push_policy`` has every milestone with its purpose, which citizens choose by, and its urgency. ``values`` are what
    its templates may name. ``notification`` reads an event that leads to the given milestone, ``None`` when nobody is
    to be told; it raises ``InvalidEvent``. A source without a topic is written by officers.
    """

    topic: str | None = None
    event_milestones: Mapping[str, str | SuppressedReason] = field(default_factory=dict)
    reactions: frozenset[str] = frozenset()
    push_policy: Mapping[str, Push] = field(default_factory=dict)
    values: Mapping[str, TemplateValue[Any]] = field(default_factory=dict)
    notification: Callable[[Event, str], Notification | None] | None = None


def read(event: Event, members: type[Model]) -> Model:
    """The data of ``event``. Raises ``InvalidEvent``, which names the wrong fields and quotes nothing."""
    try:
        return members.model_validate(event.data)
    except ValidationError as error:
        fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
        raise InvalidEvent(f"{event.type}: {fields}") from error


def template_values(values: Mapping[str, TemplateValue[Data]], data: Data) -> Mapping[str, Value]:
    """What templates may say of ``data``."""
    return {name: value.read(data) for name, value in values.items()}


def notification_of(
    event: Event, milestone: str, citizen_id: str, agency_id: str | None, values: Mapping[str, Value]
) -> Notification:
    """The notification that tells ``citizen_id`` of ``event``, on behalf of ``agency_id``."""
    return Notification(
        event_id=event.id,
        at=utc_millis(event.time),
        citizen_id=citizen_id,
        subject_id=event.subject,
        milestone=milestone,
        values=values,
        agency_id=agency_id,
    )


def utc_millis(moment: datetime) -> datetime:
    """The moment to the millisecond, as MongoDB stores it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
