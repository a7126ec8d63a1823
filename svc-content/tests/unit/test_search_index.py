"""The index takes whatever can be typed."""

import unicodedata
from datetime import UTC, datetime

from svc_content.domain.search_ranking import Subject
from svc_content.search.index import Search, SearchIndex
from svc_content.store.search_documents import SearchDocument

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
LAST = 0x10000
"""The end of Unicode's first plane."""


def not_plain(character: str) -> bool:
    """What folding or FTS5 could take for several words. Left out are signs that stand in no word, and the Hangul and
    Han, whose thousands fold alike: they would take the time of all others together.
    """
    name = unicodedata.name(character, "")
    return unicodedata.category(character)[0] in "LMN" and not name.startswith(("CJK UNIFIED", "HANGUL SYLLABLE"))


def of_title(title: str) -> SearchDocument:
    return SearchDocument(Subject.ARTICLE, "art_1", 1, title, "", "", NOW, NOW)


def test_every_character_can_be_searched_for_alone_and_inside_a_word() -> None:
    index, refused = SearchIndex(), []
    for character in filter(not_plain, map(chr, range(LAST))):
        for query in (character, f"a{character}b"):
            try:
                index.find_now(Search(query, NOW, subject=Subject.ARTICLE))
            except Exception as error:
                refused.append((query, str(error)))
    assert refused == []


def test_what_is_written_with_such_a_sign_is_found_by_it_and_by_what_it_stands_for() -> None:
    index = SearchIndex()
    index.take_now([of_title("Giảm ½ lệ phí")])
    for query in ("½", "giảm 1 2", "giam ½ le phi"):
        assert [found.title for found in index.find_now(Search(query, NOW))] == ["Giảm ½ lệ phí"], query
