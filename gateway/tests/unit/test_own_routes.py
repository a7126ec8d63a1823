"""The gateway's own application and its rows of the route table say the same."""

from typing import Any, cast

from fastapi.routing import APIRoute

from gateway.api.auth.routes import auth_routes
from gateway.api.grants.routes import grant_routes
from gateway.api.me.routes import me_routes
from gateway.api.mini_app.routes import mini_app_routes
from gateway.api.official_template.routes import official_template_routes
from gateway.api.province_figures.routes import province_figure_routes
from gateway.api.published.routes import published_routes
from gateway.api.staff.routes import staff_routes
from gateway.api.staff_auth.routes import staff_auth_routes
from gateway.domain.roles import Labels
from gateway.proxy.route_table import OWN, load_route_table
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles

nobody = cast(Any, None)


def test_own_routes_are_those_of_the_table() -> None:
    routers = [
        auth_routes(nobody, nobody, nobody),
        me_routes(nobody, nobody, nobody, nobody),
        staff_auth_routes(nobody, nobody, nobody, nobody, secure=True),
        staff_routes(nobody, Labels(load_roles(), {}, frozenset())),
        province_figure_routes(nobody),
        grant_routes(nobody, nobody, nobody, nobody),
        published_routes(nobody, nobody),
        official_template_routes(nobody, nobody, nobody, nobody, nobody, "", "", "", nobody),
        mini_app_routes(None, nobody),
    ]
    served = {
        (method, route.path)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    services = frozenset(("svc-dossier", "svc-feedback", "svc-notify", "svc-content", "svc-payment"))
    table = load_route_table(ROUTES, services, load_roles().keys())
    assert served == {(route.method, route.template) for route in table.of_service(OWN)}
