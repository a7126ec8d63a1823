"""The template files beside Zalo's approved list: ``python -m svc_notify check-templates``.

Source: contract section 5.4, ``GET /template/info/v2``.
"""

import sys
from collections.abc import Mapping
from typing import Any

import httpx

from shared.http_client import outbound
from svc_notify.calls import CALL_FAILED
from svc_notify.channels.answers import number, read_envelope
from svc_notify.domain.template_check import Approved, differences
from svc_notify.settings import Settings
from svc_notify.template_files import load_templates
from svc_notify.wiring import open_tokens

UNKNOWN = -109
"""What Zalo answers for an id it does not know."""


class NotTold(Exception):
    """Zalo did not say."""


async def check_templates(settings: Settings, _: list[str]) -> int:
    """0 when all agree; 1 with a line for each difference, or why Zalo could not be asked."""
    async with open_tokens(settings) as (_oauth, refresher):
        pair = await refresher.recover()
    if pair is None:
        sys.stderr.write("Chưa có mã truy cập Zalo OA: chạy python -m svc_notify consent trước.\n")
        return 1
    templates = load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id)
    lines = []
    try:
        async with outbound(str(settings.zalo_zns_base), settings.zalo_timeout_seconds) as http:
            for template in templates:
                approved = await _approved(http, pair.access, template.zalo_template_id)
                lines += [f"{template.name}: {difference}" for difference in differences(template, approved)]
    except NotTold as error:
        sys.stderr.write(f"Không hỏi được Zalo: {error}\n")
        return 1
    if lines:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        return 1
    sys.stdout.write(f"{len(list(templates))} mẫu tin đúng với các mẫu Zalo đã duyệt.\n")
    return 0


async def _approved(http: httpx.AsyncClient, access_token: str, template_id: str) -> Approved | None:
    """``None`` when Zalo does not know the id, or there is none. Raises ``NotTold``."""
    if not template_id:
        return None
    try:
        answer = await http.get(
            "/template/info/v2", params={"template_id": template_id}, headers={"access_token": access_token}
        )
    except CALL_FAILED as error:
        raise NotTold(type(error).__name__) from error
    envelope = read_envelope(answer.content)
    code = number(envelope.get("error")) if envelope else None
    if code == UNKNOWN:
        return None
    data = envelope.get("data") if envelope and code == 0 else None
    if not isinstance(data, Mapping):
        raise NotTold(f"mã {code}" if code is not None else f"HTTP {answer.status_code}")
    params = [one for one in data.get("listParams") or () if isinstance(one, Mapping)]
    return Approved(
        status=str(data.get("status")),
        limits={str(one.get("name")): _limit(one.get("maxLength")) for one in params},
        required=frozenset(str(one.get("name")) for one in params if one.get("require") is True),
    )


def _limit(value: Any) -> int:
    """Where Zalo names no limit there is none to be held against us."""
    return number(value) or sys.maxsize
