"""Guides and frequent questions as citizens read them."""

from pydantic import BaseModel, Field

from svc_content.api.labels import Names
from svc_content.catalogue.arrangement import Row
from svc_content.catalogue.entry_kinds import Faq, Guide, Topic


class TopicView(BaseModel):
    code: str
    label: str
    icon: str

    @classmethod
    def of(cls, row: Row[Topic]) -> "TopicView":
        return cls(code=row.key, label=row.content.label, icon=row.content.icon)


class GuideRow(BaseModel):
    id: str
    topic: str
    topic_label: str
    title: str
    summary: str
    procedure_code: str | None

    @classmethod
    def of(cls, row: Row[Guide], names: Names) -> "GuideRow":
        content = row.content
        return cls(
            id=row.key,
            topic=content.topic,
            topic_label=names.topic(content.topic),
            title=content.title,
            summary=content.summary,
            procedure_code=content.procedure_code,
        )


class Guides(BaseModel):
    topics: list[TopicView]
    items: list[GuideRow]


class GuideDetail(GuideRow):
    html: str
    plain_text: str = Field(description="Để đọc thành tiếng")
    link: str

    @classmethod
    def whole(cls, row: Row[Guide], names: Names, link: str) -> "GuideDetail":
        content = row.content
        return cls(**dict(GuideRow.of(row, names)), html=content.html, plain_text=content.plain_text, link=link)


class FaqRow(BaseModel):
    id: str
    topic: str
    topic_label: str
    question: str
    answer: str

    @classmethod
    def of(cls, row: Row[Faq], names: Names) -> "FaqRow":
        content = row.content
        return cls(
            id=row.key,
            topic=content.topic,
            topic_label=names.topic(content.topic),
            question=content.question,
            answer=content.answer,
        )


class FaqList(BaseModel):
    topics: list[TopicView]
    items: list[FaqRow]
