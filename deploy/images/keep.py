"""Leave in an environment only what one program needs: ``python keep.py /venv a/pyproject.toml shared/pyproject.toml``.

All images begin with the same environment, made from the lock file; each keeps what its program and what that needs
ask for. Runs while an image is built, so it needs nothing but Python with its pip.
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(wanted: list[str], ours: dict[str, dict[str, list[str]]], installed: dict[str, Distribution]) -> set[str]:
    """The names of all distributions that ``wanted`` requirements lead to. ``ours``: requirements of packages that are
    installed as sources, by extra (empty: always).
    """
    found, seen, waiting = set[str](), set[tuple[str, str]](), [Requirement(text) for text in wanted]
    while waiting:
        one = waiting.pop()
        name = canonical(one.name)
        for extra in ("", *sorted(one.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            if name in ours:
                waiting += [Requirement(text) for text in ours[name].get(extra, [])]
            elif name in installed:
                found.add(name)
                further = [Requirement(text) for text in installed[name].requires or []]
                waiting += [each for each in further if each.marker is None or each.marker.evaluate({"extra": extra})]
    return found


def declared(file: Path) -> dict[str, list[str]]:
    """Requirements of a ``pyproject.toml``, by extra."""
    project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    return {"": project.get("dependencies", []), **project.get("optional-dependencies", {})}


def remove(distribution: Distribution) -> None:
    folders = set[Path]()
    for file in distribution.files or []:
        path = Path(str(distribution.locate_file(file)))
        path.unlink(missing_ok=True)
        folders |= {*path.parents[: len(file.parts)]}
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        for compiled in folder.glob("*.pyc") if folder.name == "__pycache__" else ():
            compiled.unlink()
        if folder.is_dir() and folder.name not in ("site-packages", "bin") and not any(folder.iterdir()):
            folder.rmdir()


def main(environment: Path, program: Path, *others: Path) -> None:
    [packages] = environment.glob("lib/python3*/site-packages")
    installed = {canonical(each.metadata["Name"]): each for each in distributions(path=[str(packages)])}
    ours = {file.parent.name: declared(file) for file in others}
    keep = needed(declared(program)[""], ours, installed)
    for name in sorted(installed.keys() - keep):
        remove(installed[name])
    sys.stdout.write(f"kept {len(keep)} of {len(installed)} distributions\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
