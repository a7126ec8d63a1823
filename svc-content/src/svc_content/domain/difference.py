"""What changed between two texts of an article, for the eye of an editor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from svc_content.domain.article import Article, Content, Revision

MAX_WORDS = 2_000
"""A longer paragraph is shown as replaced whole, because comparing takes quadratic time."""

_WORD = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str


@dataclass(frozen=True)
class Difference:
    """``members`` that differ beside the text itself; ``text``: the plain text, in pieces."""

    members: tuple[str, ...]
    text: tuple[Piece, ...]


def compared_revisions(article: Article, before: int | None, after: int | None) -> tuple[Revision, Revision] | None:
    """The two that were asked for: by itself the newest and the one before it. ``None`` where one is not kept."""
    kept = {one.number: one for one in article.revisions}
    newer = after or article.revision
    older = before or max(newer - 1, min(kept))
    return (kept[older], kept[newer]) if older in kept and newer in kept else None


def difference(before: Content, after: Content) -> Difference:
    members = tuple(
        field.name
        for field in fields(Content)
        if field.name not in ("html", "plain_text") and getattr(before, field.name) != getattr(after, field.name)
    )
    if before.html != after.html and before.plain_text == after.plain_text:
        members = (*members, "html")  # only the layout
    return Difference(members, tuple(_joined(_paragraphs(before.plain_text, after.plain_text))))


def _paragraphs(before: str, after: str) -> Iterator[Piece]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, added = "".join(old[first:last]), "".join(new[new_first:new_last])
        if tag == "equal":
            yield Piece(Change.SAME, removed)
        else:
            yield from _words(removed, added)


def _words(removed: str, added: str) -> Iterator[Piece]:
    old, new = _WORD.findall(removed), _WORD.findall(added)
    if max(len(old), len(new)) > MAX_WORDS:
        yield from (Piece(Change.REMOVED, removed), Piece(Change.ADDED, added))
        return
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(old[first:last]))
        else:
            yield Piece(Change.REMOVED, "".join(old[first:last]))
            yield Piece(Change.ADDED, "".join(new[new_first:new_last]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of the same kind as one, empty ones left out."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is not None and last.change is piece.change:
            last = Piece(last.change, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
