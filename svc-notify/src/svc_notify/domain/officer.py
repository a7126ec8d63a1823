"""Who of the staff does something, under the name that they have at that time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Officer:
    id: str
    name: str
