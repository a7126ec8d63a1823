"""The payload of each event that the gateway publishes, by its type."""

from collections.abc import Mapping

from gateway.domain import events
from shared.reference.staff_events import CHANGED, StaffChanged

PAYLOADS: Mapping[str, type] = {**events.PAYLOADS, CHANGED: StaffChanged}
