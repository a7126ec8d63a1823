"""Who takes a step of a report or a question, and what a row of either table says."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=Enum)
A = TypeVar("A", bound=StrEnum)
W = TypeVar("W", bound=StrEnum)


class Actor(StrEnum):
    CITIZEN = "citizen"
    COORDINATOR = "coordinator"
    HANDLER = "handler"
    APPROVER = "approver"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition(Generic[S, A, W]):
    """``when`` is what must hold beside the state; ``event`` is what others are told. ``apart``: not by who wrote the
    reply that waits.
    """

    source: S | None
    action: A
    by: frozenset[Actor]
    target: S
    event: str
    when: W
    note: str = ""
    apart: bool = False
