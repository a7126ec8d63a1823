"""What two services, or two files, could choose alike without any start saying so."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from local_stack.infrastructure import usual_infrastructure_ports
from local_stack.services import read_services
from local_stack.topics import read_topics
from shared.dead_letter import topic_of
from tests.guards.sources import ROOT, Source, sources

TEMPLATES = sorted((ROOT / "svc-notify/src/svc_notify/templates").glob("*.yaml"))
_GROUP = re.compile(r'^[A-Z_]*GROUP = "([^"]+)"', re.M)
DATA = [
    path
    for folder in ("deploy", "gateway/src", "shared/src", *(path.name + "/src" for path in ROOT.glob("svc-*")))
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]


def shared_by_several(chosen: Iterable[tuple[Hashable, object]]) -> dict[Hashable, list[str]]:
    """What more than one has chosen, with who did."""
    owners: defaultdict[Hashable, set[str]] = defaultdict(set)
    for value, owner in chosen:
        owners[value].add(str(owner))
    return {value: sorted(those) for value, those in owners.items() if len(those) > 1}


def test_what_several_chose_is_found() -> None:
    assert shared_by_several([("a", 1), ("a", 2), ("b", 1), ("b", 1)]) == {"a": ["1", "2"]}


def test_each_template_has_its_own_number_at_zalo() -> None:
    written = [(yaml.load(path.read_text(), yaml.CSafeLoader), path.name) for path in TEMPLATES]
    assert len(written) > 30
    numbers = ((template["zalo_template_id"], name) for template, name in written if template["zalo_template_id"])
    assert shared_by_several(numbers) == {}
    assert shared_by_several(((each["milestone"], each["version"]), name) for each, name in written) == {}


def _twice(node: yaml.Node | None) -> list[str]:
    """Keys that stand twice in one mapping: a reader takes the last and says nothing."""
    if isinstance(node, yaml.SequenceNode):
        return [key for each in node.value for key in _twice(each)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    below = [key for _, value in node.value for key in _twice(value)]
    return [*(key for key in set(keys) if keys.count(key) > 1), *below]


def test_a_key_that_stands_twice_is_found() -> None:
    assert _twice(yaml.compose("topics: {a: 1, b: [{c: 1, c: 2}], a: 3}", yaml.CSafeLoader)) == ["a", "c"]


def test_no_key_of_a_data_file_stands_twice() -> None:
    assert len(DATA) > 80
    found = {path: list(yaml.compose_all(path.read_text(), yaml.CSafeLoader)) for path in DATA}
    assert {str(path.relative_to(ROOT)): twice for path, nodes in found.items() if (twice := _twice_in(nodes))} == {}


def _twice_in(nodes: Iterable[yaml.Node]) -> list[str]:
    return [key for node in nodes for key in _twice(node)]


def test_programs_of_the_stack_share_no_name_no_variable_and_no_port() -> None:
    programs = read_services()
    for member in ("name", "package", "prefix"):
        assert shared_by_several((getattr(each, member), index) for index, each in enumerate(programs)) == {}
    ports: list[tuple[int, str]] = [(number, name) for name, number in usual_infrastructure_ports().items()]
    for each in programs:
        ports.append((each.port, each.name))
        if each.operations_port:
            ports.append((each.operations_port, each.operations))
    assert shared_by_several(ports) == {}


def _events() -> list[tuple[str, str]]:
    """Every type of event, with the service that publishes it."""
    found = sorted(ROOT.glob("*/src/*/event_schemas/*.json"))
    return [(json.loads(path.read_text())["$id"].removeprefix("urn:event:"), path.parts[-5]) for path in found]


def test_a_type_of_event_and_its_topic_belong_to_one_service() -> None:
    events = _events()
    assert len(events) > 80
    assert shared_by_several(events) == {}
    assert shared_by_several((type_.split(".")[2], service) for type_, service in events) == {}


def _literals(source: Source, *functions: str) -> Iterable[str]:
    """What ``source`` passes first, written out, to these functions."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions and node.args:
            first: Any = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _ours() -> list[Source]:
    return [each for each in sources() if each.package in {"gateway", "shared"} or each.package.startswith("svc_")]


def test_what_an_id_begins_with_belongs_to_one_service_or_to_the_chassis() -> None:
    makers = ("new_id", "derived_id", "random_id")
    chosen = [(prefix, each.package) for each in _ours() for prefix in _literals(each, *makers)]
    assert {"dos", "rep", "pay", "msg"} <= {prefix for prefix, _ in chosen}
    chassis = {prefix for prefix, package in chosen if package == "shared"}
    assert shared_by_several(each for each in chosen if each[0] not in chassis) == {}


def test_a_figure_belongs_to_one_package() -> None:
    chosen = [(name, each.package) for each in _ours() for name in _literals(each, "Counter", "Gauge", "Histogram")]
    assert len(chosen) > 30
    assert shared_by_several(chosen) == {}


def test_a_group_of_consumers_begins_with_the_name_of_its_service() -> None:
    services = {each.name: each.package for each in read_services()}
    groups = [(group, each.package) for each in _ours() for group in _GROUP.findall(each.path.read_text())]
    assert len(groups) > 5
    for group, package in groups:
        assert services.get(group.partition(".")[0]) == package, group
    assert shared_by_several(groups) == {}
    declared = {topic.name for topic in read_topics("local")}
    assert {topic_of(group) for group, _ in groups} <= declared
