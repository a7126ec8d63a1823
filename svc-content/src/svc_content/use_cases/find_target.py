"""Whether what a screen is opened for is there: a tap, a printed code or a poster must lead somewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Agency, Channel, Content, Guide
from svc_content.domain.screens import Screen
from svc_content.domain.search_ranking import Subject
from svc_content.store.articles import Articles
from svc_content.store.search_documents import SearchDocuments

_ROWS: Mapping[Screen, type[Content]] = {Screen.CHANNEL: Channel, Screen.GUIDE: Guide, Screen.AGENCY: Agency}
_ANNOUNCED: Mapping[Screen, Subject] = {
    Screen.PROCEDURE: Subject.PROCEDURE,
    Screen.SUBMIT: Subject.PROCEDURE,
    Screen.QUESTION: Subject.QUESTION,
}
"""What other services announce. Reports and shops are not announced; whoever opens them sees that they are gone."""


@dataclass(frozen=True)
class FindTarget:
    articles: Articles
    arrangement: Arrangement
    documents: SearchDocuments

    async def __call__(self, screen: Screen, subject_id: str) -> bool:
        """An article counts before it is published: what leads to it is prepared with it."""
        if screen is Screen.ARTICLE:
            return await self.articles.load(subject_id) is not None
        if kind := _ROWS.get(screen):
            return self.arrangement.find(kind, subject_id) is not None
        subject = _ANNOUNCED.get(screen)
        return subject is None or await self.documents.holds(subject, subject_id)
