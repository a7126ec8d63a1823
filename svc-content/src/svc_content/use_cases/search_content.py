"""A citizen searches for something, with or without marks, spelt rightly or by ear, in their own words."""

from dataclasses import dataclass

from prometheus_client import Histogram

from shared.clock import Clock
from shared.metrics import counter
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Synonym
from svc_content.domain.search_query import Everyday, phrase
from svc_content.domain.search_ranking import Found, Subject
from svc_content.search.index import Search, SearchIndex
from svc_content.use_cases.count_reads import CountReads

_searches = counter("content_searches_total", "Searches, by whether something has all the words", found=("yes", "no"))
_seconds = Histogram("content_search_seconds", "Time of a search", buckets=(0.001, 0.005, 0.01, 0.03, 0.06, 0.1, 0.5))


@dataclass(frozen=True)
class SearchContent:
    index: SearchIndex
    arrangement: Arrangement
    count: CountReads
    clock: Clock

    async def __call__(self, query: str, subject: Subject | None, offset: int, limit: int) -> list[Found]:
        """The best first, past ``offset``; one more than ``limit`` where there is more."""
        everyday = [
            Everyday(phrase(said), phrase(row.content.meant))
            for row in self.arrangement.all(Synonym)
            for said in row.content.said
        ]
        search = Search(query, self.clock.now(), everyday, subject, offset, limit + 1)
        with _seconds.time():
            found = await self.index.find(search)
        in_vain = all(one.approximate for one in found)
        _searches.labels("no" if in_vain else "yes").inc()
        if in_vain and not offset and subject is None:  # of another subject there may be something
            self.count.found_nothing(query)
        return found
