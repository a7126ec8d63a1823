"""A citizen changes what they have told us themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.domain.citizen import OLDEST_YEAR, Citizen, year_is_plausible
from gateway.store.citizens import Citizens
from gateway.use_cases.read_profile import ReadProfile
from shared.clock import Clock
from shared.errors import FieldError, Invalid, OutdatedVersion
from shared.optimistic import retry_on_conflict


@dataclass(frozen=True)
class ChangeProfile:
    read: ReadProfile
    citizens: Citizens
    clock: Clock

    async def __call__(self, citizen_id: str, seen_version: int, changes: Mapping[str, Any]) -> Citizen:
        """Set ``declared_name``, ``year_of_birth``, ``text_size``, as far as given, on the version the citizen saw.

        Raises ``Invalid``, ``NotFound``, ``OutdatedVersion`` or ``Unavailable``.
        """
        year, now = changes.get("year_of_birth"), self.clock.now()
        if year is not None and not year_is_plausible(year, now):
            raise Invalid([FieldError("year_of_birth", f"Năm sinh phải từ {OLDEST_YEAR} đến {now.year}.")])

        async def attempt(_number: int) -> Citizen:
            citizen = await self.read(citizen_id)
            if citizen.version != seen_version:
                raise OutdatedVersion(current_version=citizen.version)
            await self.citizens.save(replace(citizen, **changes), [])
            return await self.read(citizen_id)

        return await retry_on_conflict(attempt)
