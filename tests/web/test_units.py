"""Tests that Node.js runs itself: the client, the outbox, every published form, words, the map."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_stack.mini_app import WEB, install
from local_stack.npm import run_node
from svc_content.catalogue.shipped import shipped
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.published_pages import PublishedPages
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files
from svc_payment.catalogue.wording import read_banks


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = compiler_for(agencies("H48"))
    pages = PublishedPages(Offices())
    compiled = [compiler.compiled(file) for file in shipped_files(compiler)]
    published = {each.file.code: json.loads(pages.page(each).body)["form"] for each in compiled}
    path = tmp_path_factory.mktemp("forms") / "forms.json"
    path.write_text(json.dumps({code: form for code, form in published.items() if form}))
    return path


@pytest.mark.parametrize("name", sorted(path.name for path in (WEB / "tests").glob("*.test.mjs")))
def test_what_needs_no_browser(name: str, forms: Path) -> None:
    install()
    printed = run_node(WEB, ["--test", "--test-reporter=spec", f"tests/{name}"], more={"FORMS": str(forms)})
    assert "pass 0" not in printed
    assert "fail 0" in printed


def test_the_app_knows_the_banks_that_the_service_knows() -> None:
    rows = re.findall(r'\["(\d{6})", "([^"]+)"\]', (WEB / "mini-app" / "src" / "banks.ts").read_text())
    assert dict(rows) == read_banks()


def test_whom_to_call_without_a_network_is_whom_the_service_names() -> None:
    screen = (WEB / "mini-app" / "src" / "screens" / "reading.tsx").read_text()
    always = {phone: name for name, phone in re.findall(r'\["([^"]+)", "(\d{3})"\]', screen)}
    province = json.loads((WEB / "mini-app" / "province.json").read_text())["hotline"]
    named = {
        row.content["phone"]: row.content
        for row in shipped(datetime(2026, 11, 23, tzinfo=UTC))
        if row.kind == "hotlines"
    }
    assert always == {phone: content["name"] for phone, content in named.items() if content["emergency"]}
    assert province in named
