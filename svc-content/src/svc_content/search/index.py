"""SQLite's full-text index (FTS5) in memory: words found in C, without another server.

Each process builds its own from what the store keeps and follows it. Of all that fits a query, the newest of each
subject are taken, those with the words in their title first; the domain ranks them. BM25 would look at everything that
fits, and a common word fits most: over 20,000 documents that took seven times as long.
A search runs in a thread of its own, its ranking too: the event loop goes on.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from shared.clock import VIETNAM
from svc_content.domain.search_query import Everyday, readings
from svc_content.domain.search_ranking import Candidate, Found, Place, Subject, has_enough, is_telling, ranked
from svc_content.domain.search_text import folded, folded_text, query_words, sound, sound_text, words
from svc_content.store.search_documents import SearchDocument

CANDIDATES = {Place.TITLE: 120, Place.TEXT: 60, Place.SOUND: 60, Place.SOME_WORDS: 60}
"""Most that are taken of each subject."""
ENOUGH = 5
"""How many must be found by what was typed: where there are fewer, what may have been meant is shown too, and then what
only sounds alike."""

_DOCUMENTS = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, subject TEXT, subject_id TEXT, number INTEGER, holds_from TEXT,
    title TEXT, excerpt TEXT, at REAL, title_words TEXT, title_folded TEXT);
"""
# Marks stand in words: FTS5 knows an older Unicode, to which vowels of the New Tai Lue are marks that part a word.
_WORDS = """
CREATE VIRTUAL TABLE words_{subject} USING fts5 (title, text, title_sound,
    tokenize = "unicode61 categories 'L* N* Co M*' tokenchars './-'", prefix = '2 3 4', detail = column);
"""
_FIND = """
SELECT d.row, d.subject_id, d.number, d.title_words, d.title_folded, d.at FROM (
    SELECT rowid FROM words_{subject} WHERE words_{subject} MATCH ? ORDER BY rowid DESC LIMIT ?
) f CROSS JOIN documents d ON d.row = f.rowid WHERE d.holds_from <= ?
"""
_SHOWN = "SELECT subject_id, subject, title, excerpt, at FROM documents WHERE row = ?"


@dataclass(frozen=True)
class Search:
    """What a citizen typed, and which part of what is found is wanted, the best first."""

    query: str
    now: datetime
    everyday: Sequence[Everyday] = ()
    subject: Subject | None = None
    offset: int = 0
    limit: int = 20


class SearchIndex:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, "search")
        self._sqlite = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._sqlite.executescript(_DOCUMENTS + "".join(_WORDS.format(subject=subject) for subject in Subject))
        self._called_by: set[str] = set()
        """Folded words that stand in a title, or that a procedure is looked up by."""
        self.read = False
        """Whether all that was kept has been taken once: before, what is not found may be there."""

    async def __aenter__(self) -> "SearchIndex":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()
        self._sqlite.close()

    async def take(self, documents: Sequence[SearchDocument]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self.take_now, documents)

    async def find(self, search: Search) -> list[Found]:
        """Looks by letters, then by what may have been meant and by sound where that finds too little."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.find_now, search)

    async def count(self) -> int:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._count)

    def _count(self) -> int:
        return int(self._sqlite.execute("SELECT count(*) FROM documents").fetchone()[0])

    def take_now(self, documents: Iterable[SearchDocument]) -> None:
        self._sqlite.execute("BEGIN")
        for one in documents:
            table = f"words_{one.subject}"
            known = self._sqlite.execute("SELECT row FROM documents WHERE id = ?", (one.id,)).fetchone()
            if known:
                self._sqlite.execute("DELETE FROM documents WHERE row = ?", known)
                self._sqlite.execute(f"DELETE FROM {table} WHERE rowid = ?", known)  # noqa: S608 a name of the enum
            if not one.removed:
                self._insert(one, table)
        self._sqlite.execute("COMMIT")

    def _insert(self, one: SearchDocument, table: str) -> None:
        title = words(one.title)
        title_folded, text = " ".join(filter(None, map(folded, title))), folded_text(one.text)
        self._called_by.update(title_folded.split())
        if one.subject is Subject.PROCEDURE:
            self._called_by.update(text.split())
        row = self._sqlite.execute(
            "INSERT INTO documents (id, subject, subject_id, number, holds_from, title, excerpt, at, title_words,"
            " title_folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                one.id,
                one.subject.value,
                one.subject_id,
                one.number,
                one.holds_from,
                one.title,
                one.excerpt,
                one.at.timestamp(),
                " ".join(title),
                title_folded,
            ),
        ).lastrowid
        self._sqlite.execute(
            f"INSERT INTO {table} (rowid, title, text, title_sound) VALUES (?, ?, ?, ?)",  # noqa: S608
            (row, title_folded, text, sound_text(one.title)),
        )

    def find_now(self, search: Search) -> list[Found]:
        candidates = ranked(self._candidates(search), search.query, search.now)
        return [self._shown(one) for one in candidates[search.offset : search.offset + search.limit]]

    def _shown(self, one: Candidate) -> Found:
        id_, subject, title, excerpt, at = self._sqlite.execute(_SHOWN, (one.row,)).fetchone()
        approximate = one.place is Place.SOME_WORDS
        return Found(id_, Subject(subject), title, excerpt, datetime.fromtimestamp(at, UTC), approximate)

    def _candidates(self, search: Search) -> list[Candidate]:
        asked = [word for word in map(folded, query_words(search.query)) if word]
        subjects = [search.subject] if search.subject else list(Subject)
        today = search.now.astimezone(VIETNAM).date().isoformat()
        found: dict[tuple[Subject, str], Candidate] = {}

        def look(columns: str, place: Place, match: str, reading: list[str], among: Sequence[Subject]) -> list[Subject]:
            """The subjects of which there may be more, in other places."""
            rest = []
            for one in among:
                new = list(self._matching(one, f"{columns} : ({match})", place, today, reading, reading == asked))
                for candidate in new:
                    found.setdefault((one, candidate.id), candidate)
                if len(new) < CANDIDATES[place]:
                    rest.append(one)
            return rest

        meant = readings(asked, search.everyday, self._called_by.__contains__)
        for reading in meant:
            rest = look("title", Place.TITLE, _all(reading), reading, subjects)
            look("{title text}", Place.TEXT, _all(reading), reading, rest)
            if len(found) >= ENOUGH:
                break
        if asked and len(found) < ENOUGH:
            look("title_sound", Place.SOUND, _all([sound(word) for word in asked]), asked, subjects)
        if not found and len(asked) > 1:
            wanted = meant[-1]
            if telling := self._telling(wanted):
                match = _any([*telling, *map(sound, telling)])
                look("{title title_sound}", Place.SOME_WORDS, match, wanted, subjects)
            return [one for one in found.values() if has_enough(one, telling)]
        return list(found.values())

    def _telling(self, wanted: Sequence[str]) -> list[str]:
        of = self._sqlite.execute("SELECT count(*) FROM documents").fetchone()[0]
        return [word for word in wanted if is_telling(self._titles_with(word), of)]

    def _titles_with(self, word: str) -> int:
        """How many, of all subjects."""
        counts = (f"SELECT count(*) FROM words_{one} WHERE words_{one} MATCH ?" for one in Subject)  # noqa: S608
        match = f"title : ({_quoted(word)})"
        return sum(self._sqlite.execute(count, (match,)).fetchone()[0] for count in counts)

    def _matching(
        self, subject: Subject, match: str, place: Place, today: str, asked: list[str], literal: bool
    ) -> Iterator[Candidate]:
        """The highest of several versions that hold."""
        statement = _FIND.format(subject=subject)
        newest: dict[str, tuple[int, Candidate]] = {}
        for row, subject_id, number, title, title_folded, at in self._sqlite.execute(
            statement, (match, CANDIDATES[place], today)
        ):
            if subject_id not in newest or newest[subject_id][0] < number:
                one = Candidate(
                    subject_id, subject, title.split(" "), title_folded.split(" "), at, place, asked, literal, row
                )
                newest[subject_id] = number, one
        for _, one in newest.values():
            yield one


def _all(words: Sequence[str]) -> str:
    """Every word; the last one may have only begun."""
    return " AND ".join(_quoted(word) for word in words) + "*"


def _any(words: Sequence[str]) -> str:
    return " OR ".join(_quoted(word) for word in dict.fromkeys(words))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'
