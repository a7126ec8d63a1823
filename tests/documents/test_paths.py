"""A path that a document names is there: what moved in the code has moved in the documents."""

import re
import subprocess
from fnmatch import filter as matching
from pathlib import PurePosixPath

import pytest

from tests.guards.sources import ROOT

LISTED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
FILES = [PurePosixPath(name) for name in LISTED.split("\0") if name]
EXISTING = sorted({str(place) for file in FILES for place in (file, *file.parents)})
DOCUMENTS = [file for file in FILES if file.suffix == ".md"]
TOP = "|".join(sorted({file.parts[0] for file in FILES if len(file.parts) > 1 and not file.parts[0].startswith(".")}))
PATH = re.compile(rf"`((?:{TOP})/[^`\s]*)`")


def is_there(path: str, document: PurePosixPath) -> bool:
    """Whether the path is there, seen from the root, from the document's own folder, or as it is imported
    (``shared/errors.py``).

    ``<service>`` stands for any name; a folder of a service to come (``svc-x/``) is an example.
    """
    pattern = re.sub(r"<[^>]+>", "*", path).rstrip("/")
    places = (pattern, f"*/src/{pattern}", str(document.parent / pattern), f"*/{pattern}")
    return "svc-x" in pattern or any(matching(EXISTING, place) for place in places)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_paths_that_a_document_names_exist(document: PurePosixPath) -> None:
    named = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))
    assert sorted(path for path in named if not is_there(path, document)) == []
