"""A board with each fault that the drawing must notice, and what it must say of it."""

from collections.abc import Mapping, Sequence
from typing import Any

Labels = Mapping[str, str]

_ONE: Labels = {}
_LEGEND = "{{name}}"


def _answer(values: Sequence[str], labels: Sequence[Labels] = (_ONE,)) -> Mapping[str, Any]:
    """Each of ``values`` a second after the one before, the same for every series."""
    samples = [(second, value) for second, value in enumerate(values)]
    return {"resultType": "matrix", "result": [{"metric": metric, "values": samples} for metric in labels]}


def _panel(kind: str, title: str = "Tên", legend: str = _LEGEND, **more: Any) -> Mapping[str, Any]:
    target = {"refId": "A", "expr": "max(up)", "legendFormat": legend}
    return {"type": kind, "title": title, "targets": [target], **more}


def _defaults(**defaults: Any) -> Mapping[str, Any]:
    return _panel("stat", fieldConfig={"defaults": defaults, "overrides": []})


def _steps(*steps: tuple[float | None, str], mode: str = "absolute") -> Mapping[str, Any]:
    return _defaults(thresholds={"mode": mode, "steps": [{"value": value, "color": colour} for value, colour in steps]})


_NAMED: Labels = {"name": "một"}
_MANY = [{"name": f"một đường trong nhiều đường, số {number}"} for number in range(40)]
_SEEN = _answer(["1", "2", "3"], [_NAMED])
_NOTHING = _answer([], [])

FAULTS: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = (
    ("unknown to the drawing: type pie", _panel("pie"), _SEEN),
    ("unknown type of panel: pie", _panel("pie"), _SEEN),
    ("unknown to Grafana: unit parsecs", _defaults(unit="parsecs"), _SEEN),
    ("unknown to Grafana: option halves", _defaults(halves=2), _SEEN),
    ("unknown to Grafana: option custom.lineWidth", _defaults(custom={"lineWidth": 2}), _SEEN),
    ("unknown to Grafana: mode of colour rainbow", _defaults(color={"mode": "rainbow"}), _SEEN),
    ("unknown to Grafana: mapping words", _defaults(mappings=[{"type": "words", "options": {}}]), _SEEN),
    ("unknown to Grafana: mode of thresholds relative", _steps((None, "red"), mode="relative"), _SEEN),
    ("unknown to Grafana: colour reddish", _steps((None, "reddish")), _SEEN),
    ("unknown to Grafana: threshold 1 in this place", _steps((None, "red"), (2, "yellow"), (1, "green")), _SEEN),
    (
        "unknown to Grafana: matcher byGuess",
        _panel("stat", fieldConfig={"defaults": {}, "overrides": [{"matcher": {"id": "byGuess"}, "properties": []}]}),
        _SEEN,
    ),
    (
        "unknown to Grafana: calculation guess",
        _panel("stat", options={"reduceOptions": {"calcs": ["guess"]}}),
        _SEEN,
    ),
    ("is cut: “12. Một cái tên dài", _panel("stat", "Một cái tên dài hơn chỗ của nó rất nhiều, nhiều chữ"), _SEEN),
    ("does not fit", _panel("stat", height=1), _SEEN),
    ("is empty, though its query answered", _panel("timeseries"), _answer(["NaN", "NaN"], [_NAMED])),
    ("is empty, and does not say so", _panel("timeseries"), _NOTHING),
    ("is empty, and does not say so", _panel("stat"), _NOTHING),
    ("is empty, though its query answered", _panel("stat"), _answer(["NaN"])),
    ("shows “∞”", _panel("stat"), _answer(["+Inf"])),
    ("its legend of 40 does not fit", _panel("timeseries"), _answer(["1", "2"], _MANY)),
    ("two lines have the name “một”", _panel("timeseries"), _answer(["1", "2"], [_NAMED, {**_NAMED, "other": "1"}])),
    ("“max(up)” is no name of a line", _panel("timeseries", legend=""), _answer(["1", "2"])),
    ("“Value” is no name of a line", _panel("timeseries"), _answer(["1", "2"])),
)

_WIDTH, _HEIGHT = 4, 6


def faulty() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The board and its answers; the title of each panel begins with its number in ``FAULTS``."""
    panels = [
        {
            **panel,
            "title": f"{number}. {panel['title']}",
            "gridPos": {
                "x": number % 6 * _WIDTH,
                "y": number // 6 * _HEIGHT,
                "w": _WIDTH,
                "h": panel.get("height", _HEIGHT),
            },
        }
        for number, (_, panel, _) in enumerate(FAULTS)
    ]
    answers = {"start": 0, "end": 2, "step": 1, "panels": [{"A": answer} for _, _, answer in FAULTS]}
    return {"title": "Mọi lỗi", "timezone": "Asia/Ho_Chi_Minh", "panels": panels}, answers


def unnoticed(found: Sequence[str]) -> list[str]:
    """The faults that ``found``, which the drawing said of this board, does not name."""
    missing = []
    for number, (fault, _, _) in enumerate(FAULTS):
        if not any(said.startswith(f"{number}. ") and fault in said for said in found):
            missing.append(f"the drawing does not notice: {fault} (panel {number})")
    return missing
