"""Domain events on the wire: CloudEvents 1.0, structured JSON mode.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. Extension attributes: ``traceparent``
(the Distributed Tracing extension), ``requestid``, and ``aggregateversion``, the version of the aggregate that the
event made, by which a projection takes only what is newer than what it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime, TypeAdapter

from shared.clock import rfc3339
from shared.fields import LAST_YEAR, within_calendars
from shared.ids import new_id
from shared.tracing import current_request_id, current_traceparent

CONTENT_TYPE = "application/cloudevents+json"
EVENT_HEADERS = (("content-type", f"{CONTENT_TYPE}; charset=UTF-8".encode()),)
"""What tells a receiver that a record is a CloudEvent in structured mode. Source:
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md, section 3.3."""

LONGEST_ATTRIBUTE = 256
"""Characters of an attribute: they become keys, labels and parts of other events."""

LARGEST_VERSION = 2**63 - 1
"""MongoDB keeps no larger whole number."""


EventMoment = Annotated[AwareDatetime, AfterValidator(within_calendars)]
EventDay = Annotated[date, AfterValidator(within_calendars)]
"""What the data of an event may name: at the edge of the calendar a moment exists in one zone and not in another, and
whoever adds a day to it fails."""


class InvalidEvent(Exception):
    """Bytes that are not an event we can use, now or ever: they go to the dead letters at once."""


@dataclass(frozen=True)
class Event:
    """``source`` made ``type`` happen to ``subject`` at ``time``, which gave it ``version``."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    version: int
    data: Mapping[str, Any]
    traceparent: str
    request_id: str

    def encode(self) -> bytes:
        return orjson.dumps(
            {
                "specversion": "1.0",
                "id": self.id,
                "source": self.source,
                "type": self.type,
                "subject": self.subject,
                "time": rfc3339(self.time),
                "datacontenttype": "application/json",
                "aggregateversion": self.version,
                "traceparent": self.traceparent,
                "requestid": self.request_id,
                "data": self.data,
            }
        )

    @classmethod
    def decode(cls, body: bytes | None) -> "Event":
        """The event in ``body``; attributes and data members we do not know are ignored. Raises ``InvalidEvent``."""
        try:
            envelope = orjson.loads(body or b"")
            if envelope["specversion"] != "1.0" or not isinstance(envelope["data"], dict):
                raise InvalidEvent("not a CloudEvents 1.0 envelope with an object as data")
            return cls(
                id=_text(envelope["id"]),
                type=_text(envelope["type"]),
                source=_text(envelope["source"]),
                subject=_text(envelope["subject"]),
                time=_aware(datetime.fromisoformat(envelope["time"])),
                version=_version(envelope["aggregateversion"]),
                data=envelope["data"],
                traceparent=str(envelope.get("traceparent", ""))[:LONGEST_ATTRIBUTE],
                request_id=str(envelope.get("requestid", ""))[:LONGEST_ATTRIBUTE],
            )
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise InvalidEvent(f"{type(error).__name__}: {error}") from error


def new_event(
    type: str, *, source: str, subject: str, version: int, at: datetime, payload: Any, event_id: str | None = None
) -> Event:
    """An event of now, in the present trace. ``payload`` is a dataclass of plain values; times become RFC 3339."""
    return Event(
        id=event_id or new_id("evt", at),
        type=type,
        source=source,
        subject=subject,
        time=at,
        version=version,
        data=_plain(payload),
        traceparent=current_traceparent(),
        request_id=current_request_id(),
    )


def write_schemas(folders: Mapping[Path, Mapping[str, bytes]]) -> str:
    """Write the files of each folder, and say how many stand in the first."""
    for folder, files in folders.items():
        for name, content in files.items():
            (folder / name).write_bytes(content)
    first = next(iter(folders))
    return f"{len(folders[first])} schemas in {first}\n"


def payload_schema(type_name: str, payload: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event's ``data``. Open to new members: consumers ignore what they do not know."""
    schema = TypeAdapter(payload).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:event:{type_name}", **schema}


def schema_files(payloads: Mapping[str, type]) -> dict[str, bytes]:
    """File name → content of the schema of each event type in ``payloads``."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return {
        f"{name}.json": orjson.dumps(payload_schema(name, payload), option=options)
        for name, payload in payloads.items()
    }


def breaking_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Why ``after`` may not replace ``before`` within a version: members lost, retyped, or newly required."""
    old, new = before.get("properties", {}), after.get("properties", {})
    promised, promises = set(before.get("required", ())), set(after.get("required", ()))
    return [
        *(f"{name} is gone" for name in old if name not in new),
        *(f"{name} changed its shape" for name in old if name in new and _shape(old[name]) != _shape(new[name])),
        *(f"{name} is newly required" for name in sorted(promises - promised)),
        *(f"{name} is no longer promised" for name in sorted(promised - promises)),
    ]


def _shape(member: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in member.items() if name not in ("title", "description", "examples")}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if is_dataclass(value):  # not asdict(), which deep-copies every leaf
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ATTRIBUTE:
        raise TypeError(f"an attribute that is not a text of 1 to {LONGEST_ATTRIBUTE} characters")
    return value


def _version(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_VERSION:
        raise ValueError("a version that is no whole number in range")
    return value


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without offset")
    if not 1970 < moment.year <= LAST_YEAR:
        raise ValueError(f"a time that is not between 1971 and {LAST_YEAR}")
    return moment
