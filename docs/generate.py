"""Writes the documents that follow from the code: those of ``DOCUMENTS``.

``make docs`` writes them, ``--check`` only says which are out of date (exit status 1). Sources: each
service's ``event_schemas`` (generated from its payload classes and checked by its own tests), ``deploy/topics.yaml``,
``deploy/services.yaml``, the state tables, the routes of all services, and the comments that cite a contract or a law.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml

from local_stack.kubernetes import manifests
from local_stack.openapi import merged
from local_stack.problem_types import problem_types
from shared.data_files import read_yaml
from shared.events import CONTENT_TYPE, EVENT_HEADERS
from shared.printed_table import PrintedTable
from shared.printing.fonts.faces import as_ranges, characters
from svc_content.api.offers import ACTION_LABELS as ARTICLE_LABELS
from svc_content.domain.graph import PRINTED as ARTICLES
from svc_dossier.catalogue.data_files import read as read_dossier
from svc_dossier.catalogue.shipped import as_published
from svc_dossier.catalogue.wording import Wording as DossierWording
from svc_dossier.domain.appointment import ROWS as APPOINTMENTS
from svc_dossier.domain.appointment import Actor as Visitor
from svc_dossier.domain.graph import PRINTED as DOSSIERS
from svc_feedback.catalogue.wording import Wording
from svc_feedback.domain.graph import PRINTED as FEEDBACK
from svc_payment.api.offers import REVIEW_STEPS
from svc_payment.domain.graph import PRINTED as PAYMENTS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "aggregateversion", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "Stays the same when the event is sent again."},
        "source": {"type": "string", "description": "The service it happened in."},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "Id of the aggregate; also the Kafka key."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "aggregateversion": {"type": "integer", "description": "The version of the aggregate that this event made."},
        "traceparent": {"type": "string", "description": "W3C Trace Context"},
        "requestid": {"type": "string"},
    },
}


# A structured CloudEvent is told from a binary one by this Kafka header. Source: section 3.3 of
# https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
HEADERS: dict[str, Any] = {
    "type": "object",
    "required": [name for name, _ in EVENT_HEADERS],
    "properties": {name: {"type": "string", "const": value.decode()} for name, value in EVENT_HEADERS},
}


@dataclass(frozen=True)
class EventType:
    """One committed schema: what an event's ``data`` holds and which topic carries it."""

    name: str
    service: str
    topic: str
    schema: dict[str, Any]
    folder: str = "event_schemas"

    @property
    def path(self) -> str:
        return f"../{self.service}/src/{self.service.replace('-', '_')}/{self.folder}/{self.name}.json"


def event_types() -> list[EventType]:
    """Every event type, sorted by topic and name. Raises ``KeyError`` when its topic is not declared."""
    found = [_event_type(path) for path in sorted(ROOT.glob("*/src/*/event_schemas/*.json"))]
    return sorted(found, key=lambda event: (event.topic, event.name))


def expected_from_outside(topic: str) -> list[EventType]:
    """What services expect on a topic that none of them writes to."""
    found = [_event_type(path) for path in sorted(ROOT.glob("*/src/*/expected_events/*.json"))]
    return [event for event in found if event.topic == topic]


def _event_type(path: Path) -> EventType:
    schema = json.loads(path.read_text(encoding="utf-8"))
    name = schema["$id"].removeprefix("urn:event:")
    topic = f"{name.split('.')[2]}.events.v1"
    if topic not in topics():
        raise KeyError(f"{topic}, the topic of {name}, is not in deploy/topics.yaml")
    return EventType(name, path.relative_to(ROOT).parts[0], topic, schema, path.parent.name)


@cache
def topics() -> dict[str, Any]:
    declared: dict[str, Any] = read_yaml(ROOT / "deploy/topics.yaml")["topics"]
    return declared


def events_page() -> str:
    lines = [
        "# Events",
        "",
        "This page is generated: `make docs` writes it from the code, and a test fails when it is out of date.",
        "",
        f"Every event is a CloudEvent 1.0 in structured mode (Kafka header {_headers()}),",
        "and its Kafka key is its `subject`. It is delivered at least once and in order for each subject; a repeat has",
        "the same `id`. Within a version, members are only ever added. The same for tools:",
        "[asyncapi.yaml](asyncapi.yaml).",
        "",
        "`data` has no field for a phone number, an ID number or a name of a person, and holds no form.",
        "`contact` and `person` are ciphertext: of citizens for whoever has the contact keys, of officers for",
        "whoever has the staff keys.",
        "`reason`, the names in `documents` and `items`, and those of",
        "`days_off` are words that somebody wrote: one with a mobile phone, a personal number or the number of an old",
        "identity card, as it is usually written and also between letters, is refused with a word to the writer, and",
        "such numbers in what another system wrote are hidden. A landline is not, for offices have them, and",
        "no rule can know a name in a sentence. Notes among officers, a citizen's comment and what a visitor writes to",
        "an office are in no event; a question's words are in one only as an approver has shown them to everybody.",
        "`tests/journeys/test_personal_data.py` reads every topic for what it told.",
        "",
    ]
    for topic, facts in topics().items():
        lines += [
            f"## `{topic}`",
            "",
            f"{_of(facts['partitions'], 'partition')}, {_kept(facts)}.",
            "",
        ]
        if topic.endswith(".dlq"):
            lines += [
                "Dead letters: the records as they came. The headers `dlq-error-class`, `dlq-error`, `dlq-attempts`,",
                "`dlq-topic`, `dlq-partition`, `dlq-offset` and `dlq-at` say why a record is here and where it was.",
                "A person decides what is sent again.",
                "",
            ]
            continue
        published = [event for event in event_types() if event.topic == topic]
        if not published and (expected := expected_from_outside(topic)):
            lines += ["Written by systems outside this repository, in the shape that its reader expects.", ""]
            lines += ["| type | read by | `data` |", "|---|---|---|"]
            lines += [*map(_row, expected), ""]
            continue
        if not published:
            lines += ["No service of this repository publishes here yet.", ""]
            continue
        lines += ["| type | from | `data` |", "|---|---|---|"]
        lines += [*map(_row, published), ""]
    return "\n".join(lines)


def _kept(facts: dict[str, Any]) -> str:
    if facts.get("compacted"):
        return "compacted: the latest event of each subject is kept for ever"
    return f"kept {_of(facts['retention_days'], 'day')}"


def _row(event: EventType) -> str:
    members = ", ".join(f"`{member}`" for member in event.schema["properties"])
    return f"| [`{event.name}`]({event.path}) | {event.service} | {members} |"


def _of(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _headers() -> str:
    return ", ".join(f"`{name}: {value.decode()}`" for name, value in EVENT_HEADERS)


def asyncapi() -> str:
    """The AsyncAPI document. Source: https://www.asyncapi.com/docs/reference/specification/v3.1.0"""
    types = event_types()
    carrying = sorted({event.topic for event in types})
    document = {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Quảng Ngãi Smart: domain events",
            "version": "1.0.0",
            "description": "Generated from the code by docs/generate.py.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            topic: {
                "address": topic,
                "messages": {
                    event.name: {"$ref": f"#/components/messages/{event.name}"}
                    for event in types
                    if event.topic == topic
                },
                "bindings": {"kafka": {"topic": topic, "partitions": topics()[topic]["partitions"]}},
            }
            for topic in carrying
        },
        "operations": {
            f"{service}.publish.{topic}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic}"},
                "summary": f"{service} publishes what happened to its aggregates",
            }
            for topic in carrying
            for service in sorted({event.service for event in types if event.topic == topic})
        },
        "components": {
            "messages": {event.name: _message(event) for event in types},
            "schemas": {"CloudEvent": ENVELOPE, "Headers": HEADERS, **_definitions(types)},
        },
    }
    return "# Made by docs/generate.py; do not edit.\n" + yaml.dump(
        document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120
    )


def _message(event: EventType) -> dict[str, Any]:
    own = {
        "type": "object",
        "properties": {
            "type": {"const": event.name},
            "source": {"const": event.service},
            "data": _embedded(
                event, {name: value for name, value in event.schema.items() if name not in _OWN_DOCUMENT}
            ),
        },
    }
    return {
        "name": event.name,
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": {"allOf": [{"$ref": "#/components/schemas/CloudEvent"}, own]},
        "bindings": {"kafka": {"key": {"type": "string", "description": "Id of the aggregate, as in `subject`."}}},
    }


# Members that a schema has as a document of its own. Inside another document `$id` would be where its references start.
_OWN_DOCUMENT = ("$schema", "$id", "$defs")


def _definitions(types: list[EventType]) -> dict[str, Any]:
    """What the events' schemas define for themselves, under the names that ``_embedded`` refers to."""
    found: dict[str, Any] = {}
    for event in types:
        for name, schema in event.schema.get("$defs", {}).items():
            embedded = _embedded(event, schema)
            if found.setdefault(f"{event.service}.{name}", embedded) != embedded:
                raise ValueError(f"two events of {event.service} mean different things by {name}")
    return found


def _embedded(event: EventType, part: Any) -> Any:
    """``part`` of the event's schema with its references led to ``components``."""
    if isinstance(part, list):
        return [_embedded(event, each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: value.replace("#/$defs/", f"#/components/schemas/{event.service}.")
        if name == "$ref" and isinstance(value, str)
        else _embedded(event, value)
        for name, value in part.items()
    }


def states_pages() -> dict[str, Callable[[], str]]:
    """The state tables of every service, by the name of their page."""
    pages: dict[str, tuple[str, Mapping[str, PrintedTable[Any]]]] = {
        "dossier": ("svc_dossier", {"A dossier": DOSSIERS}),
        "feedback": ("svc_feedback", FEEDBACK),
        "payment": ("svc_payment", PAYMENTS),
        "content": ("svc_content", {"An article": ARTICLES}),
    }
    return {f"{name}-states.md": partial(_states_page, *page) for name, page in pages.items()}


def _states_page(service: str, tables: Mapping[str, PrintedTable[Any]]) -> str:
    lines = [f"# The states in {service.replace('_', '-')}", ""]
    lines += [f"Printed from the tables of `{service}/domain` (`python -m {service} graph`).", ""]
    for name, table in tables.items():
        lines += [f"## {name}", "", "```mermaid", table.mermaid(), "```", "", "```", table.text(), "```", ""]
    return "\n".join(lines)


def console_steps_page() -> str:
    """Every step of an officer, with the roles that take it."""
    lines = [
        "# Who takes which step",
        "",
        "This page is generated: `make docs` writes it from the state tables, and a test fails when it is out of date.",
        "",
        "One row for each step that `allowed_actions` may offer an officer, and the roles from which it is taken.",
        "The gateway lets in whoever may take one of the steps of a path. For an applicant without an account,",
        "`one_stop` also hands in what is missing and withdraws the dossier.",
        "",
    ]
    for name, steps in officers_steps().items():
        rows = [
            f"| `{step.action}` | {step.label} | {', '.join(f'`{role}`' for role in step.roles)} |" for step in steps
        ]
        lines += [f"## {name}", "", "| Step | On the button | Roles |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


@dataclass(frozen=True)
class OfficersStep:
    action: str
    label: str
    roles: tuple[str, ...]


def officers_steps() -> dict[str, list[OfficersStep]]:
    """The steps of officers, by what they are steps of."""
    dossier, visits, feedback = DossierWording.load(), read_dossier("appointments.yaml")["actions"], Wording.load()
    office = {"one_stop": "one_stop", "specialist": "specialist"}
    agency = {part: f"feedback_{part}" for part in ("coordinator", "handler", "approver")}
    newsroom = {role: role for role in ("news_writer", "news_approver")}
    publishing = [
        OfficersStep("publish", feedback.publish, (agency["approver"],)),
        OfficersStep("unpublish", feedback.unpublish, (agency["approver"],)),
    ]
    confirming = OfficersStep("confirm_national_code", dossier.confirm_code, ("one_stop",))
    return {
        "A dossier": [*_officers_steps(DOSSIERS, dossier.actions, office), confirming],
        "An appointment": [
            OfficersStep(row.action, visits[row.action], ("one_stop",))
            for row in {row.action: row for row in APPOINTMENTS if Visitor.OFFICER in row.by}.values()
        ],
        "A report": [*_officers_steps(FEEDBACK["A report"], feedback.report_actions, agency), *publishing],
        "A question": [*_officers_steps(FEEDBACK["A question"], feedback.question_actions, agency), *publishing],
        "An article": _officers_steps(ARTICLES, ARTICLE_LABELS, newsroom),
        "A shop": _officers_steps(
            PAYMENTS["A store"],
            {action: button.label for action, button in REVIEW_STEPS.items()},
            {"reviewer": "shop_reviewer"},
        ),
    }


def _officers_steps(
    table: PrintedTable[Any], labels: Mapping[Any, str], role_of: Mapping[str, str]
) -> list[OfficersStep]:
    """The steps of those parts in the table that ``role_of`` names: they are played by officers."""
    roles: dict[Any, dict[str, None]] = {}
    for row in table.rows:
        for part in table.by(row).split(", "):
            if row.source is not None and part in role_of:
                roles.setdefault(row.action, {})[role_of[part]] = None
    return [OfficersStep(action.value, labels[action], tuple(sorted(held))) for action, held in roles.items()]


_SECTIONS = r"(\d+(?:\.\d+)?(?:(?:, | and | to )\d+(?:\.\d+)?)*)"
CITATIONS = {
    # "contract 4.2", "contract sections 7.3 to 7.6", "docs/contracts/zalo.md, section 14"
    "zalo.md": re.compile(rf"(?:\bcontract|contracts/zalo\.md),?(?: sections?)? {_SECTIONS}"),
    # "contract, trap 19"
    "zalo.md#15-traps": re.compile(r"\bcontract,? trap (\d+)"),
    # "public-services 1.3"
    "public-services.md": re.compile(rf"\bpublic-services(?:\.md)?,?(?: sections?)? {_SECTIONS}"),
    # "payments 3", "payments 5.1"
    "payments.md": re.compile(rf"\(payments(?:\.md)?,?(?: sections?)? {_SECTIONS}"),
    # "Nghị định 61/2018/NĐ-CP, Điều 26", "QĐ 766/QĐ-TTg", "Bộ luật Dân sự 2015"
    "law.md": re.compile(r"\b(\d+(?:/\d{4})?/(?:NĐ|TT|NQ|QĐ|QH)[A-ZĐ\d]*(?:-\w+)?|Bộ luật [\w ]+? \d{4})\b"),
}


def citations() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The files that cite each section of a document of ``docs/contracts``, by package and name."""
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for package, path in _citing_files():
        text = re.sub(r"\s*\n\s*(?:# )?", " ", path.read_text(encoding="utf-8"))
        for document, pattern in CITATIONS.items():
            for match in pattern.finditer(text):
                for section in [match[1]] if document == "law.md" else _sections(match[1]):
                    found[document, section].add((package, path.name))
    return dict(found)


def _citing_files() -> Iterator[tuple[str, Path]]:
    """Sources, tests and data. The procedures' own legal bases are content for citizens, not citations of the code."""
    for project in sorted([*ROOT.glob("*/pyproject.toml"), *ROOT.glob("deploy/*/pyproject.toml")]):
        for path in sorted([*project.parent.glob("src/**/*"), *project.parent.glob("tests/**/*")]):
            if path.suffix in (".py", ".yaml") and "procedures" not in path.parts:
                yield project.parent.name, path


def _sections(text: str) -> list[str]:
    """``7.3 to 7.6`` are four sections, ``4.1 and 5`` are two."""
    sections: list[str] = []
    for word in re.split(r", | and ", text):
        first, _, last = word.partition(" to ")
        if last:
            chapter = first.partition(".")[0]
            sections += [f"{chapter}.{n}" for n in range(int(first.split(".")[1]), int(last.split(".")[1]) + 1)]
        else:
            sections.append(first)
    return sections


def citations_page() -> str:
    lines = [
        "# Who cites what",
        "",
        "This page is generated: `make docs` writes it from comments in the code. A test fails when it",
        'is out of date or when a citation leads nowhere. In a comment, "contract 4.2" means section 4.2 of',
        '[zalo.md](zalo.md), "trap 19" its section 15, "public-services 1.3" section 1.3 of',
        '[public-services.md](public-services.md), and "payments 3" section 3 of [payments.md](payments.md);',
        "a law is cited by its number ([law.md](law.md)).",
        "",
    ]
    found = citations()
    for document in CITATIONS:
        lines += [
            f"## {document.partition('#')[0]}{', traps' if '#' in document else ''}",
            "",
            "| Section | Cited by |",
            "|---|---|",
        ]
        cited = sorted((section for where, section in found if where == document), key=_in_order)
        for section in cited:
            files = ", ".join(f"`{name}` in {package}" for package, name in sorted(found[document, section]))
            lines.append(f"| {section} | {files} |")
        lines.append("")
    return "\n".join(lines)


def _in_order(section: str) -> tuple[list[int], str]:
    """10 comes after 9."""
    return [int(number) for number in re.findall(r"\d+", section)], section


def openapi() -> str:
    """The interface as the gateway publishes it, one line for each member, so that a change of it can be read."""
    return json.dumps(merged(), ensure_ascii=False, indent=1) + "\n"


# What an app does about a problem follows from its status; the words are for whoever writes one.
ADVICE = {
    400: "A defect of the app: the request cannot be read. Show `detail`, and report it to whoever maintains the app.",
    401: "Renew the session with the refresh token and send the request again, once. If that is refused, sign in.",
    403: "Show `detail`. Asking again changes nothing. A step refused to this role says in `allowed_actions` which are"
    " open to it.",
    404: "Show `detail` and go back to the list. What belongs to somebody else is answered like what does not exist.",
    405: "A defect of the app.",
    408: "The network was too slow. Send the same request again, with the same `Idempotency-Key`.",
    409: "Not possible as things stand. Show `detail` and, where it was a step, offer the `allowed_actions` of the"
    " answer.",
    412: "Somebody else changed it meanwhile. Show its `changes` and offer its `allowed_actions`, or read it again"
    " where it has none, and let the person decide again.",
    413: "Too large; `limit_bytes` says how much is taken. Shrink photos before they are sent.",
    414: "A defect of the app.",
    415: "Of a file: show `detail`, another kind is needed. Else a defect of the app: the wrong `Content-Type`.",
    416: "The `Range` is not in the file: ask for the whole of it.",
    422: "Show each message of `errors` beside its `field`. Keep what was typed.",
    428: "A defect of the app: send `If-Match` with the `ETag` that was read.",
    429: "Wait for as many seconds as `Retry-After` says.",
    431: "A defect of the app.",
    500: "A defect of ours, counted and logged. Send it again later, with the same `Idempotency-Key`.",
    502: "Between us and another system. Send it again later, with the same `Idempotency-Key`.",
    503: "Send the same request again after `Retry-After` seconds, with the same `Idempotency-Key`.",
    504: "It may have been done. Send the same request again with the same `Idempotency-Key`: it is done once.",
}


def problems_page() -> str:
    """Every way to be refused, by status and type."""
    types = problem_types()
    lines = [
        "# Problems",
        "",
        "This page is generated: `make docs` writes it from the code, and a test fails when it is out of date.",
        "",
        "Every refusal is `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): `type` is",
        "`urn:quangngai-smart:problem:` and a name below, `title` and `detail` are Vietnamese and fit to be shown,",
        "`status` repeats the status, and `errors` names wrong fields by their path with a message for each. A program",
        "goes by the status and the type, never by the words.",
        "",
    ]
    for status in sorted({each.status for each in types}):
        lines += [f"## {status} {HTTPStatus(status).phrase}", "", ADVICE.get(status, "Show `detail`."), ""]
        lines += ["| `type` | `title` | When: what the person reads | From |", "|---|---|---|---|"]
        for code in sorted({each.code for each in types if each.status == status}):
            alike = [each for each in types if (each.status, each.code) == (status, code)]
            titles = _some(each.title for each in alike)
            details = _some(each.detail for each in alike)
            if not (titles and details):
                raise SystemExit(f"problems.md: the title or the detail of {code} is not found in the code.")
            lines.append(f"| `{code}` | {titles} | {details} | {_some(each.where for each in alike)} |")
        lines.append("")
    return "\n".join(lines)


def _some(texts: Iterable[str]) -> str:
    """The first three, each once, as one cell of a table."""
    different = [text.replace("|", "\\|").strip() for text in dict.fromkeys(texts) if text]
    return "<br>".join([*different[:3], *(["…"] if len(different) > 3 else [])])


DOCUMENTS = {
    "problems.md": problems_page,
    "openapi.json": openapi,
    "events.md": events_page,
    "asyncapi.yaml": asyncapi,
    **states_pages(),
    "console-steps.md": console_steps_page,
    "contracts/citations.md": citations_page,
}


def published_procedures() -> str:
    """A line for each shipped procedure file; one that is there already stays as it is."""
    lines = "".join(f"{name}: {digest}\n" for name, digest in sorted(as_published().items()))
    return f"# Written by make docs: what each procedure file said when it was first published.\n{lines}"


def files() -> dict[str, str]:
    """What every generated file ought to hold, by its path in the repository."""
    documents = {f"docs/{name}": make() for name, make in DOCUMENTS.items()}
    documents["svc-dossier/src/svc_dossier/data/published_procedures.yaml"] = published_procedures()
    documents["shared/src/shared/printing/fonts/characters.txt"] = as_ranges(characters())
    return documents | {path.relative_to(ROOT).as_posix(): text for path, text in manifests().items()}


def outdated() -> list[str]:
    """The files that differ from what the code says now."""
    return list(_late())


def _late() -> dict[str, str]:
    return {name: text for name, text in files().items() if not _is(ROOT / name, text)}


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def main() -> int:
    late = _late()
    if "--check" in sys.argv[1:]:
        for name in late:
            sys.stdout.write(f"{name} is out of date: run make docs\n")
        return 1 if late else 0
    for name, text in late.items():
        (ROOT / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name} written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
