"""The fonts that papers are set in, and which characters they have. No other font is used: the same page everywhere.

Liberation Serif has the measures of Times New Roman, which Nghị định 30/2020/NĐ-CP asks for; DejaVu Sans has what it
lacks, in one face. Both are free; their licences lie beside them.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
FIRST, SECOND = "LiberationSerif-*.ttf", "DejaVuSans.ttf"


def _characters() -> frozenset[str]:
    """The characters that ``faces.py`` has found in the fonts: to read the fonts themselves costs each process 8 MB."""
    lines = (FOLDER / "characters.txt").read_text(encoding="ascii").split()
    ranges = ((int(first, 16), int(last, 16)) for first, _, last in (line.partition("-") for line in lines))
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


CHARACTERS = _characters()
