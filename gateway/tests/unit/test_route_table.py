from pathlib import Path

import pytest

from gateway.proxy.route_table import InvalidRouteTable, RouteTable, load_route_table
from gateway.settings import ROUTES
from gateway.store.role_file import load_roles
from shared.identity import Caller, Role

SERVICES = frozenset(("svc-dossier", "svc-notify", "svc-content", "svc-payment", "svc-feedback"))
ROLES = frozenset(("one_stop", "specialist"))
BUDGETS = "budgets:\n  read: {caller: 10, address: 100}\n"


def load(tmp_path: Path, routes: str, service: str = "svc-dossier", **others: str) -> RouteTable:
    """``others``: routes of further services, ``svc_notify`` for svc-notify."""
    (tmp_path / "budgets.yaml").write_text(BUDGETS, encoding="utf-8")
    for name, rows in {service: routes, **others}.items():
        (tmp_path / f"{name.replace('_', '-')}.yaml").write_text("routes:\n" + rows, encoding="utf-8")
    return load_route_table(tmp_path, SERVICES, ROLES)


def row(**changed: object) -> str:
    fields: dict[str, object] = {
        "path": "/v1/things",
        "methods": "[GET]",
        "who": "citizen",
        "timeout": 5,
        "budget": "read",
        **changed,
    }
    return "  - {" + ", ".join(f"{name}: {value}" for name, value in fields.items() if value is not None) + "}\n"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"who": None}, "/v1/things (route 1): who: Field required"),
        ({"who": "everybody"}, "who: Value error, must be public, citizen, webhook or staff:"),
        ({"who": "staff"}, "who:"),
        ({"who": "'staff:'"}, "who:"),
        ({"who": "'citizen:x'"}, "who:"),
        ({"timeout": 0}, "timeout:"),
        ({"timeout": None}, "timeout: Field required"),
        ({"budget": "lots"}, "budget 'lots' is not among ['read']"),
        ({"service": "svc-dossier"}, "service: Extra inputs"),
        ({"who": "'staff:one_stop,king'"}, "/v1/things: role 'king' is not in roles.yaml"),
        ({"methods": "[FETCH]"}, "methods.0:"),
        ({"methods": "[HEAD]"}, "methods.0:"),
        ({"methods": "[]"}, "methods:"),
        ({"path": "v1/things"}, "path:"),
        ({"path": "/v1/things/"}, "path:"),
        ({"path": "'/v1/{not a name}'"}, "path:"),
        ({"methods": "[POST]"}, "body_limit must be given"),
        ({"body_limit": 10}, "body_limit is for methods that take a body"),
        ({"who": "webhook"}, "signature_headers are for webhooks"),
        ({"signature_headers": "[x-sig]"}, "signature_headers are for webhooks"),
        ({"who": "webhook", "signature_headers": "[authorization]"}, "signature_headers.0:"),
        ({"who": "webhook", "signature_headers": "[X-Sig]"}, "signature_headers.0:"),
        ({"who": "webhook", "signature_headers": "[x-forwarded-for]"}, "signature_headers.0:"),
        ({"when_down": "'{'"}, "when_down:"),
        ({"colour": "red"}, "colour: Extra inputs"),
    ],
)
def test_a_faulty_row_is_refused_with_its_name(tmp_path: Path, changed: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidRouteTable) as refusal:
        load(tmp_path, row(**changed))
    assert named in str(refusal.value)


def test_each_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRouteTable) as refusal:
        load(tmp_path, row(who=None) + row(path="/v1/others", timeout=-1))
    assert "/v1/things (route 1): who" in str(refusal.value)
    assert "/v1/others (route 2): timeout" in str(refusal.value)


def test_a_service_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRouteTable) as refusal:
        load(tmp_path, row(), service="svc-nowhere")
    assert "'svc-nowhere' has no address (GATEWAY_UPSTREAM_NOWHERE)" in str(refusal.value)


@pytest.mark.parametrize("file", ["svc-dossier.yaml", "budgets.yaml"])
@pytest.mark.parametrize("text", ["", "[]", "routes: {", "routes: 7", "budgets: {}\nroutes: [7]\n", "routes: [7]\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, file: str, text: str) -> None:
    load(tmp_path, row())
    (tmp_path / file).write_text(text)
    with pytest.raises(InvalidRouteTable) as refusal:
        load_route_table(tmp_path, SERVICES, ROLES)
    assert str(refusal.value).startswith(file)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRouteTable):
        load_route_table(tmp_path / "none", SERVICES, ROLES)


@pytest.mark.parametrize("path", ["/v1/things/{id}", "/v1/things/{other}"])
@pytest.mark.parametrize("methods", ["[GET]", "[DELETE]"])
def test_a_path_claimed_by_two_services_is_refused(tmp_path: Path, path: str, methods: str) -> None:
    rows, others = row(path="'/v1/things/{id}'"), row(path=f"'{path}'", methods=methods)
    with pytest.raises(InvalidRouteTable, match=r"stands in svc-dossier\.yaml and in svc-notify\.yaml"):
        load(tmp_path, rows, svc_notify=others)


def test_one_method_of_one_path_stands_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidRouteTable, match="twice"):
        load(tmp_path, row() + row(who="public"))


def test_a_name_goes_before_a_parameter(tmp_path: Path) -> None:
    rows = "".join(
        row(path=f"'{path}'")
        for path in ("/v1/things/{id}", "/v1/things/new", "/v1/things/{id}/parts", "/v1/{kind}/new/all")
    )
    table = load(tmp_path, rows)

    def template(path: str) -> str | None:
        route = table.find("GET", path).route
        return route.template if route else None

    assert template("/v1/things/new") == "/v1/things/new"
    assert template("/v1/things/7") == "/v1/things/{id}"
    assert template("/v1/things/new/parts") == "/v1/things/{id}/parts"
    assert template("/v1/things/new/all") == "/v1/{kind}/new/all"
    assert template("/v1/things/7/others") is None
    assert template("/v1/things/") is None
    assert table.find("POST", "/v1/things/7") == (None, frozenset(["GET"]))


def test_who_may_call(tmp_path: Path) -> None:
    rows = row() + row(path="/v1/desk", who="'staff:one_stop,specialist'")
    citizens, counter = load(tmp_path, rows).routes
    citizen = Caller("citizen", "cit_1", frozenset(), "s")
    officer = Caller("staff", "stf_1", frozenset([Role("specialist", "21025")]), "s")
    other = Caller("staff", "stf_2", frozenset([Role("administrator", "province")]), "s")
    assert (citizens.admits(citizen), citizens.admits(officer)) == (True, False)
    assert (counter.admits(citizen), counter.admits(officer), counter.admits(other)) == (False, True, False)


def test_a_citizen_whose_token_carries_roles_is_no_officer(tmp_path: Path) -> None:
    (counter,) = load(tmp_path, row(who="'staff:one_stop'")).routes
    assert not counter.admits(Caller("citizen", "cit_1", frozenset([Role("one_stop", "21025")]), "s"))


def test_the_table_of_the_house_is_valid() -> None:
    table = load_route_table(ROUTES, SERVICES, load_roles().keys())
    assert table.services() == SERVICES
    assert {route.who.partition(":")[0] for route in table.routes} == {"public", "citizen", "staff", "webhook"}
