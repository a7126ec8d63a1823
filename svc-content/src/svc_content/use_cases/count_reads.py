"""Counts reads of articles and searches in vain, in memory; a job writes them down every few seconds.

No read costs a write. What a killed process had not written down yet is lost: these are figures, not records.
"""

from collections import Counter
from dataclasses import dataclass, field

from shared.clock import Clock
from svc_content.domain.missed_search import kept
from svc_content.store.counters import Counters

MAX_DIFFERENT = 10_000
"""Most different things that are counted of each kind between two flushes."""


@dataclass(frozen=True)
class CountReads:
    counters: Counters
    clock: Clock
    reads: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def read(self, article_id: str, times: int = 1) -> None:
        if times and (article_id in self.reads or len(self.reads) < MAX_DIFFERENT):
            self.reads[article_id] += times

    def found_nothing(self, query: str) -> None:
        words = kept(query)
        if words and (words in self.missed or len(self.missed) < MAX_DIFFERENT):
            self.missed[words] += 1

    async def flush(self) -> None:
        """Write down what was counted; kept for the next time when that fails."""
        for counter, write in ((self.reads, self._write_reads), (self.missed, self._write_missed)):
            counted = counter.copy()
            counter.clear()
            try:
                await write(counted)
            except BaseException:
                counter.update(counted)
                raise

    async def _write_reads(self, counted: Counter[str]) -> None:
        await self.counters.add_reads(counted)

    async def _write_missed(self, counted: Counter[str]) -> None:
        await self.counters.add_missed(counted, self.clock.now())
