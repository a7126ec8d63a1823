"""All event sources together, checked: whoever forgets something is told what, before anything starts."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from shared.events import Event
from svc_notify import sources
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.notification import Notification
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueSpec
from svc_notify.sources.source import EventSource, IncompleteSource


@dataclass(frozen=True)
class Catalogue:
    """``topics`` are consumed. ``event_milestones`` has every event type that tells a citizen something, or says why
    not; ``notifications`` reads those that do. ``reactions`` are the types that change what is known instead.
    ``push_policy`` and ``values`` have every milestone.
    """

    topics: tuple[str, ...]
    event_milestones: Mapping[str, str | SuppressedReason]
    reactions: frozenset[str]
    notifications: Mapping[str, Callable[[Event, str], Notification | None]]
    push_policy: Mapping[str, Push]
    values: Mapping[str, Mapping[str, ValueSpec]]

    @classmethod
    def of(cls, declared: Mapping[str, EventSource]) -> "Catalogue":
        """The catalogue of the sources by name. Raises ``IncompleteSource``."""
        for name, source in declared.items():
            for problem in _problems(source):
                raise IncompleteSource(f"sources/{name}.py: {problem}")
        _expect_once("event", {name: (*one.event_milestones, *one.reactions) for name, one in declared.items()})
        _expect_once("milestone", {name: tuple(one.push_policy) for name, one in declared.items()})
        _expect_once("topic", {name: (one.topic,) for name, one in declared.items() if one.topic})
        return cls(
            topics=tuple(source.topic for source in declared.values() if source.topic),
            event_milestones={
                event: meaning for source in declared.values() for event, meaning in source.event_milestones.items()
            },
            reactions=frozenset(event for source in declared.values() for event in source.reactions),
            notifications={
                event: source.notification
                for source in declared.values()
                if source.notification
                for event in source.event_milestones
            },
            push_policy={name: push for source in declared.values() for name, push in source.push_policy.items()},
            values={
                milestone: {name: value.spec for name, value in source.values.items()}
                for source in declared.values()
                for milestone in source.push_policy
            },
        )


BESIDE_THE_SOURCES = frozenset({"catalogue", "source", "template_files"})
"""Modules of this package that describe no event source."""


def discover() -> Mapping[str, EventSource]:
    """Every source of this package by the name of its module. Raises ``IncompleteSource`` where a module has none."""
    modules = {
        info.name: import_module(f"{sources.__name__}.{info.name}")
        for info in pkgutil.iter_modules(sources.__path__)
        if info.name not in BESIDE_THE_SOURCES
    }
    if without := sorted(name for name, module in modules.items() if not hasattr(module, "SOURCE")):
        raise IncompleteSource(f"no SOURCE in sources/{without[0]}.py")
    return {name: module.SOURCE for name, module in modules.items()}


@cache
def catalogue() -> Catalogue:
    """The catalogue of all sources there are. Raises ``IncompleteSource``."""
    return Catalogue.of(discover())


def _problems(source: EventSource) -> Iterator[str]:
    reached = set()
    for event, meaning in source.event_milestones.items():
        if isinstance(meaning, SuppressedReason):
            continue
        if not meaning:
            yield f"event {event} has neither a milestone nor a SuppressedReason"
        elif meaning not in source.push_policy:
            yield f"milestone {meaning} of event {event} has no row in push_policy"
        reached.add(meaning)
    for milestone, push in source.push_policy.items():
        if push.purpose not in tuple(Purpose):
            yield f"milestone {milestone} has no Purpose that citizens could choose by"
        if source.topic and milestone not in reached:
            yield f"no event leads to milestone {milestone}"
    if source.push_policy and not source.values:
        yield "its templates have no values to name"
    if source.topic and not (source.event_milestones or source.reactions):
        yield f"nothing is said of the events of {source.topic}"
    if not source.topic and (source.event_milestones or source.reactions):
        yield "its events have no topic"
    if reached and source.notification is None:
        yield "nothing reads the events that lead to a milestone (notification)"


def _expect_once(what: str, named: Mapping[str, tuple[str, ...]]) -> None:
    owner: dict[str, str] = {}
    for source, names in named.items():
        for name in names:
            if name in owner:
                raise IncompleteSource(f"sources/{source}.py: {what} {name} is declared by {owner[name]}.py already")
            owner[name] = source
