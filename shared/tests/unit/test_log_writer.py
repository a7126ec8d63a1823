"""A process goes on, and ends with its own status, wherever its lines go."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.testing import PATIENCE

pytestmark = pytest.mark.process

PROGRAM = """
import sys
from prometheus_client import REGISTRY
from shared import log_writer
from shared.logs import configure_logs, get_logger, flush_logs

configure_logs("svc-x", "info")
log_writer.BUFFER_BYTES = 200_000
log, count, size = get_logger(), int(sys.argv[1]), int(sys.argv[2])
for number in range(count):
    log.info("line", number=number, text="x" * size)
flush_logs()
with open(sys.argv[3], "w") as written:
    written.write(f"{REGISTRY.get_sample_value('log_lines_lost_total'):.0f}")
"""


def started(tmp_path: Path, stdout: int | None, count: int, size: int, **more: object) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", PROGRAM, str(count), str(size), str(tmp_path / "written")]
    return subprocess.Popen(words, stdout=stdout, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]


def written(tmp_path: Path, process: "subprocess.Popen[bytes]") -> int:
    """Lines that the process says it has lost, once it has ended."""
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, b"")
    return int((tmp_path / "written").read_text())


def test_a_full_disk_loses_lines_and_counts_them(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        assert written(tmp_path, started(tmp_path, full.fileno(), 50, 10)) == 50


def test_a_pipe_whose_reader_has_gone_loses_lines_and_counts_them(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = started(tmp_path, writer, 50, 10)
    os.close(writer)
    assert written(tmp_path, process) == 50


def test_a_process_without_standard_output_goes_on(tmp_path: Path) -> None:
    # On another day (`make test-dates`) libfaketime's shared memory would take the free number.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    process = started(tmp_path, None, 50, 10, preexec_fn=lambda: os.close(1), env=environment)
    assert written(tmp_path, process) == 50


def test_a_pipe_that_nobody_reads_holds_up_nothing(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    process = started(tmp_path, writer, 300, 2_000)  # three times what may wait
    os.close(writer)
    assert 100 < written(tmp_path, process) < 250
    os.close(reader)


def test_with_a_reader_every_line_arrives_whole_and_in_order(tmp_path: Path) -> None:
    # All of it fits into the pipe: a reader that a busy machine keeps waiting would rightly cost lines.
    words = [sys.executable, "-c", PROGRAM, "120", "300", str(tmp_path / "written")]
    out = subprocess.run(words, capture_output=True, check=True, timeout=PATIENCE).stdout
    assert [json.loads(line)["number"] for line in out.splitlines()] == list(range(120))
    assert (tmp_path / "written").read_text() == "0"


def test_a_line_that_a_library_formats_wrongly_ends_nothing(tmp_path: Path) -> None:
    program = (
        "import logging; from shared.logs import configure_logs; configure_logs('svc-x', 'info');"
        "logging.getLogger('driver').error('%d lost', 'many'); logging.getLogger('driver').error('next')"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=PATIENCE)
    assert [json.loads(line)["event"] for line in out.stdout.splitlines()] == ["log_line_not_formatted", "next"]
    assert out.stderr == b""
