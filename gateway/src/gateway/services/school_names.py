"""Schools, of which svc-payment keeps the list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from shared.errors import Unavailable
from shared.logs import get_logger
from shared.tracing import trace_headers

SchoolName = Callable[[str], Awaitable[str | None]]
"""What the school with an id is called; ``None`` when there is none."""

log = get_logger()


@dataclass(frozen=True)
class AskSchoolName:
    """``address``: of svc-payment."""

    http: httpx.AsyncClient
    address: str

    async def __call__(self, school_id: str) -> str | None:
        """Raises ``Unavailable``."""
        try:
            answer = await self.http.get(f"{self.address.rstrip('/')}/v1/schools/{school_id}", headers=trace_headers())
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            return str(answer.json()["name"])
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            log.warning("school_not_read", error=type(error).__name__)
            raise Unavailable(detail="Chưa tra cứu được danh sách trường. Vui lòng thử lại sau ít phút.") from None
