"""What the application and the worker both do with dossiers of other systems."""

from shared.clock import Clock
from svc_dossier.catalogue.rules import code_forms
from svc_dossier.use_cases.apply_upstream_status import ApplyUpstreamStatus
from svc_dossier.use_cases.assign_code import AssignCode
from svc_dossier.use_cases.rules import Rules
from svc_dossier.wiring.stores import Stores


def make_assign_code(stores: Stores, rules: Rules) -> AssignCode:
    return AssignCode(stores.code_numbers, rules.calendars, rules.agencies, code_forms())


def make_apply_status(stores: Stores, rules: Rules, clock: Clock) -> ApplyUpstreamStatus:
    assign_code = make_assign_code(stores, rules)
    return ApplyUpstreamStatus(stores.dossiers, stores.upstream_statuses, rules.calendars, assign_code, clock)
