"""A dossier by what somebody has written down of it: its legal code, or the reference of its submission."""

from dataclasses import dataclass

from shared.codes import plain_code
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.dossier_code import read_code
from svc_dossier.domain.submission_reference import read_reference
from svc_dossier.store.dossiers import Dossiers


def is_code(text: str) -> bool:
    return bool(read_code(code := plain_code(text)) or read_reference(code))


@dataclass(frozen=True)
class FindByCode:
    dossiers: Dossiers

    async def __call__(self, text: str) -> Dossier | None:
        """Finds a dossier of any owner: the caller must show only what the person who asks may see."""
        typed = plain_code(text)
        if code := read_code(typed):
            return await self.dossiers.by_code(code)
        reference = read_reference(typed)
        return await self.dossiers.by_reference(reference) if reference else None
