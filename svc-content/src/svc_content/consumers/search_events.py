"""What can be found changes: our own articles and guides, procedures of svc-dossier, questions of svc-feedback."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.consumer import Handler
from shared.events import Event, InvalidEvent
from svc_content.domain.events import event_type
from svc_content.domain.incoming import (
    PROCEDURE_PUBLISHED,
    PROCEDURE_RETRACTED,
    QUESTION_PUBLISHED,
    QUESTION_WITHDRAWN,
)
from svc_content.use_cases.index_for_search import IndexForSearch

GROUP = "svc-content.search"
OWN_TOPICS = ("article.events.v1", "guide.events.v1")
OTHERS_TOPICS = ("procedure.events.v1", "question.events.v1")
TOPICS = (*OWN_TOPICS, *OTHERS_TOPICS)

Text = Annotated[str, Field(max_length=20_000)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class _Members(BaseModel):
    """Others are ignored, so that events may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Procedure(_Members):
    number: Number
    name: Text
    keywords: Annotated[list[Text], Field(max_length=200)] = Field(default_factory=list)
    effective_from: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Retracted(_Members):
    number: Number


class _Question(_Members):
    title: Text
    question: Text = ""
    answer: Text = ""


Model = TypeVar("Model", bound=_Members)


def _read(event: Event, members: type[Model]) -> Model:
    try:
        return members.model_validate(event.data)
    except ValidationError as error:
        fields = ", ".join(sorted({str(found["loc"][0]) for found in error.errors() if found["loc"]}))
        raise InvalidEvent(f"{event.type}: {fields}") from error


def search_events(index: IndexForSearch) -> Handler:
    """Raises ``InvalidEvent``; events that change nothing that can be found are let pass."""

    async def article(event: Event) -> None:
        await index.article(event.subject, event.version)

    async def guide(event: Event) -> None:
        await index.entry(event.subject, event.version)

    async def procedure(event: Event) -> None:
        data = _read(event, _Procedure)
        await index.procedure(
            event.subject, data.number, event.version, data.name, data.keywords, data.effective_from, event.time
        )

    async def no_procedure(event: Event) -> None:
        await index.no_procedure(event.subject, _read(event, _Retracted).number, event.version)

    async def question(event: Event) -> None:
        data = _read(event, _Question)
        await index.question(event.subject, event.version, data.title, data.question, data.answer, event.time)

    async def no_question(event: Event) -> None:
        await index.no_question(event.subject, event.version)

    handlers: Mapping[str, Callable[[Event], Awaitable[None]]] = {
        event_type("article.published"): article,
        event_type("article.withdrawn"): article,
        event_type("guide.changed"): guide,
        PROCEDURE_PUBLISHED: procedure,
        PROCEDURE_RETRACTED: no_procedure,
        QUESTION_PUBLISHED: question,
        QUESTION_WITHDRAWN: no_question,
    }

    async def handle(event: Event) -> None:
        if (react := handlers.get(event.type)) is not None:
            await react(event)

    return handle
