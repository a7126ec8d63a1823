"""Every route says what it is for, and what it answers is what its description promises."""

from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.clock import SystemClock
from shared.mongo import Database
from shared.web import create_app
from svc_notify.sources.catalogue import catalogue
from svc_notify.wiring.api import make_routers

from .test_webhooks_in import settings


async def test_every_public_route_is_described_and_typed(database: Database) -> None:
    routers = make_routers(settings(), database, SystemClock())
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    for route in routes:
        assert route.summary and len(route.summary) > 10, route.path
        assert route.description and len(route.description) > 30, route.path
        typed = isinstance(route.response_model, type) and issubclass(route.response_model, BaseModel)
        assert typed or route.status_code == 204 or ("GET" in (route.methods or ()) and "webhooks" in route.path), (
            route.path
        )


async def test_a_dry_run_names_every_milestone(database: Database) -> None:
    app = create_app(
        title="Thông báo",
        routers=make_routers(settings(), database, SystemClock()),
    )
    asked = app.openapi()["components"]["schemas"]["DryRun"]["properties"]["milestone"]
    assert asked["enum"] == list(catalogue().push_policy)
