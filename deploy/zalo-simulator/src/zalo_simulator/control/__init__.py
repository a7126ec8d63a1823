"""The control API: makes people, mints tokens, moves the clock, switches faults on, reads what Zalo accepted."""

from zalo_simulator.control import clock, faults, knobs, messages, orders, people, templates, tokens, webhooks, whole
from zalo_simulator.control.wire import EXCEPTION_HANDLERS

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
    *whole.ROUTES,
]

__all__ = ["EXCEPTION_HANDLERS", "ROUTES"]
