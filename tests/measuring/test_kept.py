from pathlib import Path

from bench.figures import Measured
from bench.kept import Kept, read_kept, write_kept
from bench.report import report
from bench.result import Result, Table


def test_what_was_measured_is_read_as_it_was_written(tmp_path: Path) -> None:
    result = Result(
        {"gateway_rate": Measured((1.0, 2.5))}, [Table(["a", "b"], [["1", "2"]])], ["Ghi chú"], {"gateway_rate": "vì"}
    )
    kept = {"gateway": Kept("2026-11-23", result, "a processor")}
    write_kept(tmp_path / "results.json", kept)
    assert read_kept(tmp_path / "results.json") == kept
    assert read_kept(tmp_path / "none.json") == {}
    written = report({"gateway": ("Gateway", kept["gateway"])})
    assert "## Gateway (2026-11-23, a processor)" in written
    assert (
        "**Not reached:** Gateway, authenticated GET, one core 1.8 (1.0–2.5) req/s instead of ≥ 8,000 req/s: vì."
        in written
    )
