"""What Zalo has approved of a template: ``GET /template/info/v2`` (contract 5.4)."""

import sys
from collections.abc import Mapping

import httpx

from svc_notify.domain.template_check import Approved
from svc_notify.zalo.answer_codes import number, read_envelope
from svc_notify.zalo.call_errors import CALL_FAILED

UNKNOWN = -109
"""What Zalo answers for an id it does not know."""


class ZaloUnavailable(Exception):
    """Zalo did not say."""


async def approved_template(http: httpx.AsyncClient, access_token: str, template_id: str) -> Approved | None:
    """``None`` when Zalo does not know the id, or there is none. Raises ``ZaloUnavailable``."""
    if not template_id:
        return None
    try:
        answer = await http.get(
            "/template/info/v2", params={"template_id": template_id}, headers={"access_token": access_token}
        )
    except CALL_FAILED as error:
        raise ZaloUnavailable(type(error).__name__) from error
    envelope = read_envelope(answer.content)
    code = number(envelope.get("error")) if envelope else None
    if code == UNKNOWN:
        return None
    data = envelope.get("data") if envelope and code == 0 else None
    if not isinstance(data, Mapping):
        raise ZaloUnavailable(f"mã {code}" if code is not None else f"HTTP {answer.status_code}")
    params = [one for one in data.get("listParams") or () if isinstance(one, Mapping)]
    return Approved(
        status=str(data.get("status")),
        limits={str(one.get("name")): _limit(one.get("maxLength")) for one in params},
        required=frozenset(str(one.get("name")) for one in params if one.get("require") is True),
    )


def _limit(value: object) -> int:
    """Where Zalo names no limit there is none to be held against us."""
    return number(value) or sys.maxsize
