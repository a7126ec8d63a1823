"""The usage line of a service names all its words."""

import subprocess
import sys

import pytest


@pytest.mark.process
@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("svc_dossier", ["api", "worker", "redrive", "graph", "export-schemas"]),
        ("svc_notify", ["api", "worker", "consent", "redrive", "policy", "export-schemas"]),
        ("gateway", ["api", "worker", "grant-administrator", "rotate-keys", "export-schemas"]),
    ],
)
def test_an_unknown_word_is_answered_with_all_that_there_are(service: str, words: list[str]) -> None:
    outcome = subprocess.run([sys.executable, "-m", service, "foo"], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    usage = outcome.stderr.strip().partition("[")[2].rstrip("]").split(" | ")
    assert set(words) <= set(usage)
