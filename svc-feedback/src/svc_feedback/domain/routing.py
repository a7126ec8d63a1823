"""Finds the agency a report goes to: a table of rules that administrators edit, the most specific rule first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from svc_feedback.domain.categories import Category

MAX_RULES = 2000
COMMUNE_ITSELF = "commune"
"""The agency of a rule that means the People's Committee of the commune in which it happened."""


@dataclass(frozen=True)
class RoutingRule:
    """``subject`` is a category, a field, or ``None`` for all; ``commune`` a code, or ``None`` for all."""

    subject: str | None
    commune: str | None
    agency_id: str


class RoutingFault(Enum):
    TWICE = auto()
    UNKNOWN_SUBJECT = auto()
    UNKNOWN_COMMUNE = auto()
    UNKNOWN_AGENCY = auto()
    NO_DEFAULT = auto()
    """Some report would go nowhere, as there is no rule for everything."""
    TOO_MANY = auto()


class ContradictoryRules(Exception):
    """``position`` is that of the rule which is wrong, where it is one rule's fault."""

    def __init__(self, reason: RoutingFault, position: int | None = None) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.position = position


def route(rules: Sequence[RoutingRule], category: Category, commune: str | None) -> str | None:
    """The agency that ``category`` in ``commune`` goes to; ``None`` where it is the commune's and none is known."""
    by_key = {(rule.subject, rule.commune): rule.agency_id for rule in rules}
    for subject in (category.code, category.field.code, None):
        for where in dict.fromkeys((commune, None)):
            if (agency := by_key.get((subject, where))) is not None:
                return commune if agency == COMMUNE_ITSELF else agency
    return None


def check_rules(
    rules: Sequence[RoutingRule], subjects: frozenset[str], communes: frozenset[str], agencies: frozenset[str]
) -> None:
    """Raises ``ContradictoryRules``."""
    if len(rules) > MAX_RULES:
        raise ContradictoryRules(RoutingFault.TOO_MANY)
    seen: set[tuple[str | None, str | None]] = set()
    for position, rule in enumerate(rules):
        key = (rule.subject, rule.commune)
        if key in seen:
            raise ContradictoryRules(RoutingFault.TWICE, position)
        if rule.subject is not None and rule.subject not in subjects:
            raise ContradictoryRules(RoutingFault.UNKNOWN_SUBJECT, position)
        if rule.commune is not None and rule.commune not in communes:
            raise ContradictoryRules(RoutingFault.UNKNOWN_COMMUNE, position)
        if rule.agency_id not in agencies and rule.agency_id != COMMUNE_ITSELF:
            raise ContradictoryRules(RoutingFault.UNKNOWN_AGENCY, position)
        seen.add(key)
    if (None, None) not in seen:
        raise ContradictoryRules(RoutingFault.NO_DEFAULT)
