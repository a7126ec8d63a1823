"""Notices in words: a title, and a text that a phone can read aloud."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from string import Formatter

from shared.spoken import spoken_amount, spoken_code, spoken_moment, spoken_text
from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.dossier import Dossier, Paper, TimelineEntry
from svc_dossier.domain.notices import NOTICES
from svc_dossier.domain.transitions import Action

FACTS = frozenset(
    {
        "procedure",
        "agency",
        "at",
        "due",
        "undated",
        "code",
        "reference",
        "documents",
        "text",
        "amount",
        "items",
        "pay_by",
        "results",
        "how_to_pay",
        "how_to_supplement",
        "how_to_download",
        "how_to_rate",
        "answer_by",
        "unavailable",
    }
)


@dataclass(frozen=True)
class NoticeWording:
    titles: Mapping[Action, str]
    lines: Mapping[Action, Sequence[str]]
    read_as: Mapping[str, str]
    ways: Mapping[str, Mapping[str, str]]
    """What is done in the app with an ``account``, and at the ``counter`` by who has none."""
    undated: str

    @classmethod
    def load(cls) -> "NoticeWording":
        """Raises ``KeyError`` or ``ValueError`` when a notice has no words or asks for a fact there is not."""
        data = read("notices.yaml")
        texts = {action: data["notices"][action.value] for action in NOTICES}
        for action, words in texts.items():
            if unknown := {name for line in words["lines"] for name in _facts_in(line)} - FACTS:
                raise ValueError(f"notices.yaml: {action}: no such fact: {', '.join(sorted(unknown))}")
        return cls(
            titles={action: words["title"] for action, words in texts.items()},
            lines={action: words["lines"] for action, words in texts.items()},
            read_as=data["read_as"],
            ways=data["ways"],
            undated=data["undated"],
        )

    def plain_text(self, dossier: Dossier, entry: TimelineEntry) -> str:
        """The notice of the step ``entry``, without abbreviations, bare codes or figures for dates."""
        asked = next((payment for payment in dossier.payments if payment.asked_at == entry.at), None)
        facts = {
            "procedure": self._said(dossier.procedure_name),
            "agency": self._said(dossier.agency_name),
            "at": _moment(entry.at),
            "due": _moment(entry.due_at),
            "undated": None if entry.due_at else self.undated,
            "code": spoken_code(entry.code) if entry.code else None,
            "reference": spoken_code(dossier.submission_reference),
            "documents": self._listed(entry),
            "text": self._said(entry.text or ""),
            "results": len(dossier.results),
            "answer_by": _moment(entry.answer_by),
            "unavailable": "; ".join(self._said(paper.name) for paper in _lacking(dossier, entry)),
            "amount": spoken_amount(asked.amount) if asked else None,
            "items": "; ".join(f"{self._said(item.name)}, {spoken_amount(item.amount)}" for item in asked.items)
            if asked
            else None,
            "pay_by": _moment(asked.pay_by) if asked else None,
            **self._how(dossier),
        }
        whole = [line for line in self.lines[entry.action] if all(facts[name] for name in _facts_in(line))]
        return " ".join(line.format(**facts) for line in whole)

    def _how(self, dossier: Dossier) -> Mapping[str, str]:
        where = "counter" if dossier.citizen_id is None else "account"
        return {name: self._said(said[where].format(agency=dossier.agency_name)) for name, said in self.ways.items()}

    def _listed(self, entry: TimelineEntry) -> str:
        named = (filter(None, paper) for paper in zip_longest(entry.documents, entry.notes))
        return "; ".join(f"{n}, {', '.join(map(self._said, paper))}" for n, paper in enumerate(named, start=1))

    def _said(self, text: str) -> str:
        pattern = rf"\b({'|'.join(map(re.escape, self.read_as))})\b"
        return re.sub(pattern, lambda found: self.read_as[found[1]], spoken_text(text))


def _lacking(dossier: Dossier, entry: TimelineEntry) -> Sequence[Paper]:
    """Papers that were asked for last before ``entry``, and of which the citizen said that they have none."""
    before = (step for step in reversed(dossier.timeline) if step.version < entry.version)
    asked = next((step for step in before if step.action is Action.REQUEST_SUPPLEMENT), None)
    return dossier.unavailable(asked.at, entry.at) if asked else ()


def _facts_in(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def _moment(moment: datetime | None) -> str | None:
    return spoken_moment(moment) if moment else None
