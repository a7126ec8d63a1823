"""The words by which a report is found: those of its text, and its category, whatever that is called now."""

from collections.abc import Mapping, Sequence

from shared.mongo import Document
from svc_feedback.domain.texts import words_of

MAX_WORDS = 120
"""The most words by which a report is found; an index has an entry for each."""


def found_by(category: str, *texts: str) -> list[str]:
    return [of_category(category), *words_of(" ".join(texts))][:MAX_WORDS]


def of_category(code: str) -> str:
    """Stands among the words for whatever the category is called when somebody searches. Nobody can type it."""
    return f"category:{code}"


def each_word(field: str, words: Mapping[str, Sequence[str]]) -> list[Document]:
    """All of ``words``, each itself in ``field`` or by one of the categories that are called by it. What narrows most
    goes first: the index serves that one. The longest words are the rarest.
    """
    ordered = sorted(words.items(), key=lambda item: (len(item[1]), -len(item[0])))
    return [{field: {"$in": [word, *map(of_category, codes)]}} for word, codes in ordered]
