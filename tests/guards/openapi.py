"""What the routes of a service answer and ask for, beyond what its OpenAPI document says."""

import inspect
from collections.abc import Iterator
from typing import Any, cast

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from local_stack.openapi import routers
from shared.identity import staff_with


def answered(service: str) -> set[tuple[str, str]]:
    """Method and path of every route of ``service``, also of those that it does not publish."""
    routes = [route for router in routers(service) for route in router.routes]
    return {(method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods or ()}


def named_roles(service: str) -> set[str]:
    """The roles that the routes of ``service`` ask for with ``staff_with``, whatever they are called on the way."""
    routes = [route for router in routers(service) for route in router.routes]
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
