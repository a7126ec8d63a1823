"""An administrator writes the routing rules: the whole table, checked, against the version that was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import FieldError, Invalid, OutdatedVersion, VersionConflict
from svc_feedback.domain.routing import MAX_RULES, ContradictoryRules, RoutingFault, RoutingRule, check_rules
from svc_feedback.store.routing_rules import RoutingRules, RoutingTable
from svc_feedback.use_cases.rules import Rules

_FAULTS: Mapping[RoutingFault, tuple[str, str]] = {
    RoutingFault.TWICE: ("", "Đã có quy tắc cho chuyên mục và địa bàn này."),
    RoutingFault.UNKNOWN_SUBJECT: (".subject", "Không có lĩnh vực, chuyên mục này."),
    RoutingFault.UNKNOWN_COMMUNE: (".commune", "Không có xã, phường mang mã này."),
    RoutingFault.UNKNOWN_AGENCY: (".agency_id", "Không có cơ quan mang mã này."),
    RoutingFault.NO_DEFAULT: ("", "Cần một quy tắc chung cho mọi chuyên mục và địa bàn."),
    RoutingFault.TOO_MANY: ("", f"Tối đa {MAX_RULES} quy tắc."),
}


@dataclass(frozen=True)
class EditRouting:
    routing: RoutingRules
    rules: Rules
    clock: Clock

    async def __call__(self, by: str, seen: int, wanted: Sequence[RoutingRule]) -> RoutingTable:
        """Raises ``Invalid`` or ``OutdatedVersion``."""
        communes, agencies = frozenset(self.rules.communes.all), frozenset(self.rules.agencies)
        try:
            check_rules(wanted, self.rules.catalogue.subjects, communes, agencies)
        except ContradictoryRules as wrong:
            suffix, message = _FAULTS[wrong.fault]
            where = f"rules[{wrong.position}]{suffix}" if wrong.position is not None else "rules"
            raise Invalid([FieldError(where, message)]) from None
        table = RoutingTable(seen + 1, tuple(wanted), by, self.clock.now())
        try:
            await self.routing.replace(table)
        except VersionConflict:
            raise OutdatedVersion(current_version=(await self.routing.current()).version) from None
        return table
