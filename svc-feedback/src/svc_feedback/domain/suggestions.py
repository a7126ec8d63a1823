"""Which published answers fit what somebody is typing: those that share most of its telling words."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

SHOWN = 5
LEAST_SHARE = 0.34
"""The least share of the typed words' weight that an answer must have."""

# fmt: off
COMMON_WORDS = frozenset({
    "anh", "ba", "bao", "bi", "cac", "can", "chi", "cho", "co", "con", "cua", "da", "dau", "de", "duoc", "em", "gi",
    "hoi", "khi", "khong", "la", "lai", "lam", "lau", "minh", "mot", "nao", "nay", "nhu", "nhung", "nua", "o", "ong",
    "phai", "sao", "se", "tai", "the", "thi", "toi", "trong", "va", "ve", "voi", "xin",
})
# fmt: on
"""Words, without accents, that tell nothing about a question's matter."""


@dataclass(frozen=True)
class Match:
    question_id: str
    score: float


def telling_words(words: Sequence[str]) -> list[str]:
    """Those of ``words`` that narrow the matter, the longest first: long words are rarer."""
    return sorted((word for word in words if word not in COMMON_WORDS), key=lambda word: (-len(word), word))


def best_matches(typed: Sequence[str], candidates: Mapping[str, AbstractSet[str]]) -> list[Match]:
    """The candidates (id → their words) that fit ``typed`` best; a word that few candidates have weighs more."""
    wanted = telling_words(typed)
    if not wanted or not candidates:
        return []
    weights = {word: _weight(word, candidates) for word in wanted}
    whole = sum(weights.values())
    scored = [
        Match(question_id, sum(weights[word] for word in wanted if word in words) / whole)
        for question_id, words in candidates.items()
    ]
    fitting = [match for match in scored if match.score >= LEAST_SHARE]
    return sorted(fitting, key=lambda match: (-match.score, match.question_id))[:SHOWN]


def _weight(word: str, candidates: Mapping[str, AbstractSet[str]]) -> float:
    having = sum(word in words for words in candidates.values())
    return math.log(1 + len(candidates) / (1 + having)) + 0.1
