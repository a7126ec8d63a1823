"""Every service with a ring of keys can write anew what an older one sealed, so that a key can be retired."""

import importlib
import re

import pytest

from tests.guards.sources import ROOT

PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/src/*/settings.py") if path.parent.name != "shared")


def has_a_ring(package: str) -> bool:
    return "field_keys" in importlib.import_module(f"{package}.settings").Settings.model_fields


@pytest.mark.parametrize("package", PACKAGES)
def test_who_has_a_ring_of_keys_has_the_command(package: str) -> None:
    commands = importlib.import_module(f"{package}.__main__").COMMANDS
    assert ("reseal" in commands) == has_a_ring(package)
    assert not has_a_ring(package) or commands["reseal"].sealed


@pytest.mark.parametrize("package", PACKAGES)
def test_each_file_that_seals_is_one_that_the_test_of_reseal_knows(package: str) -> None:
    """A new place that seals makes this fail: add it to ``SEALED`` of that service, and here."""
    folder = next(ROOT.glob(f"*/src/{package}"))
    sealing = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if re.search(r"\b_?cipher\.encrypt\b", path.read_text(encoding="utf-8"))
    }
    assert sealing == KNOWN.get(package, set())


KNOWN = {
    "gateway": {"store/citizens.py", "use_cases/contact_events.py"},  # the second: an event, sealed for svc-notify
    "svc_dossier": {"store/drafts.py", "store/sealed_form.py"},
    "svc_feedback": {"store/sealed.py"},
    "svc_notify": {"store/links.py", "store/oa_people.py", "store/tokens.py", "store/zalo_events.py"},
    "svc_payment": {"store/documents.py", "store/settlements.py", "store/shops.py", "store/unmatched_messages.py"},
}
