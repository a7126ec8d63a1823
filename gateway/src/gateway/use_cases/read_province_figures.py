"""The letter's figures: people as last counted here, and dossiers as svc-dossier counts them for the same caller."""

from dataclasses import dataclass

from gateway.domain.province_figures import ProvinceFigures, last_months
from gateway.services.dossier_figures import AskDossierFigures
from gateway.store.people_figures import StoredPeopleFigures
from shared.errors import Unavailable

NOT_YET = "Số liệu đang được tổng hợp lần đầu. Vui lòng thử lại sau một phút."


@dataclass(frozen=True)
class ReadProvinceFigures:
    people: StoredPeopleFigures
    dossiers: AskDossierFigures

    async def __call__(self, token: str) -> ProvinceFigures:
        """``token``: the caller's own, which svc-dossier judges again. Raises ``Unavailable``."""
        people = await self.people.last()
        if people is None:
            raise Unavailable(60, detail=NOT_YET)
        months = last_months(people.at)
        return ProvinceFigures(people, await self.dossiers(months[0], months[-1], token))
