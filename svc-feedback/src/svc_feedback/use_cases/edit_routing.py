"""An administrator writes the routing rules: the whole table, checked, against the version that was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import FieldError, Invalid, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import by_reason, explained
from svc_feedback.domain.parties import Party
from svc_feedback.domain.routing import MAX_RULES, ContradictoryRules, RoutingFault, RoutingRule, check_rules
from svc_feedback.store.routing_rules import RoutingRules, RoutingTable
from svc_feedback.use_cases.rules import Rules

_MESSAGES: Mapping[RoutingFault, tuple[str, str]] = {
    RoutingFault.TWICE: ("", "Đã có quy tắc cho chuyên mục và địa bàn này."),
    RoutingFault.UNKNOWN_SUBJECT: (".subject", "Không có lĩnh vực, chuyên mục này."),
    RoutingFault.UNKNOWN_COMMUNE: (".commune", "Không có xã, phường mang mã này."),
    RoutingFault.UNKNOWN_AGENCY: (".agency_id", "Không có cơ quan mang mã này."),
    RoutingFault.NO_DEFAULT: ("", "Cần một quy tắc chung cho mọi chuyên mục và địa bàn."),
    RoutingFault.TOO_MANY: ("", f"Tối đa {MAX_RULES} quy tắc."),
}


def _invalid(refused: ContradictoryRules) -> Invalid:
    suffix, message = _MESSAGES[refused.reason]
    where = f"rules[{refused.position}]{suffix}" if refused.position is not None else "rules"
    return Invalid([FieldError(where, message)])


_ERRORS = by_reason(ContradictoryRules, dict.fromkeys(_MESSAGES, _invalid))


@dataclass(frozen=True)
class EditRouting:
    routing: RoutingRules
    rules: Rules
    clock: Clock

    async def __call__(self, by: Party, seen: int, wanted: Sequence[RoutingRule]) -> RoutingTable:
        """Raises ``Invalid``, ``OutdatedVersion`` or ``Unavailable``."""
        communes, agencies = frozenset(self.rules.communes.all), frozenset(self.rules.agencies)
        with explained(_ERRORS):
            check_rules(wanted, self.rules.catalogue.subjects, communes, agencies)

        async def attempt(_number: int) -> RoutingTable:
            current = await self.routing.current()
            if current.version != seen:
                raise OutdatedVersion(current_version=current.version)
            table = RoutingTable(seen + 1, tuple(wanted), by.id, by.name, self.clock.now())
            await self.routing.replace(table)
            return table

        return await retry_on_conflict(attempt)
