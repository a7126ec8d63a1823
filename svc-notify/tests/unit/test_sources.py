"""A source that leaves something open does not start, and says what is missing."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from svc_notify import sources
from svc_notify.consumers.planner import planner
from svc_notify.domain.milestones import Push, SuppressedReason
from svc_notify.domain.policy import Urgency
from svc_notify.domain.preferences import Purpose
from svc_notify.domain.templates import ValueType
from svc_notify.sources.catalogue import Catalogue, catalogue, discover
from svc_notify.sources.source import EventSource, IncompleteSource, TemplateValue
from svc_notify.sources.template_files import TemplateFileError, load_templates

FINED, PAID = "vn.quangngai.parking.fined.v1", "vn.quangngai.parking.paid.v1"
NO_PURPOSE: Any = "fines"
PARKING = EventSource(
    topic="parking.events.v1",
    event_milestones={FINED: "parking_fined", PAID: SuppressedReason.OWN_ACT},
    push_policy={"parking_fined": Push(Purpose.NEWS, Urgency.LOW)},
    values={"plate": TemplateValue(ValueType.CODE, lambda data: str(data))},
    notification=lambda event, milestone: None,
)


NO_SOURCES = {"__init__", "catalogue", "source", "template_files"}
"""What else is in their folder."""


def test_every_source_there_is_is_found_and_whole() -> None:
    there = {path.stem for path in Path(sources.__path__[0]).glob("*.py")} - NO_SOURCES
    assert discover().keys() == there >= {"dossier", "feedback", "payment"}
    assert catalogue().topics == tuple(sorted({each.topic for each in discover().values() if each.topic}))


def test_a_new_source_joins_the_others_by_itself() -> None:
    whole = Catalogue.of({**discover(), "parking": PARKING})
    assert "parking.events.v1" in whole.topics
    assert whole.push_policy["parking_fined"] is PARKING.push_policy["parking_fined"]
    assert whole.notifications[FINED] is PARKING.notification


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"event_milestones": {FINED: None}}, f"event {FINED} has neither a milestone nor a SuppressedReason"),
        ({"push_policy": {}}, f"milestone parking_fined of event {FINED} has no row in push_policy"),
        ({"event_milestones": {PAID: SuppressedReason.OWN_ACT}}, "no event leads to milestone parking_fined"),
        (
            {"push_policy": {"parking_fined": replace(PARKING.push_policy["parking_fined"], purpose=NO_PURPOSE)}},
            "milestone parking_fined has no Purpose that citizens could choose by",
        ),
        ({"values": {}}, "its templates have no values to name"),
        ({"notification": None}, "nothing reads the events that lead to a milestone (notification)"),
        ({"topic": None}, "its events have no topic"),
        ({"event_milestones": {}, "push_policy": {}}, "nothing is said of the events of parking.events.v1"),
        (
            {"event_milestones": {**PARKING.event_milestones, "vn.quangngai.citizen.erased.v1": "parking_fined"}},
            "event vn.quangngai.citizen.erased.v1 is declared by citizen.py already",
        ),
        ({"topic": "dossier.events.v1"}, "topic dossier.events.v1 is declared by dossier.py already"),
    ],
)
def test_an_incomplete_source_is_refused_by_what_it_lacks(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(IncompleteSource) as refusal:
        Catalogue.of({**discover(), "parking": replace(PARKING, **changed)})
    assert str(refusal.value) == f"sources/parking.py: {said}"


def test_a_milestone_without_a_template_is_refused_by_its_name() -> None:
    whole = Catalogue.of({**discover(), "parking": PARKING})
    with pytest.raises(TemplateFileError, match="parking_fined: has no template"):
        load_templates(milestones=whole.values)


def test_an_event_that_changes_what_is_known_needs_somebody_who_reacts() -> None:
    plan: Any = None
    with pytest.raises(IncompleteSource, match=r"nothing reacts to .*vn\.quangngai\.citizen\.contact_changed\.v1"):
        planner(catalogue(), plan, {})


START = """
import runpy, sys
from svc_notify import sources
sources.__path__.append(sys.argv.pop())
runpy.run_module("svc_notify", run_name="__main__")
"""
MODULE = """
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.sources.source import EventSource

SOURCE = EventSource(topic="parking.events.v1", event_milestones={"vn.quangngai.parking.fined.v1": "parking_fined"})
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("module", "said"),
    [
        (
            MODULE,
            "sources/parking.py: milestone parking_fined of event vn.quangngai.parking.fined.v1 has no row in "
            "push_policy\n",
        ),
        (MODULE.replace("SOURCE =", "SOURCES ="), "no SOURCE in sources/parking.py\n"),
    ],
)
def test_the_service_does_not_start_with_an_incomplete_source(tmp_path: Path, module: str, said: str) -> None:
    (tmp_path / "parking.py").write_text(module)
    command = [sys.executable, "-c", START, "policy", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, env={}, check=False)
    assert ran.returncode == 2
    assert ran.stderr.decode() == said
