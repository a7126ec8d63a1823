"""The example in CONTRIBUTING is code of the repository, not a likeness of it."""

import re

import pytest

from tests.guards.sources import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n# (\S+)\n(.+?)^```$", CONTRIBUTING, re.MULTILINE | re.DOTALL)


def test_every_example_says_from_which_file_it_is() -> None:
    assert len(EXAMPLES) == CONTRIBUTING.count("```python") > 0


@pytest.mark.parametrize(("path", "code"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_is_the_end_of_its_file(path: str, code: str) -> None:
    """An example may begin in the middle: what comes before are imports and what the reader does not need here."""
    assert (ROOT / path).read_text(encoding="utf-8").endswith(code)
