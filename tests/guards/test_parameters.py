"""What comes beside a body: a parameter that a route does not know is refused, a header that it needs is marked so."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse

from gateway.proxy.route_table import OWN
from local_stack.openapi import document, merged, routers, upstreams
from shared.web import StrictRoute

LENIENT = {
    "/": "of the gateway, linked from anywhere",
    "/.well-known": "read by others, by their standard",
    "/app": "the mini app, whose links people pass on",
    "/docs": "linked from anywhere",
    "/openapi.json": "read by tools",
    "/open311": "read by others, by their standard",
    "/v1/holidays.ics": "a calendar that people subscribe to",
    "/v1/media/{file_id}": "a picture whose link people pass on",
    "/v1/news.rss": "a feed that readers poll",
    "/v1/news/{article_id}/page": "a page whose link people pass on",
    "/v1/open-files": "a file whose link people pass on",
    "/v1/opensearch.xml": "read by browsers",
    "/v1/payment-callbacks": "called by payment providers, which add members of their own",
    "/v1/payment-returns": "a page that payment providers lead back to",
    "/v1/public-reports.atom": "a feed that readers poll",
    "/v1/public-reports/{report_id}/files/{file_id}": "a picture whose link people pass on",
    "/v1/receipt-checks/{number}": "a page that the code on a paper opens, whose link people pass on",
    "/v1/sitemap.xml": "read by search engines",
    "/v1/staff/auth/callback": "where Zalo leads back to",
    "/v1/tv/channels/{code}/programmes.ics": "a calendar that people subscribe to",
    "/v1/upstream/{system}/statuses": "called by systems of others",
    "/v1/webhooks": "called by Zalo",
}
"""Where parameters that are not known are passed over, and why. By a path, or the folder that paths are in."""
TEMPLATE = "_api"
"""What stands in the name of every route that the official template of mini apps calls, which is not ours."""

OPTIONAL_HEADERS = {
    "if-none-match": "without it the answer comes whole",
    "if-match": "of a citizen's step, which the state decides on as well",
    "meter": "from a cache (RFC 2227)",
    "x-bank-signature": "a lack of it is answered as a wrong one",
    "x-zevent-signature": "a lack of it is answered as a wrong one",
    "x-zevent-server": "tells two systems of Zalo apart",
}


def _routes(service: str) -> Iterator[APIRoute]:
    for router in routers(service):
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def _reason(path: str) -> str | None:
    """The entry of ``LENIENT`` by which ``path`` may be so."""
    if TEMPLATE in path:
        return TEMPLATE
    return next((each for each in LENIENT if path == each or (each != "/" and path.startswith(f"{each}/"))), None)


def test_a_parameter_that_a_route_does_not_know_is_refused_everywhere_else() -> None:
    paths = {route.path: route for service in (OWN, *upstreams()) for route in _routes(service)}
    assert [path for path, route in paths.items() if not isinstance(route, StrictRoute)] == []
    lenient = {path for path, route in paths.items() if isinstance(route, StrictRoute) and route.any_parameter}
    assert [path for path in lenient if _reason(path) is None] == []
    assert {_reason(path) for path in lenient} == {*LENIENT, TEMPLATE}


def test_a_page_whose_link_is_passed_on_takes_what_messengers_add() -> None:
    strict = {
        route.path
        for service in (OWN, *upstreams())
        for route in _routes(service)
        if isinstance(route.response_class, type) and issubclass(route.response_class, HTMLResponse)
        if isinstance(route, StrictRoute) and not route.any_parameter
    }
    assert strict == set()


def _headers(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document(service)["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "header":
                    yield f"{method.upper()} {path}", parameter


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_a_header_is_marked_required_or_the_route_does_without_it(service: str) -> None:
    unmarked = [
        f"{where}: {header['name']}"
        for where, header in _headers(service)
        if not header["required"] and header["name"].lower() not in OPTIONAL_HEADERS
    ]
    assert unmarked == []


def test_no_optional_header_is_listed_in_vain() -> None:
    found = {header["name"].lower() for service in (OWN, *upstreams()) for _, header in _headers(service)}
    assert OPTIONAL_HEADERS.keys() <= found


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_what_replaces_is_told_which_version_was_seen(service: str) -> None:
    """A step may do without; a text that replaces another would wipe out what somebody else wrote meanwhile."""
    asked = {where for where, header in _headers(service) if header["name"] == "if-match" and not header["required"]}
    assert [where for where in asked if where.startswith(("PUT", "PATCH"))] == []


def test_the_published_document_describes_every_operation_and_each_of_its_parts() -> None:
    """What the gateway publishes is put together from the services; nothing gets lost on the way."""
    found: Counter[str] = Counter()
    for path, operations in merged()["paths"].items():
        for method, operation in operations.items():
            where = f"{method.upper()} {path}"
            parts = [("operation", operation), *((each["name"], each) for each in operation.get("parameters", ()))]
            parts += [(status, answer) for status, answer in operation["responses"].items()]
            found.update(f"{where}: {name}" for name, part in parts if not part.get("description"))
    for name, model in merged()["components"]["schemas"].items():
        found.update(
            f"{name}.{member}" for member, part in model.get("properties", {}).items() if not part.get("description")
        )
    assert dict(found) == {}
