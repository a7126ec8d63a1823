"""What the one-stop system has: the newest version of each dossier, and what it told about it."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fault = int | Literal["slow", "not json"] | None


@dataclass
class Record:
    """``received`` counts the deliveries, repeats as well; ``told`` are the verdicts on what was told back."""

    dossier: Mapping[str, Any]
    received: int = 1
    told: list[str] = field(default_factory=list)


@dataclass
class Desk:
    """``taken`` are the keys of deliveries: one that comes again changes nothing. Both are bounded by ``kept``."""

    kept: int
    fault: Fault = None
    records: OrderedDict[str, Record] = field(default_factory=OrderedDict)
    taken: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def take(self, reference: str, dossier: Mapping[str, Any], key: str) -> None:
        known = self.records.setdefault(reference, Record(dossier, received=0))
        known.received += 1
        if key not in self.taken and known.dossier["PhienBan"] < dossier["PhienBan"]:
            known.dossier = dossier
        self.taken[key] = None
        self.records.move_to_end(reference)
        for bounded in (self.records, self.taken):
            while len(bounded) > self.kept:
                bounded.popitem(last=False)
