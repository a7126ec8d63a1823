"""A citizen says what they want to be told, and how."""

from collections.abc import Sequence

from shared.clock import Clock
from shared.errors import OutdatedVersion
from svc_notify.domain.preferences import Choices, Preferences
from svc_notify.store.preferences import CitizenPreferences


class ChangePreferences:
    def __init__(self, preferences: CitizenPreferences, clock: Clock) -> None:
        self._preferences = preferences
        self._clock = clock

    async def __call__(
        self, citizen_id: str, seen_version: int, choices: Choices, communes: Sequence[str]
    ) -> Preferences:
        """The preferences after the change. 412 when they are no longer those that were seen."""
        known = await self._preferences.get(citizen_id)
        wanted = known.chosen(choices, tuple(communes))
        if known.version != seen_version or not await self._preferences.put(citizen_id, wanted, self._clock.now()):
            raise OutdatedVersion()
        return await self._preferences.get(citizen_id)
