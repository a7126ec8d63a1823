"""Takes in, every few seconds, the categories that an administrator has changed through another process."""

from dataclasses import dataclass

from svc_feedback.store.categories import StoredCatalogue
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class FollowCategories:
    stored: StoredCatalogue
    rules: Rules

    async def __call__(self) -> None:
        found = await self.stored.current()
        self.rules.categories.take(found.catalogue, found.version)
