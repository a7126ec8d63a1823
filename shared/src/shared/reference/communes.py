"""Finds the commune in which an address, old or new, lies now.

Since 1/7/2025 there are no districts and 96 communes; addresses of before name communes and districts that are gone.
Read as people type: with or without accents, ``P.``, ``TX.``, any apostrophe, in any order. Where an address fits
several communes, all are answered, never one of them guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import TypeAdapter

from shared.codes import plain_code
from shared.reference.data_files import read
from shared.text import normal, search_key, stands_in

KON_TUM = "Kon Tum"
_PROVINCES = ("Quảng Ngãi", KON_TUM)
_TYPES = ("phường", "xã", "thị trấn", "đặc khu", "huyện", "thị xã", "thành phố", "tỉnh")
_SHORT = {"p": "phường", "x": "xã", "tt": "thị trấn", "h": "huyện", "tx": "thị xã", "tp": "thành phố", "t": "tỉnh"}
_ISLAND = re.compile(r"\b(huyện|huyen)\s+(?:đảo|dao)\b")
"""Lý Sơn was called a huyện đảo, and a huyện is what it was."""
_LONGEST = 6
"""Words in the longest name with its type."""


class CommuneKind(StrEnum):
    WARD = "ward"
    COMMUNE = "commune"
    SPECIAL_ZONE = "special_zone"


class Basis(StrEnum):
    """What an address names the commune by."""

    CURRENT = "current"
    FORMER_COMMUNE = "former_commune"
    FORMER_DISTRICT = "former_district"


@dataclass(frozen=True)
class FormerCommune:
    code: str
    name: str
    district: str
    province: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class FormerDistrict:
    name: str
    province: str
    agency: str | None
    now: tuple[str, ...]


@dataclass(frozen=True)
class Commune:
    """``name`` with its type: ``phường Cẩm Thành``. ``code`` is that of the statistics list."""

    code: str
    name: str
    kind: CommuneKind

    @property
    def province(self) -> str:
        """Which of the two merged provinces it lies in, by its code."""
        return KON_TUM if self.code.startswith("23") else _PROVINCES[0]


@dataclass(frozen=True)
class Match:
    """``former`` is what the address names, where that is gone."""

    commune: Commune
    basis: Basis
    former: FormerCommune | FormerDistrict | None = None


_Unit = Commune | FormerCommune | FormerDistrict


@dataclass(frozen=True)
class _Found:
    """``unit`` is named by the words ``first`` to ``last``; ``exact`` when with its accents."""

    unit: _Unit
    first: int
    last: int
    exact: bool

    @property
    def words(self) -> tuple[int, int]:
        return self.first, self.last


def read_communes() -> list[Commune]:
    return TypeAdapter(list[Commune]).validate_python(read("communes.yaml")["communes"])


class Communes:
    """Every commune by its code, and the way to it from an address."""

    def __init__(self) -> None:
        """Raises ``ValueError`` or ``KeyError`` when the data contradicts itself."""
        self.all = {commune.code: commune for commune in read_communes()}
        data = read("former_communes.yaml")
        self.former = TypeAdapter(list[FormerCommune]).validate_python(data["former_communes"])
        self._former_by_code = {commune.code: commune for commune in self.former}
        named = TypeAdapter(list[FormerDistrict]).validate_python(data["former_districts"])
        known = {district.name: district for district in named}
        others = {commune.district: commune.province for commune in self.former}
        self._districts = [
            *known.values(),
            *(FormerDistrict(name, province, None, ()) for name, province in others.items() if name not in known),
        ]
        reached = {code for former in (self.former, named) for unit in former for code in unit.now}
        if unknown := reached - {*self.all}:
            raise ValueError(f"former_communes.yaml: no commune has the code {min(unknown)}")
        self._index: dict[str, list[_Unit]] = {}
        units: list[_Unit] = [*self.all.values(), *self.former, *self._districts]
        for unit in units:
            for name in {_key(unit.name), _key(_bare(unit.name))}:
                self._index.setdefault(name, []).append(unit)
        self._joined: dict[str, list[_Unit]] = {}
        for name, named_so in self._index.items():
            self._joined.setdefault(name.replace(" ", ""), []).extend(named_so)

    def search(self, query: str) -> list[Commune]:
        """Those whose name has ``query``, typed with or without accents, then those that a unit of before 1/7/2025 of
        this name belongs to; all for an empty one.
        """
        named = [commune for commune in self.all.values() if stands_in(query, commune.name)]
        formerly = [match.commune for match in self.resolve(query)] if search_key(query) else []
        return list(dict.fromkeys([*named, *formerly]))

    def became(self, code: str) -> list[Commune]:
        """The communes that a commune of before 1/7/2025 belongs to now, by its old ``code``."""
        former = self._former_by_code.get(code)
        return [self.all[now] for now in former.now] if former else []

    def resolve(self, address: str) -> list[Match]:
        """The communes that ``address`` may lie in, each once."""
        if district := next((unit for unit in self._districts if unit.agency == plain_code(address)), None):
            return self._of_district(district)
        segments = [_words(part) for part in re.split(r"[,;\n/]", address)]
        hits = _best([hit for segment in self._hits(segments) for hit in segment])
        communes = [hit for hit in hits if not isinstance(hit.unit, FormerDistrict)]
        named = {hit.words for hit in communes}
        around = [hit.unit for hit in hits if isinstance(hit.unit, FormerDistrict) and hit.words not in named]
        instead = [hit.unit for hit in hits if isinstance(hit.unit, FormerDistrict) and hit.words in named]
        kon_tum = any(_key(" ".join(segment)) in ("kon tum", "tinh kon tum") for segment in segments)
        units = [hit.unit for hit in communes if not kon_tum or hit.unit.province == KON_TUM]
        # Bare "Đức Phổ" is the ward of today, or the town of before of which the ward is a part.
        alternatives = [match for district in instead if not around for match in self._of_district(district)]
        return _each_once([*self._matches(units, around), *alternatives])

    def _matches(self, units: Sequence[_Unit], districts: Sequence[FormerDistrict]) -> Iterable[Match]:
        names = {district.name for district in districts}
        former = [unit for unit in units if isinstance(unit, FormerCommune)]
        inside = [unit for unit in former if unit.district in names]
        current = [Match(unit, Basis.CURRENT) for unit in units if isinstance(unit, Commune)]
        if inside:
            return self._of_communes(inside)
        if current or former:
            return [*current, *self._of_communes([] if names else former)] or self._of_communes(former)
        return [match for district in districts for match in self._of_district(district)]

    def _of_communes(self, former: Iterable[FormerCommune]) -> list[Match]:
        return [Match(self.all[code], Basis.FORMER_COMMUNE, unit) for unit in former for code in unit.now]

    def _of_district(self, district: FormerDistrict) -> list[Match]:
        inside = [code for unit in self.former if unit.district == district.name for code in unit.now]
        return _each_once(Match(self.all[code], Basis.FORMER_DISTRICT, district) for code in (*district.now, *inside))

    def _hits(self, segments: Sequence[Sequence[str]]) -> Iterable[list[_Found]]:
        """What is found, segment by segment. A name that is alone in its segment may be a commune's or a district's;
        after a commune it is a district's.
        """
        start, seen_commune = 0, False
        for words in segments:
            hits = self._in_segment(words, start, alone=len(segments) == 1)
            bare = [hit for hit in hits if _key(" ".join(words)) == _key(_bare(hit.unit.name))]
            if bare and seen_commune:
                hits = [hit for hit in hits if hit not in bare or isinstance(hit.unit, FormerDistrict)]
            seen_commune = seen_commune or any(not isinstance(hit.unit, FormerDistrict) for hit in hits)
            yield hits
            start += len(words) + 1

    def _in_segment(self, words: Sequence[str], offset: int, *, alone: bool) -> list[_Found]:
        """What the segment names: with its type anywhere, without only as the whole of it; of two, the longer. A
        province beside something else says where that is, and ``alone`` it may be the ward of its name.
        """
        whole_key = _key(" ".join(words))
        if whole_key in {_key(province) for province in _PROVINCES} and not alone:
            return []
        hits = []
        for first in range(len(words)):
            for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
                text = " ".join(words[first:last])
                whole = (first, last) == (0, len(words))
                for unit in self._index.get(_key(text), ()):
                    if whole or _key(text) == _key(unit.name):
                        exact = _accented(text) in (_accented(unit.name), _accented(_bare(unit.name)))
                        hits.append(_Found(unit, offset + first, offset + last, exact))
        if not hits:  # written as one word
            units = self._joined.get(whole_key.replace(" ", ""), ())
            hits = [_Found(unit, offset, offset + len(words), exact=False) for unit in units]
        return [hit for hit in hits if not any(_within(hit, other) for other in hits)]


def _words(part: str) -> list[str]:
    """Lower case, composed, abbreviations of types written out."""
    words = _ISLAND.sub(r"\1", re.sub(r"[.\-:()]", " ", normal(part).casefold())).split()
    written = (_SHORT.get(word, word) if number + 1 < len(words) else word for number, word in enumerate(words))
    return " ".join(written).split()


@lru_cache(4096)
def _key(words: str) -> str:
    return search_key(words)


@lru_cache(4096)
def _accented(words: str) -> str:
    """Lower case, with its accents. Đăk and Đắk are two spellings of one word: of one former district the papers have
    both.
    """
    return words.casefold().replace("đắk", "đăk")


def _bare(name: str) -> str:
    lower = name.casefold()
    return next((name[len(kind) + 1 :] for kind in _TYPES if lower.startswith(f"{kind} ")), name)


def _within(inner: _Found, outer: _Found) -> bool:
    inside = outer.first <= inner.first and inner.last <= outer.last
    return inside and (outer.last - outer.first) > (inner.last - inner.first)


def _best(hits: Sequence[_Found]) -> list[_Found]:
    """What each stretch of words names: with its accents if anything has them so (Sơn Hà is not Sơn Hạ)."""
    exact = {hit.words for hit in hits if hit.exact}
    return [hit for hit in hits if hit.exact or hit.words not in exact]


def _each_once(matches: Iterable[Match]) -> list[Match]:
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.commune.code, match)
    return list(first.values())
