"""What the interface promises: each route says in Vietnamese what it does, and roles are those of ``roles.yaml``."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import zip_longest
from typing import Any

import pytest

from gateway.proxy.route_table import OWN
from local_stack.openapi import ROLES, document, route_table, router_functions, upstreams
from shared.openapi import members, read_dictionary
from tests.guards.openapi import answered, named_roles
from tests.guards.sources import sources


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_route_says_what_it_does(service: str) -> None:
    silent = [
        f"{method.upper()} {path}: {part}"
        for path, operations in document(service)["paths"].items()
        for method, operation in operations.items()
        for part in ("summary", "description")
        # English would be a docstring that FastAPI took for want of better.
        if operation.get(part, "").isascii()
    ]
    assert silent == []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_member_and_parameter_says_what_it_is(service: str) -> None:
    """It says so in Vietnamese like all else: by ``Field(description=…)``, or by a line in the service's
    ``api/dictionary.yaml``.
    """
    found = {f"{model}.{name}": schema.get("description", "") for model, name, schema in members(document(service))}
    found |= {
        f"{method.upper()} {path}, parameter {parameter['name']}": parameter.get("description", "")
        for method, path, operation in _operations(service)
        for parameter in operation.get("parameters", ())
    }
    silent = [name for name, description in found.items() if description.isascii()]
    assert silent == [], f"no word in {service.replace('-', '_')}/api/dictionary.yaml, and no Field(description=…)"


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_answer_and_member_has_a_type(service: str) -> None:
    bare = [
        f"{method.upper()} {path}: {status}"
        for method, path, operation in _operations(service)
        for status, answer in operation["responses"].items()
        if status.startswith("2") and status != "204"
        if not all(media.get("schema") for media in answer.get("content", {}).values()) or not answer.get("content")
    ]
    bare += [
        f"{model}.{name}"
        for model, name, schema in members(document(service))
        if not schema.keys() & {"type", "$ref", "anyOf", "allOf", "oneOf", "enum", "const"}
        or any(each.get("type") == "array" and not each.get("items") for each in [schema, *schema.get("anyOf", ())])
    ]
    assert bare == []


def test_every_word_of_a_dictionary_is_used() -> None:
    packages = {service: service.replace("-", "_") for service in (OWN, *upstreams())}
    words = {service: read_dictionary(files(package) / "api") for service, package in packages.items()}
    said = {service: {(m.partition("-")[0], n) for m, n, _ in members(document(service))} for service in packages}
    given = {
        service: {each["name"] for *_, operation in _operations(service) for each in operation.get("parameters", ())}
        for service in packages
    }
    everywhere = {"shared": read_dictionary(files("shared"))} | words
    idle = []
    for where, dictionary in everywhere.items():
        services = [where] if where in packages else [*packages]
        spoken = {pair for service in services for pair in said[service]}
        names = {name for _, name in spoken} | {".".join(pair) for pair in spoken}
        idle += [f"{where}: {word}" for word in dictionary.members if word not in names]
        taken = {name for service in services for name in given[service]}
        idle += [f"{where}: {word}" for word in dictionary.parameters if word not in taken]
    assert idle == [], "words of a dictionary.yaml that no member and no parameter has"


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_a_header_without_which_a_request_is_refused_is_marked_so(service: str) -> None:
    unmarked = [
        f"{method.upper()} {path}"
        for method, path, operation in _operations(service)
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "idempotency-key" and not parameter["required"]
    ]
    assert unmarked == []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_what_a_service_answers_is_what_the_gateway_lets_in(service: str) -> None:
    answers = answered(service)
    rows = {(route.method, route.template) for route in route_table().of_service(service)}
    led = {answer: [row for row in rows if _covers(row, answer)] for answer in answers}
    file = f"gateway/src/gateway/routes/{service}.yaml"
    assert [answer for answer, found in led.items() if not found] == [], f"not in {file}: nobody can call it"
    assert rows - {row for found in led.values() for row in found} == set(), f"in {file}: leads nowhere"


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_router_is_part_of_the_running_service(service: str) -> None:
    """Documents and guards read all that ``api`` can make; what nobody calls would be promised and not answered."""
    package = service.replace("-", "_")
    outside = [each for each in sources() if each.package == package and not each.module.startswith(f"{package}.api.")]
    calls = [node.func for each in outside for node in each.nodes if isinstance(node, ast.Call)]
    called = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
    made = [make.__name__ for make in router_functions(service)]
    assert len(made) == len(set(made)) > 4
    assert set(made) - called == set()


def _operations(service: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document(service)["paths"].items():
        for method, operation in operations.items():
            yield method, path, operation


def _covers(row: tuple[str, str], answer: tuple[str, str]) -> bool:
    """Whether the row of the table lets in what the service answers. A path's own word needs a row of its own, with the
    roles and the time that are meant for it: only ``WORDS`` of a row stand for any."""
    pairs = zip_longest(row[1].split("/"), answer[1].split("/"), fillvalue="")
    return row[0] == answer[0] and all(
        ours == theirs or (ours.startswith("{") and theirs.startswith("{")) or (ours in WORDS and theirs)
        for ours, theirs in pairs
    )


WORDS = frozenset({"{action}", "{kind}"})
"""The parameters of rows that stand for words of several paths."""


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_documented_pattern_means_what_the_code_checks(service: str) -> None:
    """JSON Schema's ``\\d`` is 0 to 9; in the code it would be every digit of Unicode, such as ``٠``."""
    assert [pattern for pattern in _patterns(document(service)) if re.search(r"\\[dDwWsS]", pattern)] == []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_role_that_a_service_asks_for_is_listed(service: str) -> None:
    named = named_roles(service)
    assert named
    assert named <= ROLES.keys()


def test_every_role_named_in_code_is_listed() -> None:
    assert {f"{role} in {where}" for role, where in _compared_roles() if role not in ROLES} == set()


def test_no_request_takes_a_number_for_a_day() -> None:
    """``shared.fields.Day`` and ``shared.web.Moment`` refuse what pydantic reads as seconds since 1970."""
    found = [
        f"{source}:{annotation.lineno}"
        for source in sources()
        if "/api/" in str(source) and source.path.name in ("requests.py", "routes.py")
        for annotation in _annotations(source.tree())
        for name in ast.walk(annotation)
        if isinstance(name, ast.Name) and name.id in ("date", "datetime", "AwareDatetime")
    ]
    assert found == []


def test_every_listed_role_opens_something() -> None:
    opened = {role for route in route_table().routes for role in route.staff_roles or ()}
    assert opened == ROLES.keys()


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    """Those of fields and of parameters of routes, which are asynchronous; of ``Annotated``, what it annotates."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (field.annotation for field in node.body if isinstance(field, ast.AnnAssign))
        elif isinstance(node, ast.AsyncFunctionDef):
            yield from (argument.annotation for argument in node.args.args if argument.annotation is not None)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated":
            yield node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for member in schema:
            yield from _patterns(member)
    elif isinstance(schema, dict):
        for name, member in schema.items():
            if name == "pattern" and isinstance(member, str):
                yield member
            yield from _patterns(member)


def _compared_roles() -> Iterator[tuple[str, str]]:
    """The literal names in ``caller.units("…")`` and ``staff_with("…")``, with the module they stand in."""
    for source in sources():
        for call in source.nodes:
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in ("units", "staff_with"):
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, str(source)


LABELLED_OTHERWISE = {
    "Offer.method": "a verb of HTTP, for programs",
    "CitizenView.text_size": "a setting of the app",
    "Figures.by": "what was asked for",
    "FiguresView.by": "what was asked for",
    "PushOutcome.outcome": "answered to a system",
    "UnreadView.fault": "answered to a bank, which has a list of them",
    "PieceView.change": "drawn as a mark in the text",
    "TargetView.screen": "where a tap leads: the app knows its screens",
    "Document.copy_kind": "by copy_label",
    "SimilarShop.same": "by same_labels, in their order",
    "DraftDocument.copy_kind": "by copy_label",
    **dict.fromkeys(
        ("ProcedureFile", "Fee", "Time", "DocumentPart", "Agency", "Channel", "Target", "Faq", "Feed", "Guide"),
        "what an editor writes, sent back as it is; a procedure as everybody sees it has labels for all its codes",
    ),
}
"""Models, or members of one, that need no label or have one of another name. ``reason`` has its ``explanation`` beside
it, ``handling_class`` its ``handling_label``, and what a row is mainly about is simply called ``label``."""
_BESIDE = {"reason": "explanation", "handling_class": "handling_label", "copies": "copy_labels"}


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_code_that_people_see_has_its_label_beside_it(service: str) -> None:
    models = document(service)["components"]["schemas"]
    silent = []
    for name in _answered_models(service):
        model, members_of = name.removesuffix("-Output"), models[name].get("properties", {})
        for member, schema in members_of.items():
            beside = {f"{member}_label", f"{member.removesuffix('s')}_labels", _BESIDE.get(member), "labels"}
            if member in ("action", "state", "purpose", "level", "screen"):
                beside.add("label")
            if _is_code(schema, models) and not beside & members_of.keys():
                silent.append({f"{model}.{member}", model})
    assert [max(names, key=len) for names in silent if not names & LABELLED_OTHERWISE.keys()] == []


NUMBERS = {
    "Account.number": "of a bank account",
    "AccountView.number": "of a bank account",
    "AppointmentDetail.number": "called out in the queue",
    "AppointmentReceipt.number": "called out in the queue",
    "AppointmentRow.number": "called out in the queue",
    "Emergency.numbers": "of telephones",
    "Invoice.number": "of an electronic invoice",
    "ReceiptView.number": "of a receipt",
    "StaffAppointmentRow.number": "called out in the queue",
    "TemplateVisit.number": "called out in the queue, as the template calls it",
    "UnreadView.number": "of a transfer, given by the bank",
    "UnreadableTransferView.number": "of a transfer, given by the bank",
    "/v1/receipt-checks/{number}": "of a receipt",
}
"""What is called a number is one that people are told. What grows with each change is a ``version`` or, of what has
versions for people as well, a ``revision``."""


def test_a_version_is_not_called_a_number() -> None:
    found = set()
    for service in (OWN, *upstreams()):
        found |= {f"{model}.{name}" for model, name, _ in members(document(service)) if name in ("number", "numbers")}
        found |= {path for path in document(service)["paths"] if "{number}" in path}
    assert {re.sub("-(Input|Output)", "", name) for name in found} == NUMBERS.keys()


NAMED_OTHERWISE = {
    "RuleView": "sent back as it is; RoutingView.names has the name of each code",
    "BroadcastDetail.unit": "by issuer",
    "BroadcastView.unit": "by issuer",
    "DigestRow.agency_id": "for operators, who know ids",
    "GoodsView.unit": "a word itself, such as a kilogram",
}
_NAMED = ("category", "channel", "topic", "unit", "agency_id", "role")
"""Members that hold a code out of a list which grows: no enumeration of the document shows them."""


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_code_of_a_list_has_its_name_beside_it(service: str) -> None:
    models = document(service)["components"]["schemas"]
    silent = []
    for name in _answered_models(service):
        members_of = models[name].get("properties", {})
        for member in members_of.keys() & {*_NAMED}:
            said = {f"{member.removesuffix('_id')}_{word}" for word in ("label", "name")}
            if _is_text(members_of[member]) and not said & members_of.keys():
                silent.append((name, f"{name}.{member}"))
    excused = NAMED_OTHERWISE.keys() | LABELLED_OTHERWISE.keys()
    assert [member for name, member in silent if not {name, member} & excused] == []


def _is_text(schema: dict[str, Any]) -> bool:
    return "string" in {schema.get("type"), *(each.get("type") for each in schema.get("anyOf", ()))}


def _answered_models(service: str) -> set[str]:
    """The models that a route answers with, and those that they are made of."""
    models = document(service)["components"]["schemas"]
    found: set[str] = set()
    open_schemas: list[Any] = [operation["responses"] for _, _, operation in _operations(service)]
    while open_schemas:
        schema = open_schemas.pop()
        if isinstance(schema, list):
            open_schemas += schema
        elif isinstance(schema, dict):
            open_schemas += schema.values()
            name = str(schema.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                open_schemas.append(models[name])
    return found


def _is_code(schema: dict[str, Any], models: dict[str, Any]) -> bool:
    """Whether it is one of a fixed set, or a list of such."""
    if name := str(schema.get("$ref", "")).rpartition("/")[2]:
        return _is_code(models[name], models)
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ()), *([schema["items"]] if "items" in schema else ())]
    return "enum" in schema or any(_is_code(each, models) for each in inner)
