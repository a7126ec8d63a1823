"""The reasons an officer chooses from, action by action, as a service's ``reasons.yaml`` lists them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ReasonText:
    """``label`` is what the officer chooses by, ``text`` what the citizen reads."""

    code: str
    label: str
    text: str


Reasons = Mapping[str, Mapping[str, ReasonText]]
"""The text of each reason, by the action's name and then by code."""


def parse_reasons(data: Mapping[str, Iterable[Mapping[str, str]]], actions: Collection[str]) -> Reasons:
    """Raises ``ValueError`` where an action is none of ``actions``, ``TypeError`` where a reason lacks a member."""
    if unknown := data.keys() - set(actions):
        raise ValueError(f"reasons.yaml: no such action: {', '.join(sorted(unknown))}")
    return {name: {entry["code"]: ReasonText(**entry) for entry in entries} for name, entries in data.items()}
