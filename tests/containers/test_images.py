"""An image holds what its program imports, and of the heavy dependencies nothing that it does not."""

import importlib.util
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.guards.sources import ROOT, STANDARD_LIBRARY, Source, sources

COMPOSE = yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)["services"]
FOLDERS = sorted({row["build"]["args"]["SERVICE"] for row in COMPOSE.values() if "build" in row} - {"deploy/local"})
"""The folders of the services. The preparation's is left out: it imports of deploy/local what needs no Java and no
MongoDB."""
HEAVY = {"typst", "pikepdf", "pillow", "av", "pillow-heif", "fonttools"}
WITH = {
    "svc-content": {"typst", "pikepdf", "pillow"},
    "svc-dossier": {"typst", "pikepdf", "pillow"},
    "svc-payment": {"typst", "pikepdf", "pillow"},
    "svc-feedback": {"pikepdf", "pillow", "av", "pillow-heif"},
    "deploy/stream-simulator": {"av", "pillow"},
}


@pytest.fixture(scope="module")
def keep() -> ModuleType:
    spec = importlib.util.spec_from_file_location("keep", ROOT / "deploy" / "images" / "keep.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["keep"] = module
    spec.loader.exec_module(module)
    return module


@cache
def kept(keep: ModuleType, folder: str) -> set[str]:
    """What the image of ``folder`` has, of what is installed here."""
    ours = {"shared": keep.declared(ROOT / "shared" / "pyproject.toml")}
    found: set[str] = keep.needed(keep.declared(ROOT / folder / "pyproject.toml")[""], ours, installed(keep))
    return found


@cache
def installed(keep: ModuleType) -> dict[str, Distribution]:
    return {keep.canonical(each.metadata["Name"]): each for each in distributions()}


@cache
def distributions_of() -> Mapping[str, list[str]]:
    """What each top-level name that can be imported here comes from."""
    return packages_distributions()


@cache
def modules() -> dict[str, Source]:
    """Our modules by dotted name."""
    found = {}
    for source in sources():
        parts = source.path.with_suffix("").parts
        start = len(parts) - 1 - parts[::-1].index("src") + 1
        found[".".join(parts[start:]).removesuffix(".__init__")] = source
    return found


def imported(package: str) -> set[str]:
    """Top-level names from elsewhere that modules of ``package`` import, and ours that these lead to."""
    waiting = [name for name in modules() if name.split(".")[0] == package]
    seen, outside = set(waiting), set[str]()
    while waiting:
        source = modules()[waiting.pop()]
        names = {*source.imports(), *(f"{module}.{name}" for module, some in source.imported_names() for name in some)}
        for name in names:
            top = name.split(".")[0]
            if top in {"shared", package}:
                parents = [name.rsplit(".", cut)[0] if cut else name for cut in range(name.count(".") + 1)]
                new = [each for each in parents if each in modules() and each not in seen]
                seen.update(new)
                waiting += new
            elif top not in STANDARD_LIBRARY:
                outside.add(top)
    return outside


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_a_program_imports_is_in_its_image(keep: ModuleType, folder: str) -> None:
    [package] = [path.name for path in (ROOT / folder / "src").iterdir() if (path / "__init__.py").exists()]
    there, of = kept(keep, folder), distributions_of()
    missing = {
        name: of.get(name, [])
        for name in imported(package)
        if not {keep.canonical(each) for each in of.get(name, [])} & there
    }
    assert missing == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_weighs_most_is_only_where_it_is_used(keep: ModuleType, folder: str) -> None:
    assert kept(keep, folder) & HEAVY == WITH.get(folder, set())


def test_an_image_has_no_pip_and_says_what_it_is() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    last = text[text.index(" AS program\n") : text.index(" AS mini-app\n")]
    assert "pip uninstall" in last
    assert "--without-pip" in text
    assert {"title", "description", "licenses", "version", "revision"} == set(
        re.findall(r"org\.opencontainers\.image\.(\w+)=", last)
    )


def test_the_gateway_alone_has_the_mini_app_and_shows_it() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :].strip()
    assert last == "FROM program\nCOPY --from=mini-app /mini-app /mini-app"
    assert {name for name, row in COMPOSE.items() if "build" in row and row["build"].get("target") != "program"} == {
        "gateway"
    }
    assert COMPOSE["gateway"]["environment"]["GATEWAY_MINI_APP_DIR"] == "/mini-app"


def test_what_is_not_kept_is_gone_from_the_disk(keep: ModuleType, tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    for name, needs in (("wanted", "Requires-Dist: further"), ("further", ""), ("other", "")):
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").write_text("")
        info = packages / f"{name}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{needs}\n")
        (info / "RECORD").write_text(
            f"{name}/__init__.py,,\n{name}-1.dist-info/METADATA,,\n{name}-1.dist-info/RECORD,,\n"
        )
    program = tmp_path / "pyproject.toml"
    program.write_text('[project]\nname = "x"\ndependencies = ["wanted"]\n')
    keep.main(tmp_path, program)
    left = {path.name for path in packages.iterdir()}
    assert left == {"wanted", "wanted-1.dist-info", "further", "further-1.dist-info"}
