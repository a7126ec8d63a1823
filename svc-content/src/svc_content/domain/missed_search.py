"""Searches that found nothing: the words are kept, the people are not."""

from svc_content.domain.search_text import words

LONGEST = 60
MOST_DIGITS = 4
"""More in a row may be the number of a person, a phone or a dossier."""


def kept(query: str) -> str | None:
    """The words to count, or ``None`` where they may tell of a person."""
    asked = words(query)
    if not asked or any(sum(letter.isdigit() for letter in word) > MOST_DIGITS for word in asked):
        return None
    if sum(letter.isdigit() for letter in query) > MOST_DIGITS * 2:
        return None
    return " ".join(asked)[:LONGEST]
