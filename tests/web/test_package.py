"""The package that Zalo's tools deploy: what it may weigh, and whether its sources are sound."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_stack.mini_app import PACKAGE, WEB, built_mini_app, install, node
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files

FORMS_CHECK = """
import { build } from "esbuild";
const entryPoints = ["common/src/forms/schema.ts"];
const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
const { unknownIn, groupsOf } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
const text = await new Response((await import("node:stream")).Readable.toWeb(process.stdin)).text();
const told = Object.entries(JSON.parse(text)).map(([code, form]) => [code, {
  unknown: unknownIn(form),
  asked: groupsOf(form, form.examples?.[0] ?? {})
    .flatMap(({ questions }) => questions.map(({ path }) => path.join("."))),
}]);
console.log(JSON.stringify(Object.fromEntries(told)));
"""


@pytest.fixture(scope="module", autouse=True)
def built() -> Path:
    return built_mini_app()


def test_the_package_keeps_within_its_limits() -> None:
    """``sizes.mjs`` ends with an error otherwise: 0.6 MB in all, 40 kB compressed before the first screen."""
    assert "first load" in node("sizes.mjs")


def test_zalo_s_page_finds_every_file_that_the_configuration_names() -> None:
    told = json.loads((PACKAGE / "app-config.json").read_text())
    named = [*told["listCSS"], *told["listSyncJS"], *told["listAsyncJS"]]
    assert sorted(named) == sorted(path.name for path in PACKAGE.iterdir() if path.name != "app-config.json")
    assert len(told["listSyncJS"]) == 1
    assert told["app"]["title"]


def test_the_types_are_sound() -> None:
    install()
    assert node("node_modules/typescript/bin/tsc", "-p", ".") == ""


def test_the_app_fits_the_interface_as_its_document_has_it_today() -> None:
    """The committed types may be a little older; what the app asks must exist all the same."""
    types = WEB / "common" / "src" / "api" / "schema.ts"
    committed = types.read_text()
    try:
        node("api.mjs", "../docs/openapi.json")
        assert node("node_modules/typescript/bin/tsc", "-p", ".") == ""
    finally:
        types.write_text(committed)


def test_only_the_adapter_knows_zalo_s_sdk() -> None:
    sources = [path for folder in ("common", "mini-app") for path in (WEB / folder / "src").rglob("*.ts*")]
    assert len(sources) > 20
    assert [path.name for path in sources if "zmp-sdk" in path.read_text()] == ["sdk.ts"]
    assert [path.name for path in sources if "./sdk.ts" in path.read_text()] == ["adapter.ts"]


def test_nothing_is_kept_where_all_mini_apps_can_read() -> None:
    """Zalo's mini apps share one origin: what one leaves in the web view's own storage, all can read."""
    sources = [path for folder in ("common", "mini-app") for path in (WEB / folder / "src").rglob("*.ts*")]
    assert [path.name for path in sources if "localStorage" in path.read_text()] == []
    assert [path.name for path in sources if "sessionStorage" in path.read_text()] == ["simulator.ts"]


@pytest.fixture(scope="module")
def forms() -> dict[str, Any]:
    compiler = compiler_for(agencies("H48"))
    compiled = [compiler.compiled(file) for file in shipped_files(compiler)]
    published = {each.file.code: json.loads(each.body)["form"] for each in compiled}
    return {code: form for code, form in published.items() if form}


def test_every_published_form_can_be_asked(forms: dict[str, Any]) -> None:
    """A keyword that the app does not know would be a question that nobody is asked."""
    told = json.loads(node("--input-type=module", "-e", FORMS_CHECK, given=json.dumps(forms)))
    assert {code: each["unknown"] for code, each in told.items() if each["unknown"]} == {}
    for code, each in told.items():
        missing = set(_leaves(forms[code].get("examples", [{}])[0])) - set(each["asked"])
        assert missing == set(), code


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    if not isinstance(value, dict):
        yield path
        return
    for name, inner in value.items():
        yield from _leaves(inner, f"{path}.{name}" if path else name)
