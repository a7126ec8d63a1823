"""A citizen says what they want to be told, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import OutdatedVersion
from shared.optimistic import retry_on_conflict
from svc_notify.domain.preferences import Choices, Preferences
from svc_notify.store.preferences import CitizenPreferences


@dataclass(frozen=True)
class ChangePreferences:
    preferences: CitizenPreferences
    clock: Clock

    async def __call__(
        self, citizen_id: str, seen_version: int, choices: Choices, communes: Sequence[str]
    ) -> Preferences:
        """The preferences after the change, which is made to those that were seen.

        Raises ``OutdatedVersion`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Preferences:
            known = await self.preferences.get(citizen_id)
            if known.version != seen_version:
                raise OutdatedVersion(current_version=known.version)
            await self.preferences.put(citizen_id, known.chosen(choices, tuple(communes)), self.clock.now())
            return await self.preferences.get(citizen_id)

        return await retry_on_conflict(attempt)
