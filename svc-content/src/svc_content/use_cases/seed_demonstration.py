"""Articles to look at on a developer's machine, gone the way that every article goes: two people, four steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.clock import Clock
from shared.errors import DuplicateValue
from shared.events import Event
from shared.ids import derived_id
from svc_content.domain.article import Action, Actor, Article, Content, Plan, Step, event_of, written
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import sanitised
from svc_content.store.articles import Articles
from svc_content.use_cases.article_events import ArticleEvents
from svc_content.use_cases.refresh_arrangement import RefreshArrangement

WRITER, APPROVER = "demonstration-writer", "demonstration-approver"
_ROLES = frozenset({Actor.WRITER, Actor.APPROVER})


@dataclass(frozen=True)
class SeedDemonstration:
    """``rows`` are those of ``data/demonstration/articles.yaml``."""

    articles: Articles
    events: ArticleEvents
    refresh: RefreshArrangement
    rows: Sequence[Mapping[str, Any]]
    clock: Clock

    async def __call__(self) -> None:
        await self.refresh()  # the events name the office that speaks
        now = self.clock.now()
        for number, row in enumerate(self.rows):
            article, events = self._published(row, now - timedelta(hours=6 * number + 1))
            try:
                await self.articles.add(article, events)
            except DuplicateValue:
                continue

    def _published(self, row: Mapping[str, Any], at: datetime) -> tuple[Article, list[Event]]:
        html = sanitised(row["html"])
        content = Content(
            category=row["category"],
            title=row["title"],
            summary=row["summary"],
            html=html,
            plain_text=plain_text(html),
            author="Ban biên tập",
            tags=tuple(row.get("tags", ())),
        )
        article_id = derived_id("art", "demonstration", row["key"])

        def step(action: Action, by: str) -> Step:
            return Step(action, by, _ROLES, at, f"demonstration:{row['key']}:{action}", "")

        draft = written(article_id, row.get("unit", "province"), step(Action.WRITE, WRITER), content)
        approved = draft.moved(step(Action.SUBMIT, WRITER)).moved(step(Action.APPROVE, APPROVER))
        publish = step(Action.PUBLISH, APPROVER)
        article = approved.published(publish, Plan(at))
        return article, self.events(approved, article, event_of(approved, Action.PUBLISH), publish)
