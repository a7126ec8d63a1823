"""What other services are told of an article."""

from dataclasses import dataclass
from datetime import datetime

from shared.events import Event, new_event
from svc_content import SERVICE
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import SINGLE, Agency, Organisation
from svc_content.domain.article import Article, Step
from svc_content.domain.events import ArticlePublished, ArticleWithdrawn, event_type
from svc_content.domain.screens import Screen, link


@dataclass(frozen=True)
class ArticleEvents:
    arrangement: Arrangement
    mini_app_id: str

    @property
    def ready(self) -> bool:
        """Whether the offices are read, of which an event names one."""
        return self.arrangement.revision > 0

    def __call__(self, before: Article, after: Article, name: str | None, step: Step) -> list[Event]:
        """``name`` as the state table has it: of a step that is announced, or ``None``."""
        if name is None:
            return []
        payload = self._published(after, step) if name == "published" else _withdrawn(before, step.at)
        kind = event_type(f"article.{name}")
        return [new_event(kind, source=SERVICE, subject=after.id, version=after.version, at=step.at, payload=payload)]

    def _published(self, article: Article, step: Step) -> ArticlePublished:
        assert article.shown is not None
        shown = article.shown
        return ArticlePublished(
            unit=article.unit,
            issuer=self.issuer(article.unit),
            category=shown.content.category,
            title=shown.content.title,
            summary=shown.content.summary,
            warning=shown.content.warning,
            revision=shown.revision,
            first_at=shown.first_at,
            published_at=shown.published_at,
            expires_at=shown.expires_at,
            link=self.link(article.id),
            writers=sorted(article.writers),
            published_by=step.by,
        )

    def link(self, article_id: str) -> str:
        """The link into the app that opens the article."""
        return link(self.mini_app_id, Screen.ARTICLE, article_id)

    def issuer(self, unit: str) -> str:
        """The name of the office that speaks for ``unit``."""
        agency = self.arrangement.find(Agency, unit)
        if agency is not None:
            return agency.content.name
        organisation = self.arrangement.find(Organisation, SINGLE)
        return organisation.content.name if organisation else ""


def _withdrawn(before: Article, at: datetime) -> ArticleWithdrawn:
    """It tells of what citizens read until now: a working text may say something else."""
    content = before.shown.content if before.shown else before.content
    return ArticleWithdrawn(
        unit=before.unit,
        category=content.category,
        title=content.title,
        warning=content.warning,
        withdrawn_at=at,
    )
