"""A citizen searches for something, with or without marks, spelt rightly or by ear."""

from dataclasses import dataclass

from prometheus_client import Histogram

from shared.clock import VIETNAM, Clock
from shared.metrics import counter
from svc_content.domain.search_ranking import Found, Subject, ranked
from svc_content.search.index import SearchIndex
from svc_content.use_cases.count_reads import CountReads

_searches = counter("content_searches_total", "Searches, by whether they found anything", found=("yes", "no"))
_seconds = Histogram("content_search_seconds", "Time of a search", buckets=(0.001, 0.005, 0.01, 0.03, 0.06, 0.1, 0.5))


@dataclass(frozen=True)
class SearchContent:
    index: SearchIndex
    count: CountReads
    clock: Clock

    async def __call__(self, query: str, subject: Subject | None, offset: int, limit: int) -> list[Found]:
        """The best first, past ``offset``; one more than ``limit`` where there is more."""
        now = self.clock.now()
        with _seconds.time():
            found = await self.index.find(query, now.astimezone(VIETNAM).date(), subject)
        shown = ranked(found, query, now)
        _searches.labels("yes" if shown else "no").inc()
        if not shown and not offset:
            self.count.found_nothing(query)
        return shown[offset : offset + limit + 1]
