"""What one service waits for, another one sends; and a topic that nobody reads is one that we know of."""

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from gateway.consumers.publications import SHOWN_BY
from shared.reference import calendar_events
from svc_content.wiring.service import CALENDAR_GROUP
from svc_notify.consumers.planner import GROUP as PLANNER
from svc_notify.sources.catalogue import catalogue
from tests.guards.sources import ROOT
from tests.guards.sources import sources as all_sources

TYPE = re.compile(r"\bvn\.quangngai(?:\.[a-z_]+){2}\.v[0-9]+\b")
PRODUCED = {
    path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
    for path in ROOT.glob("*/src/*/event_schemas/*.json")
}
FROM_OUTSIDE = {"vn.quangngai.school.bill_requested.v1"}
"""Written by systems of schools: the shape that their reader expects is the one they have to send."""
UNREAD = {"channel.events.v1"}
"""Told for whoever watches the streams; no service of ours reads it."""


def readers() -> Iterator[tuple[str, str]]:
    """(topic, consumer group) of every consumer."""
    for path in sorted(ROOT.glob("*/src/*/consumers/*.py")):
        module = importlib.import_module(f"{path.parts[-3]}.consumers.{path.stem}")
        for topic in getattr(module, "TOPICS", ()):
            yield topic, module.GROUP
    yield from ((topic, PLANNER) for topic in catalogue().topics)


def sources() -> Iterator[Path]:
    yield from (path for path in ROOT.glob("*/src/*/**/*.py") if "tests" not in path.parts)


def test_every_event_type_that_the_code_names_is_sent_by_somebody() -> None:
    named = {(found, path.name) for path in sources() for found in TYPE.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 30
    assert {(found, where) for found, where in named if found not in PRODUCED} == {
        (found, "incoming.py") for found in FROM_OUTSIDE
    }


def test_the_page_of_a_service_names_what_it_consumes() -> None:
    pages = {page.parent.name: page.read_text(encoding="utf-8") for page in ROOT.glob("*/README.md")}
    untold = {(group, topic) for topic, group in readers() if f"`{topic}`" not in pages[group.partition(".")[0]]}
    assert untold == set()


def test_what_an_event_names_is_within_the_calendar() -> None:
    """A moment of the year 9999 in one event ended lists for everybody: adding a day to it, or showing it, fails."""
    unbounded = [
        f"{source}:{node.lineno}: {ast.unparse(node)}"
        for source in all_sources()
        if source.layer in ("consumers", "sources")
        for model in ast.walk(source.tree())
        if isinstance(model, ast.ClassDef) and model.bases
        for node in model.body
        if isinstance(node, ast.AnnAssign)
        and re.search(r"\b(AwareDatetime|datetime|date)\b", ast.unparse(node.annotation))
    ]
    assert unbounded == ["svc-notify/src/svc_notify/sources/template_files.py:114: effective_from: date | None = None"]


def test_what_a_service_relies_on_is_in_the_event_as_it_is_sent() -> None:
    found = ROOT.glob("*/src/*/expected_events/*.json")
    relied_on = [path for path in found if path.name.removesuffix(".json") not in FROM_OUTSIDE]
    assert relied_on
    for path in relied_on:
        expected, sent = json.loads(path.read_text(encoding="utf-8")), PRODUCED[path.name.removesuffix(".json")]
        for member in expected.get("required", []):
            assert member in sent.get("required", []), (path.name, member)
            assert _type(expected, member) == _type(sent, member), (path.name, member)


def test_every_topic_is_sent_to_and_read_or_known_to_be_read_by_nobody() -> None:
    declared = yaml.load((ROOT / "deploy/topics.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["topics"]
    ours = {topic for topic in declared if not topic.endswith(".dlq")}
    assert {f"{name.split('.')[2]}.events.v1" for name in (*PRODUCED, *FROM_OUTSIDE)} == ours
    assert ours - {topic for topic, _group in readers()} == UNREAD


def test_every_consumer_has_its_topic_of_dead_letters() -> None:
    declared = yaml.load((ROOT / "deploy/topics.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["topics"]
    assert {f"{group}.dlq" for _topic, group in readers()} <= set(declared)


def _type(schema: dict[str, dict[str, dict[str, object]]], member: str) -> object:
    shape = schema["properties"][member]
    return shape.get("type") or shape.get("anyOf") or shape.get("$ref")


def test_the_list_of_who_reads_what_is_what_the_code_does() -> None:
    """The list gives users of Kafka their rights, and makes workers grow."""
    declared = yaml.load((ROOT / "deploy/topics.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    listed = {(topic, group) for group, topics in declared["groups"].items() for topic in topics}
    calendar = (calendar_events.TOPIC, CALENDAR_GROUP)  # the one consumer whose topic and group are in the wiring
    assert listed == {*readers(), calendar}
    assert {f"{group}.dlq" for group in declared["groups"]} == {
        topic for topic in declared["topics"] if topic.endswith(".dlq")
    }
    assert {service: {*topics} for service, topics in declared["overheard"].items()} == {"gateway": {*SHOWN_BY}}
    written = {f"{name.split('.')[2]}.events.v1" for name in FROM_OUTSIDE}
    assert {topic for topics in declared["outside"].values() for topic in topics} == written
