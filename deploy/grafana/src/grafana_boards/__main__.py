"""``python -m grafana_boards FOLDER [--check]``: writes the boards, or says which are out of date (exit status 1)."""

import argparse
import sys
from pathlib import Path

from grafana_boards.board import written
from grafana_boards.every import BOARDS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grafana_boards")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing")
    words = parser.parse_args()
    files = {words.folder / f"{board.name}.json": written(board) for board in BOARDS}
    old = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    old += [path for path in words.folder.glob("*.json") if path not in files]
    if words.check:
        for path in old:
            sys.stderr.write(f"{path} is out of date: make boards\n")
        return 1 if old else 0
    for path, text in files.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
