"""``results.md``: the machine, every target with what was measured, and the rows."""

from collections.abc import Mapping

from bench.figures import Measured
from bench.kept import Kept
from bench.machine import describe
from bench.result import Result, Table
from bench.targets import TARGETS, Target

_PREFACE = """\
Written by `make bench`; `python -m bench <row>` measures one row again. Load comes over the loopback interface
from processes on the same machine, so it costs what it measures. Figures are medians over rounds with the lowest and
highest round in brackets; peers ran in the same run, in turn."""


def report(results: Mapping[str, tuple[str, Kept]]) -> str:
    """``results``: title and latest result by the row's name."""
    parts = [
        "# Measurements",
        _PREFACE,
        "\n".join(f"- {line}" for line in describe()),
        str(summary([kept.result for _, kept in results.values()])),
        *(
            section(name, f"{title} ({kept.on}, {kept.processor})", kept.result)
            for name, (title, kept) in results.items()
        ),
    ]
    return "\n\n".join(parts) + "\n"


def section(name: str, title: str, result: Result) -> str:
    notes = "\n".join(f"- {note}" for note in result.notes)
    return "\n\n".join([f"## {title}", f"`python -m bench {name}`", *map(str, result.tables), notes, *findings(result)])


def summary(results: list[Result]) -> Table:
    figures = {name: measured for result in results for name, measured in result.figures.items()}
    lines = [(target.what, str(target), *_outcome(target, figures.get(target.figure))) for target in TARGETS]
    return Table(("What", "Target", "Measured", ""), lines)


def findings(result: Result) -> list[str]:
    """A plain sentence for every target that was missed."""
    missed = [
        f"{target.what} {result.figures[target.figure]} {target.unit} instead of {target}: {reason}."
        for target in TARGETS
        if target.figure in result.figures and not target.reached(result.figures[target.figure])
        for reason in [result.reasons.get(target.figure, "see above")]
    ]
    return ["**Not reached:** " + sentence for sentence in missed]


def _outcome(target: Target, measured: Measured | None) -> tuple[str, str]:
    if measured is None:
        return "not measured", ""
    return f"{measured} {target.unit}", "reached" if target.reached(measured) else "**not reached**"
