"""The commands by which the runbook replaces a key: every process opens what it meets, and look-ups still find."""

import re
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest

from shared.crypto import FieldCipher, generate_key, retire
from shared.testing import PATIENCE
from tests.guards.sources import ROOT

PAGE = ROOT / "docs" / "runbooks" / "backup-and-restore.md"
RETIRE = f'retire() {{ {sys.executable} -m shared.retire_key "$1"; }}\n'
"""What runs in a container there runs in this interpreter here."""


def ring_commands() -> str:
    blocks = re.findall(r"^ *```\n(.+?)^ *```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    [commands] = [textwrap.dedent(each) for each in blocks if '> "$ring.behind"' in each]
    return commands


def once_replaced() -> str:
    """A ring whose oldest key is gone already."""
    return retire(f"{generate_key('k1')},{generate_key('k0')}", "k0")


@pytest.mark.process
@pytest.mark.parametrize(
    "before",
    [generate_key("k1"), f"{generate_key('k1')},{generate_key('k0')}", once_replaced()],
    ids=["one", "two", "index"],
)
def test_each_process_opens_what_those_beside_it_seal(before: str, tmp_path: Path) -> None:
    (tmp_path / "ring").write_text(before)
    program = ["bash", "-euo", "pipefail", "-c", f"ring=ring\n{RETIRE}{ring_commands()}"]
    ran = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr
    steps = [FieldCipher.parse((tmp_path / f"ring{step}").read_text()) for step in ("", ".behind", ".front", ".after")]
    assert [step.is_current("k2:…") for step in steps] == [False, False, True, True]
    for one, next_one in pairwise(steps):
        assert next_one.decrypt(one.encrypt("Lê", "name"), "name") == "Lê"
        assert one.decrypt(next_one.encrypt("Lê", "name"), "name") == "Lê"
    assert not steps[3].can_open(steps[0].encrypt("Lê", "name"))
    assert len({step.blind_index("0901234567", "phone") for step in steps}) == 1


def test_the_page_takes_the_rings_in_that_order() -> None:
    page = PAGE.read_text(encoding="utf-8")
    steps = re.findall(r'`take "\$ring\.(\w+)"`|exec deploy/svc-dossier-worker.*python\n *(/app reseal)', page)
    assert [ring or word for ring, word in steps] == ["behind", "front", "/app reseal", "front", "after"]
