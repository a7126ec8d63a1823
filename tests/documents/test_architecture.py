"""The picture of the parts, against the lists of topics and of who reads them."""

import re
from collections import defaultdict
from collections.abc import Mapping

import yaml

from local_stack.repository import ROOT

DIAGRAM = re.search(r"```mermaid\nflowchart LR\n(.*?)```", (ROOT / "docs/architecture.md").read_text(), re.DOTALL)
NAMES = {
    "gw": "gateway",
    "dos": "svc-dossier",
    "fee": "svc-feedback",
    "pay": "svc-payment",
    "con": "svc-content",
    "not": "svc-notify",
    "schools": "outside",
}
LISTED = yaml.safe_load((ROOT / "deploy/topics.yaml").read_text())


def arrows(pattern: str) -> Mapping[str, set[str]]:
    """The topics that stand on the arrows from or to Kafka, by the service at the other end."""
    assert DIAGRAM is not None
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in DIAGRAM[1].splitlines():
        if match := re.search(pattern, line):
            found[NAMES[match["part"]]] |= set(re.findall(r"[a-z]+\.events\.v1", match["label"] or ""))
    return found


def test_every_topic_comes_from_one_part_of_the_picture() -> None:
    written = arrows(r"^\s*(?P<part>\w+)(?:\[\(.*?\)\])? -->(?:\|(?P<label>[^|]*)\|)? kafka")
    topics = [topic for of_one in written.values() for topic in of_one]
    assert sorted(topics) == sorted(topic for topic in LISTED["topics"] if not topic.endswith(".dlq"))
    assert written["outside"] == {topic for read in LISTED["outside"].values() for topic in read}


def test_the_picture_shows_what_each_service_reads_of_the_others() -> None:
    read = arrows(r"^\s*kafka(?:\[\[.*?\]\])? -->(?:\|(?P<label>[^|]*)\|)? (?P<part>\w+)")
    written = arrows(r"^\s*(?P<part>\w+)(?:\[\(.*?\)\])? -->(?:\|(?P<label>[^|]*)\|)? kafka")
    expected: defaultdict[str, set[str]] = defaultdict(set)
    for group, topics in LISTED["groups"].items():
        service = group.partition(".")[0]
        expected[service] |= set(topics) - written[service]
    assert "svc-notify" in read
    shown = {service: topics for service, topics in read.items() if service != "svc-notify"}  # it reads nearly all
    assert shown == {service: topics for service, topics in expected.items() if service != "svc-notify"}
