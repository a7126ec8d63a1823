"""GET /v3.0/oa/user/getlist: the people whom the Official Account knows, page by page."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from zalo_simulator.clock import at
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.data_parameter import data_parameter, page_of
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.people import Person
from zalo_simulator.world import World

COUNT_LIMIT, LAST_OFFSET = 50, 9951
_SPAN = re.compile(r"(\d{4}_\d{2}_\d{2}):(\d{4}_\d{2}_\d{2})", re.ASCII)


def user_list(world: World, call: Call) -> Answer:
    data = data_parameter(call)
    if data is None:
        return refuse(-201, "data")
    page = page_of(data, COUNT_LIMIT, LAST_OFFSET)
    if page is None:
        return refuse(-210, "offset, count")
    try:
        filters = [_follower(data), _tag(data), _period(data, at(world.clock.now_ms()).date())]
    except ValueError:
        return refuse(-201, "last_interaction_period")
    known = (person for person in world.people if person.is_follower or person.last_interaction_at is not None)
    found = [person for person in known if all(accepts(person) for accepts in filters)]
    offset, count = page
    users = [{"user_id": person.oa_user_id} for person in found[offset : offset + count]]
    return accepted({"total": len(found), "count": len(users), "offset": offset, "users": users})


PersonFilter = Callable[[Person], bool]


def _follower(data: dict[str, Any]) -> PersonFilter:
    if "is_follower" not in data:
        return lambda _person: True
    wanted = str(data["is_follower"]).lower() == "true"
    return lambda person: person.is_follower is wanted


def _tag(data: dict[str, Any]) -> PersonFilter:
    tag = data.get("tag_name")
    return lambda person: not tag or tag in person.tags


def _period(data: dict[str, Any], today: date) -> PersonFilter:
    """Raises ValueError on a period that Zalo does not know."""
    period = data.get("last_interaction_period")
    if not period:
        return lambda _person: True
    first, last = _days(str(period), today)
    return lambda person: (
        person.last_interaction_at is not None and first <= at(person.last_interaction_at).date() <= last
    )


def _days(period: str, today: date) -> tuple[date, date]:
    back = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}.get(period)
    if back:
        return today - timedelta(days=back[0]), today - timedelta(days=back[1])
    span = _SPAN.fullmatch(period)
    if span is None:
        raise ValueError(period)
    first, last = (datetime.strptime(day, "%Y_%m_%d").date() for day in span.groups())  # noqa: DTZ007  # a day only
    return first, last
