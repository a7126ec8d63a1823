"""The control API: creates people, issues tokens, moves the clock, switches faults on, reads what Zalo accepted."""

from zalo_simulator.control import (
    application,
    clock,
    faults,
    knobs,
    messages,
    orders,
    people,
    templates,
    tokens,
    webhooks,
)
from zalo_simulator.control.requests import EXCEPTION_HANDLERS

ROUTES = [
    *people.ROUTES,
    *tokens.ROUTES,
    *messages.ROUTES,
    *orders.ROUTES,
    *faults.ROUTES,
    *clock.ROUTES,
    *knobs.ROUTES,
    *templates.ROUTES,
    *webhooks.ROUTES,
    *application.ROUTES,
]

__all__ = ["EXCEPTION_HANDLERS", "ROUTES"]
