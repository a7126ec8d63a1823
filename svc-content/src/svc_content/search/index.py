"""SQLite's full-text index (FTS5) in memory: words found in C, without another server.

Each process builds its own from what the store keeps and follows it. Of all that fits a query, the newest of each
subject are taken, those with the words in their title first; the domain ranks them. BM25 would look at everything that
fits, and a common word fits most: over 20,000 documents that took seven times as long.
A query runs in a thread of its own: the event loop goes on.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from types import TracebackType

from svc_content.domain.search_ranking import Found, Place, Subject
from svc_content.domain.search_text import folded, folded_text, query_words, sound, sound_text
from svc_content.store.search_documents import SearchDocument

CANDIDATES = 150
"""Of each subject, by its titles and by its texts."""
ENOUGH = 5
"""With fewer found by their letters, what only sounds alike is shown too."""

_DOCUMENTS = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, subject TEXT, subject_id TEXT, number INTEGER, holds_from TEXT,
    title TEXT, excerpt TEXT, at REAL);
"""
_WORDS = """
CREATE VIRTUAL TABLE words_{subject} USING fts5 (title, text, title_sound, text_sound,
    tokenize = "unicode61 tokenchars './-'", prefix = '2 3', detail = column);
"""
_FIND = """
SELECT d.subject_id, d.number, d.title, d.excerpt, d.at FROM (
    SELECT rowid FROM words_{subject} WHERE words_{subject} MATCH ? ORDER BY rowid DESC LIMIT ?
) f JOIN documents d ON d.row = f.rowid WHERE d.holds_from <= ?
"""


class SearchIndex:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, "search")
        self._sqlite = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._sqlite.executescript(_DOCUMENTS + "".join(_WORDS.format(subject=subject) for subject in Subject))

    async def __aenter__(self) -> "SearchIndex":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()
        self._sqlite.close()

    async def take(self, documents: Sequence[SearchDocument]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self._take, documents)

    async def find(self, query: str, today: date, subject: Subject | None = None) -> list[Found]:
        """Not yet ranked: by letters, and by sound where letters find too little."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._find, query, today, subject)

    async def count(self) -> int:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._count)

    def _count(self) -> int:
        return int(self._sqlite.execute("SELECT count(*) FROM documents").fetchone()[0])

    def _take(self, documents: Iterable[SearchDocument]) -> None:
        self._sqlite.execute("BEGIN")
        for one in documents:
            words = f"words_{one.subject}"
            known = self._sqlite.execute("SELECT row FROM documents WHERE id = ?", (one.id,)).fetchone()
            if known:
                self._sqlite.execute("DELETE FROM documents WHERE row = ?", known)
                self._sqlite.execute(f"DELETE FROM {words} WHERE rowid = ?", known)  # noqa: S608 a name of the enum
            if one.removed:
                continue
            row = self._sqlite.execute(
                "INSERT INTO documents (id, subject, subject_id, number, holds_from, title, excerpt, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    one.id,
                    one.subject.value,
                    one.subject_id,
                    one.number,
                    one.holds_from,
                    one.title,
                    one.excerpt,
                    one.at.timestamp(),
                ),
            ).lastrowid
            self._sqlite.execute(
                f"INSERT INTO {words} (rowid, title, text, title_sound, text_sound) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
                (row, folded_text(one.title), folded_text(one.text), sound_text(one.title), sound_text(one.excerpt)),
            )
        self._sqlite.execute("COMMIT")

    def _find(self, query: str, today: date, subject: Subject | None) -> list[Found]:
        asked = [word for word in map(folded, query_words(query)) if word]
        if not asked:
            return []
        subjects = [subject] if subject else list(Subject)
        found: dict[tuple[Subject, str], Found] = {}

        def look(columns: str, place: Place, words: str) -> None:
            for one in subjects:
                for candidate in self._matching(one, f"{columns} : ({words})", place, today):
                    found.setdefault((one, candidate.id), candidate)

        sounds = [sound(word) for word in asked]
        look("title", Place.TITLE, _all(asked))
        look("{title text}", Place.TEXT, _all(asked))
        if len(found) < ENOUGH:
            look("{title_sound text_sound}", Place.SOUND, _all(sounds))
        if not found and len(asked) > 1:
            look("{title title_sound}", Place.SOME_WORDS, _any([*asked, *sounds]))
        return list(found.values())

    def _matching(self, subject: Subject, match: str, place: Place, today: date) -> Iterator[Found]:
        """Of several versions that hold, the highest."""
        statement = _FIND.format(subject=subject)
        newest: dict[str, tuple[int, Found]] = {}
        for subject_id, number, title, excerpt, at in self._sqlite.execute(
            statement, (match, CANDIDATES, today.isoformat())
        ):
            if subject_id not in newest or newest[subject_id][0] < number:
                one = Found(subject_id, subject, title, excerpt, datetime.fromtimestamp(at, UTC), place)
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
