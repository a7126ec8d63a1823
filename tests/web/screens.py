"""The screens that the app lists, and a deep link to each."""

import re
from collections.abc import Mapping

from local_stack.mini_app import WEB
from tests.journeys.dossier import PROCEDURE
from tests.journeys.people import Session

_LISTED = re.compile(r'^  \["(/[^"]*)", ', re.MULTILINE)
_MEMBER = re.compile(r":\w+")
_SHOWN: Mapping[str, tuple[str, str]] = {
    "/dossiers/:id": ("/v1/dossiers", "id"),
    "/messages/:id": ("/v1/me/messages", "id"),
    "/feedback/mine/:id": ("/v1/reports", "id"),
    "/feedback/public/:id": ("/v1/public-reports", "id"),
    "/questions/mine/:id": ("/v1/questions", "id"),
    "/questions/:id": ("/v1/public-questions", "id"),
    "/appointments/:id": ("/v1/appointments", "id"),
    "/bills/:id": ("/v1/bills", "id"),
    "/payments/:id": ("/v1/payments", "id"),
    "/stores/:id": ("/v1/shops", "id"),
    "/stores/mine/:id": ("/v1/me/shops", "id"),
    "/tv/:code": ("/v1/tv/channels", "code"),
    "/news/:id": ("/v1/news", "id"),
    "/guides/:id": ("/v1/guides", "id"),
    "/agencies/:id": ("/v1/agencies", "id"),
}
"""Which list has one for the screen of that pattern, and what names it there."""


def patterns() -> list[str]:
    found = _LISTED.findall((WEB / "mini-app" / "src" / "screens.ts").read_text())
    assert len(found) > 40
    return found


async def deep_links(app: Session) -> dict[str, str]:
    """The address on which ``app``'s citizen, who has lived (``tests/web/life.py``), finds something on a screen, by
    its pattern.
    """
    ids = {pattern: str((await app.get(path)).json()["items"][0][name]) for pattern, (path, name) in _SHOWN.items()}
    return {pattern: _MEMBER.sub(ids.get(pattern, PROCEDURE), pattern) for pattern in patterns()}
