"""Every service's routes without a running service: its routers, made with nothing behind them."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any, cast, get_type_hints

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from gateway.proxy.route_table import OWN, RouteTable, load_route_table
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles
from shared.identity import staff_with
from tests.guards.sources import services

ROLES = load_roles()


def upstreams() -> tuple[str, ...]:
    """Names as in the route table: ``svc-dossier``."""
    return tuple(name.replace("_", "-") for name in services() if name != OWN)


def route_table() -> RouteTable:
    return load_route_table(ROUTES, upstreams(), ROLES.keys())


def document(service: str) -> dict[str, Any]:
    """What ``service`` itself publishes, as far as it is about its routes."""
    app = FastAPI(title=service)
    for router in _routers(service):
        app.include_router(router)
    return app.openapi()


def answered(service: str) -> set[tuple[str, str]]:
    """Method and path of every route of ``service``, also of those that it does not publish."""
    routes = [route for router in _routers(service) for route in router.routes]
    return {(method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods or ()}


def named_roles(service: str) -> set[str]:
    """The roles that the routes of ``service`` ask for with ``staff_with``, whatever they are called on the way."""
    routes = [route for router in _routers(service) for route in router.routes]
    return {
        role
        for route in routes
        if isinstance(route, APIRoute)
        for dependency in _dependencies(route.dependant)
        if getattr(dependency.call, "__qualname__", "").startswith(f"{staff_with.__qualname__}.")
        for role in inspect.getclosurevars(cast(Any, dependency.call)).nonlocals["role_names"]
    }


def _dependencies(dependant: Dependant) -> Iterator[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _dependencies(dependency)


@cache
def _routers(service: str) -> tuple[APIRouter, ...]:
    """What every function of the service's ``api`` that makes a router makes of nothing."""
    return tuple(_make_routers(f"{service.replace('-', '_')}.api"))


def _make_routers(package: str) -> Iterator[APIRouter]:
    api = importlib.import_module(package)
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        module = importlib.import_module(found.name)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and get_type_hints(function).get("return") is APIRouter:
                nothing: dict[str, Any] = dict.fromkeys(inspect.signature(function).parameters)
                yield function(**nothing)
