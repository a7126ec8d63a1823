"""Documents that follow from the code say what the code says."""

import importlib.util
from types import ModuleType

import pytest

from tests.guards.sources import ROOT


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["generate"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_generated_documents_are_up_to_date(generate: ModuleType) -> None:
    assert generate.outdated() == [], "run make docs"


def test_every_event_type_has_a_topic_and_somebody_who_decides_about_it(generate: ModuleType) -> None:
    from svc_notify.sources.catalogue import catalogue

    sources = catalogue()
    consumed = {event.name for event in generate.event_types() if event.topic in sources.topics}
    decided = set(sources.event_milestones) | sources.reactions
    assert consumed - decided == set(), "sent on a topic of svc_notify/sources, and no source decides about it"
    assert decided - consumed == set(), "decided about in svc_notify/sources, and no service has an event_schema of it"


def test_the_asyncapi_document_holds_every_event_type(generate: ModuleType) -> None:
    import yaml

    document = yaml.load((ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    listed = {name for channel in document["channels"].values() for name in channel["messages"]}
    sent = {event.name for event in generate.event_types()}
    assert listed - sent == sent - listed == set(), "docs/asyncapi.yaml is not of these event_schemas: run make docs"
    assert listed == set(document["components"]["messages"])
