"""Every service's OpenAPI document without a running service: its routers, made with nothing behind them.

``merged`` is what the gateway answers at ``/openapi.json``. ``docs/openapi.json`` is written from it, so that a client
can be compiled, and a change of the interface be read, without a stack.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_type_hints

from fastapi import APIRouter

from gateway.openapi.merge import merge
from gateway.proxy.route_table import OWN, RouteTable, load_route_table
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles
from local_stack.services import read_services
from shared.web import create_app

ROLES = load_roles()


@cache
def upstreams() -> tuple[str, ...]:
    """The services behind the gateway, by their names in the route table: ``svc-dossier``."""
    return tuple(sorted(service.name for service in read_services() if service.name.startswith("svc-")))


@cache
def route_table() -> RouteTable:
    return load_route_table(ROUTES, upstreams(), ROLES.keys())


@cache
def document(service: str) -> dict[str, Any]:
    """What ``service`` itself publishes, as far as it is about its routes."""
    return create_app(title=service, routers=routers(service)).openapi()


@cache
def merged() -> dict[str, Any]:
    """The gateway's document: all that the route table lets in."""
    return merge({service: document(service) for service in (OWN, *upstreams())}, route_table(), ROLES)


@cache
def routers(service: str) -> tuple[APIRouter, ...]:
    """What every function of the service's ``api`` that makes a router makes of nothing."""
    return tuple(make(**dict.fromkeys(inspect.signature(make).parameters)) for make in router_functions(service))


def router_functions(service: str) -> Iterator[Callable[..., APIRouter]]:
    """Every function of the service's ``api`` that makes a router."""
    api = importlib.import_module(f"{service.replace('-', '_')}.api")
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        module = importlib.import_module(found.name)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and get_type_hints(function).get("return") is APIRouter:
                yield function
