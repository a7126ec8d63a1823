from pathlib import Path
from typing import Any

import pytest

from gateway.openapi.merge import merge
from gateway.openapi.page import render
from gateway.proxy.route_table import RouteTable, load_route_table

TABLE = """
budgets:
  read: {caller: 10, address: 100}
routes:
  - {path: /v1/me, methods: [GET], service: gateway, who: citizen, timeout: 5, budget: read}
  - {path: "/v1/dossiers/{id}", methods: [GET], service: svc-dossier, who: citizen, timeout: 5, budget: read}
  - path: "/v1/staff/dossiers/{id}/{action}"
    methods: [POST]
    service: svc-dossier
    who: "staff:one_stop"
    timeout: 5
    budget: read
    body_limit: 100
"""


@pytest.fixture
def table(tmp_path: Path) -> RouteTable:
    path = tmp_path / "routes.yaml"
    path.write_text(TABLE)
    return load_route_table(path, frozenset(["svc-dossier"]))


def document(paths: dict[str, dict[str, Any]], **schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}


def answering(name: str, **more: Any) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    ok = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {"summary": "Đọc", "responses": {"200": ok, "422": {"description": "x"}}, **more}


def test_only_what_the_table_lets_in_is_documented(table: RouteTable) -> None:
    merged = merge(
        {
            "gateway": document({"/v1/me": {"get": answering("Out")}}, Out={"type": "object"}),
            "svc-dossier": document(
                {
                    "/v1/dossiers/{dossier_id}": {"get": answering("Out"), "delete": answering("Out")},
                    "/v1/me": {"get": answering("Out")},
                    "/v1/internal": {"get": answering("Hidden")},
                    "/v1/staff/dossiers/{dossier_id}/accept": {"post": answering("Out")},
                },
                Out={"type": "string"},
                Hidden={"type": "null"},
            ),
        },
        table,
    )
    assert set(merged["paths"]) == {"/v1/me", "/v1/dossiers/{dossier_id}", "/v1/staff/dossiers/{dossier_id}/accept"}
    assert set(merged["paths"]["/v1/dossiers/{dossier_id}"]) == {"get"}
    assert "Hidden" not in merged["components"]["schemas"]


def test_schemas_of_one_name_and_two_shapes_are_told_apart(table: RouteTable) -> None:
    merged = merge(
        {
            "gateway": document({"/v1/me": {"get": answering("Out")}}, Out={"type": "object"}),
            "svc-dossier": document({"/v1/dossiers/{id}": {"get": answering("Out")}}, Out={"type": "string"}),
        },
        table,
    )
    schemas = merged["components"]["schemas"]

    def answer_of(path: str) -> Any:
        content = merged["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        return schemas[content["schema"]["$ref"].rpartition("/")[2]]

    assert answer_of("/v1/me") == {"type": "object"}
    assert answer_of("/v1/dossiers/{id}") == {"type": "string"}


def test_who_may_call_and_how_errors_look(table: RouteTable) -> None:
    merged = merge({"gateway": document({"/v1/me": {"get": answering("Out")}}, Out={})}, table)
    operation = merged["paths"]["/v1/me"]["get"]
    assert operation["security"] == [{"session": []}]
    assert (operation["x-who"], operation["x-per-minute"]) == ("citizen", 10)
    assert "422" not in operation["responses"]
    assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_the_page_shows_everything_and_loads_nothing(table: RouteTable) -> None:
    nasty = answering("Out", tags=["<script>"], description="<b>đậm</b>")
    page = render(merge({"gateway": document({"/v1/me": {"get": nasty}}, Out={})}, table))
    assert "/v1/me" in page
    assert "<script>" not in page
    assert "<b>đậm" not in page
    assert "src=" not in page
    assert "//" not in page.replace("https://", "")
