"""What the one-stop system has: the newest version of each dossier, and the statuses that it sent back."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fault = int | Literal["slow", "not json"] | None
"""How the next deliveries fail: with this HTTP status, without an answer, or with a page instead of JSON."""


@dataclass
class Record:
    """``deliveries`` counts repeats as well; ``sent_statuses`` are the latest, each with the answer that it got."""

    dossier: Mapping[str, Any]
    deliveries: int = 1
    sent_statuses: list[str] = field(default_factory=list)


@dataclass
class ReceivedDossiers:
    """Keeps at most ``max_records`` dossiers and as many keys of deliveries: a delivery that comes again changes
    nothing.
    """

    max_records: int
    fault: Fault = None
    records: OrderedDict[str, Record] = field(default_factory=OrderedDict)
    delivery_keys: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def receive(self, reference: str, dossier: Mapping[str, Any], delivery_key: str) -> None:
        record = self.records.setdefault(reference, Record(dossier, deliveries=0))
        record.deliveries += 1
        if delivery_key not in self.delivery_keys and record.dossier["PhienBan"] < dossier["PhienBan"]:
            record.dossier = dossier
        self.delivery_keys[delivery_key] = None
        self.records.move_to_end(reference)
        for bounded in (self.records, self.delivery_keys):
            while len(bounded) > self.max_records:
                bounded.popitem(last=False)
