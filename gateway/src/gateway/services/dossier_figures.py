"""Figures of dossiers, which svc-dossier alone can count."""

from dataclasses import dataclass

import httpx

from gateway.domain.province_figures import DossierFigures
from shared.errors import Unavailable
from shared.logs import get_logger
from shared.tracing import trace_headers

log = get_logger()


@dataclass(frozen=True)
class AskDossierFigures:
    """``address``: of svc-dossier."""

    http: httpx.AsyncClient
    address: str

    async def __call__(self, first: str, last: str, token: str) -> DossierFigures:
        """Those of the months from ``first`` to ``last``, for whom ``token`` names. Raises ``Unavailable``."""
        try:
            answer = await self.http.get(
                f"{self.address.rstrip('/')}/v1/staff/figures",
                params={"from": first, "to": last},
                headers={"authorization": f"Bearer {token}", **trace_headers()},
            )
            answer.raise_for_status()
            total = answer.json()["items"][0]
            online, mini_app = total["share_online"], total["share_mini_app"]
            return DossierFigures(online["denominator"], online["numerator"], mini_app["numerator"])
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            log.warning("dossier_figures_not_read", error=type(error).__name__)
            raise Unavailable(detail="Chưa lấy được số liệu hồ sơ. Vui lòng thử lại sau ít phút.") from None
