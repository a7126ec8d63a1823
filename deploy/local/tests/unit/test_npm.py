"""Programs of Node.js: what is told of them, and that nothing of them stays behind."""

from pathlib import Path

import psutil
import pytest

from local_stack import npm
from local_stack.npm import NodeFailed, run_node
from shared.testing import eventually

pytestmark = pytest.mark.process


def test_what_it_reads_and_prints(tmp_path: Path) -> None:
    assert run_node(tmp_path, ["-e", "process.stdin.pipe(process.stdout)"], "Quảng Ngãi") == "Quảng Ngãi"


def test_an_error_is_told(tmp_path: Path) -> None:
    with pytest.raises(NodeFailed, match="no such thing"):
        run_node(tmp_path, ["-e", "throw new Error('no such thing')"])


async def test_what_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npm, "SECONDS", 3)
    program = """
      const child = require("node:child_process").spawn(process.execPath, ["-e", "for (;;);"], { stdio: "inherit" });
      require("node:fs").writeFileSync("child", String(child.pid));
    """
    with pytest.raises(NodeFailed, match="did not end in 3 seconds"):
        run_node(tmp_path, ["-e", program])
    child = int((tmp_path / "child").read_text())

    async def ended() -> bool:  # a killed process may be seen for a moment before it is gone
        return not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE

    await eventually(ended)
