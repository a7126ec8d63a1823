"""One request of the template, as the rows of the mapping get it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.api.official_template.envelope import FAILED, TemplateRefused
from gateway.api.official_template.responses import TemplateAnswer
from gateway.api.official_template.services import Services
from gateway.store.picked_pictures import PickedPictures

PAGE_SIZE = 10
LARGEST_PAGE = 50
DEEPEST = 1_000
"""Items: the services page by position, so a deep page of the template costs a walk to it."""
STEP = 100


@dataclass(frozen=True)
class TemplateCall:
    """``token``: of our own session, empty where the row asks for nobody. ``citizen_id`` likewise."""

    services: Services
    pictures: PickedPictures
    query: Mapping[str, str]
    body: Mapping[str, Any]
    files: Sequence[bytes]
    token: str
    citizen_id: str
    office: str
    """The office whose visits are booked: the organisation's id, which the template sends back as
    ``x-organization-id``."""
    procedure: str
    """What a visit is booked for: the template does not ask."""
    base: str
    """Where the gateway is reached: the template shows pictures by their whole address."""
    now: datetime


Answer = Callable[[TemplateCall], Awaitable[Any]]


@dataclass(frozen=True)
class Row:
    """``model``: what its answer is in, whose ``data`` is what ``answer`` gives.

    ``personal``: asks for the person of the Zalo token. ``looks_up``: counts against the day's look-ups.
    ``takes_files``: Zalo's picker sends them as a form, without the token.
    """

    method: str
    path: str
    answer: Answer
    model: type[TemplateAnswer[Any]]
    summary: str
    personal: bool = False
    looks_up: bool = False
    takes_files: bool = False


def page_of(query: Mapping[str, str], first: int) -> tuple[int, int]:
    """The page from 0, and its size: under the name that the template misspells, or the right one.

    ``first``: from where the template counts.
    """
    try:
        number = int(query.get("page") or first) - first
        size = int(query.get("pargeSize") or query.get("pageSize") or PAGE_SIZE)
    except ValueError:
        raise TemplateRefused(FAILED, "Số trang không hợp lệ.") from None
    if number < 0 or not 1 <= size <= LARGEST_PAGE or (number + 1) * size > DEEPEST:
        raise TemplateRefused(FAILED, "Số trang không hợp lệ.")
    return number, size
