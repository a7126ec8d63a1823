"""The package that Zalo's tools deploy: what it may weigh, and whether its sources are sound."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local_stack.mini_app import PACKAGE, WEB, built_mini_app, install, node
from svc_content.domain.screens import PLACES
from svc_feedback.evidence.videos import MAX_SECONDS
from svc_feedback.settings import Settings
from svc_notify.zalo.app_link import app_link
from tests.web.screens import patterns


@pytest.fixture(scope="module", autouse=True)
def built() -> Path:
    return built_mini_app()


def test_the_package_keeps_within_its_limits() -> None:
    """``sizes.mjs`` ends with an error otherwise: 0.6 MB in all, 40 kB compressed before the first screen."""
    assert "first load" in node("sizes.mjs")


def test_a_package_that_is_told_something_else_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A province that names its gateway must not get the package that was made before."""
    gateway = "https://api.quangngai.example"

    def names_it() -> bool:
        return any(gateway in path.read_text() for path in built_mini_app().glob("*.js"))

    with monkeypatch.context() as changed:
        changed.setenv("MINI_APP_GATEWAY", gateway)
        assert names_it()
    assert not names_it()


def test_zalo_s_page_finds_every_file_that_the_configuration_names() -> None:
    configuration = json.loads((PACKAGE / "app-config.json").read_text())
    named = [*configuration["listCSS"], *configuration["listSyncJS"], *configuration["listAsyncJS"]]
    # Its tools read the configuration, and leave out the page for browsers: Zalo has one of its own.
    others = {"app-config.json", "index.html"}
    assert sorted(named) == sorted(path.name for path in PACKAGE.iterdir() if path.name not in others)
    assert len(configuration["listSyncJS"]) == 1
    assert configuration["app"]["title"]


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


OWN = {
    "/dossiers/:id",
    "/feedback/mine/:id",
    "/questions/mine/:id",
    "/appointments/:id",
    "/bills/:id",
    "/payments/:id",
    "/stores/mine/:id",
}
"""Only messages and lists lead there: a link that people forward carries nothing of theirs."""


def test_every_screen_has_a_link_and_a_code_to_print_unless_it_is_somebody_s_own() -> None:
    linked = {"/" + re.sub(r"\{\w+\}", ":", place.path) for place in PLACES.values()}
    by_message = {"/messages/:id"}
    signing_in = {"/sign-in"}
    public = {*patterns()} - OWN - by_message - signing_in
    assert {re.sub(r":\w+", ":", path) for path in public} == linked


def test_a_video_may_be_as_long_and_as_large_as_the_service_takes() -> None:
    source = (WEB / "common" / "src" / "device" / "video.ts").read_text()
    largest = Settings.model_fields["max_file_bytes"].default // (1024 * 1024)
    assert f"LARGEST_MEGABYTES = {largest};" in source
    assert f"LONGEST_SECONDS = {MAX_SECONDS:.0f};" in source


def test_every_link_that_others_make_opens_a_screen() -> None:
    """Posters and articles link by svc-content's list, messages of the Official Account by svc-notify's."""
    opened = [re.compile(re.sub(r":\w+", "[^/]+", path)) for path in patterns()]
    message = urlsplit(app_link("5", "msg_1")).path.removeprefix("/s/5")
    paths = [message, *(f"/{place.path.format(id='x')}" for place in PLACES.values())]
    assert [path for path in paths if not any(pattern.fullmatch(path) for pattern in opened)] == []
