"""The committed event schemas are those of the code, and only grow."""

import orjson
import pytest

from svc_content.domain.events import PAYLOADS, event_type
from svc_content.schemas import EXPECTED_FOLDER, FOLDER, expected, generated

GENERATED = generated()


def test_the_committed_schemas_are_the_generated_ones() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert committed == GENERATED, "run: python -m svc_content export-schemas"
    relied_on = {path.name: path.read_bytes() for path in EXPECTED_FOLDER.glob("*.json")}
    assert relied_on == expected(), "run: python -m svc_content export-schemas"


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_carries_a_person_or_a_text(name: str) -> None:
    schema = orjson.loads(GENERATED[f"{event_type(name)}.json"])
    assert not {"html", "plain_text", "phone", "content"} & set(schema["properties"])
    assert ("citizen_id" in schema["properties"]) == name.startswith("programme.reminder_")
