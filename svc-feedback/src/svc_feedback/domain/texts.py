"""What a citizen's words may hold, and what they tell: an emergency, or a matter for another channel."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from shared.text import search_key
from svc_feedback.domain.phrases import Phrases

_MARKUP = re.compile(
    r"<\s*[/!]?\s*[a-zA-Z][^<>]{0,200}>"  # a tag
    r"|<[a-zA-Z]\w*[\s/][^<>]{0,200}="  # one that a browser closes by itself
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"  # an entity
)


class TextFault(Enum):
    PRIVATE = auto()
    """A character that only the writer's own fonts have."""
    MARKUP = auto()
    EMPTY = auto()


def fault_of(text: str) -> TextFault | None:
    """What is wrong with ``text``, as it was meant, that people are to read."""
    if any(unicodedata.category(character) == "Co" for character in text):
        return TextFault.PRIVATE
    if _MARKUP.search(text):
        return TextFault.MARKUP
    if not any(unicodedata.category(character)[0] in "LNS" for character in text):
        return TextFault.EMPTY
    return None


def words_of(text: str) -> list[str]:
    """The words that ``text`` is found by, each once, in order."""
    return list(dict.fromkeys(word for word in search_key(text).split() if len(word) > 1))


@dataclass(frozen=True)
class EmergencyNumber:
    """``phrases``: what tells that it is to be called."""

    number: str
    label: str
    phrases: Phrases


@dataclass(frozen=True)
class OtherChannel:
    """A matter with a law of its own, and where it goes instead."""

    code: str
    title: str
    detail: str
    phrases: Phrases


def emergencies_in(texts: Sequence[str], numbers: Sequence[EmergencyNumber]) -> list[EmergencyNumber]:
    """Whom to call about ``texts``, at once and before anything else; each is judged for itself, for one may be typed
    with accents and the other without.
    """
    return [number for number in numbers if any(number.phrases.met_in(text) for text in texts)]


def other_channel_of(texts: Sequence[str], channels: Sequence[OtherChannel]) -> OtherChannel | None:
    """Where this goes instead, when it says itself that it is a complaint or a denunciation in the sense of the law."""
    return next((each for each in channels if any(each.phrases.met_in(text) for text in texts)), None)
